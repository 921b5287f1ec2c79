"""Counts of parameters, operations and bytes against the models themselves and against published arithmetic."""

import json
from dataclasses import replace

import pytest
import torch

from trainer import commands, plan
from trainer.batches import Batch
from trainer.counting import count_parameters, kept_numbers, training_flops
from trainer.model import make_model
from trainer.model.documents import Documents
from trainer.model.loss import weighted_loss
from trainer.model.transformer import dense_like
from trainer.presets import model_config
from trainer.tests.test_model import SMALL

TINY = model_config("tiny", 300)
ZAMBA = replace(TINY, architecture="zamba", shared_blocks=1, lora_rank=0, state=16)
MODELS = {"small": SMALL, "tiny": TINY, "zamba": ZAMBA, "dense": dense_like(TINY, count_parameters(TINY))}


@pytest.mark.parametrize("name", MODELS)
def test_count_parameters_equals_the_model(name):
    config = MODELS[name]
    model = make_model(config)
    assert count_parameters(config) == sum(p.numel() for p in model.parameters()) - model.embedding.weight.numel()


@pytest.mark.parametrize(
    "preset, length, giga",
    [("25m", 2048, 0.2), ("50m", 2048, 0.434), ("127m", 4096, 1.234), ("306m", 4096, 2.668), ("465m", 4096, 3.98)],
)
def test_training_flops_as_computed_by_hand_for_chunks_of_128(preset, length, giga):
    config = replace(model_config(preset, 32000), chunk=128)
    assert training_flops(config, length) / 1e9 == pytest.approx(giga, rel=0.02)


@pytest.mark.parametrize("name", ["tiny", "zamba", "dense"])
def test_activation_estimate_is_near_what_is_kept(name):
    config, time = MODELS[name], 256
    model, kept = make_model(config), {}
    weights = {p.untyped_storage().data_ptr() for p in model.parameters()}

    def keep(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    tokens = torch.zeros(1, time, dtype=torch.long)
    batch = Batch(tokens, tokens, tokens, torch.ones(1, time, dtype=torch.bool), ("row",))
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        weighted_loss(model, batch, Documents(tokens), 1.0)
    assert sum(kept.values()) == pytest.approx(4 * time * kept_numbers(config, time), rel=0.3)


def test_a_gpu_takes_sequences_that_fill_half_of_its_memory_or_65536_tokens(monkeypatch):
    def at_once(gigabytes, preset, sequence):
        monkeypatch.setattr(plan, "free_bytes", lambda device: gigabytes * 1e9)
        return plan.sequences_at_once(model_config(preset, 32_000), sequence, "bf16", "cuda")

    assert at_once(140, "127m", 4096) == 16  # some 2.9 GB each
    assert at_once(80, "127m", 4096) == 8
    monkeypatch.setenv("ZYDECO_TRITON", "0")
    assert at_once(140, "127m", 4096) == 8  # some 7.7 GB each
    monkeypatch.delenv("ZYDECO_TRITON")
    assert at_once(140, "tiny", 2048) == 32
    assert at_once(8, "465m", 4096) == 1
    assert plan.sequences_at_once(model_config("tiny", 32_000), 256, "fp32", "cpu") == 4


def test_presets_command_lists_all_sizes(capsys):
    assert commands.main(["presets", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[1]["preset"] == "tiny" and 1.9e6 < rows[1]["besides_embedding"] < 2.2e6
    assert rows[-1]["preset"] == "465m" and rows[-1]["parameters"] == pytest.approx(465e6, rel=0.01)
    assert commands.main(["presets"]) == 0
    assert "training_gflop_per_token" in capsys.readouterr().out.splitlines()[0]
    assert commands.main(["presets", "--json", "--preset", "tiny"]) == 0
    assert [row["preset"] for row in json.loads(capsys.readouterr().out)] == ["tiny"]
    assert commands.main(["presets", "--preset", "small"]) == 2
    assert "there is no such preset" in capsys.readouterr().err
