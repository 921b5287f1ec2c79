"""The program that measures steps, where there is no GPU."""

import math

import pytest

from trainer.speed import arguments, measure


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_steps_are_measured_on_a_cpu(precision):
    words = ["--preset", "demo", "--sequence", "64", "--vocabulary", "300", "--rows", "2", "--steps", "1"]
    found = measure(arguments([*words, "--device", "cpu", "--precision", precision, "--profile"]))
    assert (found["sequences_at_once"], found["precision"], found["kernels"]) == (2, precision, {})
    losses = found["pytorch"]["losses"]
    assert len(losses) == 4 and abs(losses[0] - math.log(320)) < 0.5  # the vocabulary is rounded up
    assert found["pytorch"]["tokens_per_second"] > 0 and len(found["pytorch"]["operations"]) == 25
    parts = found["pytorch"]["milliseconds"]
    assert parts["products of matrices"] > 0 and parts["convolution"] > 0 and parts["loss"] == 0
    assert "chosen" not in found
