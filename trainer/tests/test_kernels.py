"""Triton kernels in the interpreter against their PyTorch twins, and by a Hopper's compiler; no GPU is needed."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch

pytest.importorskip("triton", reason="NOT CHECKED: triton is not installed")
from trainer.kernels.attention import TritonAttention  # noqa: E402
from trainer.kernels.cross_entropy import losses  # noqa: E402
from trainer.kernels import conv, probe  # noqa: E402
from trainer.kernels.probe import TOLERANCE, TRIALS, Trial, choose, race, races, survivors  # noqa: E402
from trainer.model import fast  # noqa: E402
from trainer.model.attention import attention_by_matrix  # noqa: E402
from trainer.model.config import ModelConfig  # noqa: E402
from trainer.model.documents import Documents  # noqa: E402
from trainer.model.mamba2 import Mamba2  # noqa: E402
from trainer.model.ssd import summed  # noqa: E402
from trainer.tests.interpreting import interpreted_products_of_bf16  # noqa: E402, F401
from trainer.tests.test_model import random_documents  # noqa: E402


def assert_same_gradients(fast, slow, inputs, weight):
    found = torch.autograd.grad((fast * weight).sum(), inputs)
    expected = torch.autograd.grad((slow * weight).sum(), inputs)
    for one, other in zip(found, expected):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


MIXED = {
    "one group": {"width": 32, "head_width": 16, "state": 16},
    "two groups": {"width": 32, "head_width": 16, "state": 32, "groups": 2},
    "a least step": {"width": 48, "head_width": 32, "state": 16, "step_floor": 0.02},
}


@pytest.mark.parametrize(
    "name, rows, time, chance",
    [
        ("one group", 2, 40, 0.0),
        ("one group", 1, 150, 0.02),
        ("two groups", 1, 150, 0.0),
        ("two groups", 1, 80, 0.05),
        ("a least step", 1, 64, 0.5),
    ],
)
def test_triton_mixer_equals_pytorch(name, rows, time, chance, monkeypatch):
    monkeypatch.setattr(conv, "BLOCKS", 3)
    torch.manual_seed(1)
    layer = Mamba2(ModelConfig(vocabulary=8, layers=1, hybrid=(), heads=2, chunk=16, **MIXED[name]))
    for weight in (layer.skip, layer.norm.weight):
        torch.nn.init.normal_(weight)
    documents = random_documents(rows, time, chance)
    projected = torch.randn(rows, time, -(-len(layer.in_proj.weight) // 16) * 16, requires_grad=True)
    inputs = [projected, *(weight for name, weight in layer.named_parameters() if "_proj" not in name)]
    fast, slow = layer.by_kernels(projected, documents), layer.by_pytorch(projected, documents)
    torch.testing.assert_close(fast, slow, rtol=1e-4, atol=1e-4)
    assert_same_gradients(fast, slow, inputs, torch.randn_like(slow))


@pytest.mark.parametrize("chance", [0.0, 0.05, 0.5])
@pytest.mark.parametrize("time, width", [(20, 16), (150, 24)])
def test_triton_attention_equals_the_whole_matrix(chance, time, width):
    torch.manual_seed(6)
    documents = random_documents(2, time, chance)
    q, k, v = (torch.randn(2, time, 3, width).transpose(1, 2).requires_grad_() for _ in range(3))
    fast, slow = TritonAttention.apply(q, k, v, documents, 0.3), attention_by_matrix(q, k, v, documents, 0.3)
    torch.testing.assert_close(fast, slow, rtol=1e-4, atol=1e-5)
    assert_same_gradients(fast, slow, [q, k, v], torch.randn_like(slow))


def test_triton_losses_equal_pytorch():
    torch.manual_seed(4)
    logits, targets, z = 5 * torch.randn(6, 1500), torch.randint(0, 1500, (6,)), 0.01
    expected = logits.clone().requires_grad_()
    total = expected.logsumexp(-1)
    nll = total - expected.gather(1, targets[:, None])[:, 0]
    (nll + z * total**2).sum().backward()
    found = losses(logits, targets, z)
    torch.testing.assert_close(found, (nll.detach(), total.detach()), rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(logits, expected.grad, rtol=1e-5, atol=1e-6)


CONFIG = ModelConfig(vocabulary=128, width=32, layers=2, hybrid=(1,), heads=2, state=16, head_width=16, chunk=16)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_each_kernel_is_held_to_its_twin_before_it_races(precision, monkeypatch):
    monkeypatch.setattr(conv, "BLOCKS", 3)
    less = {"SLICE": 4, "WARPS": (4,), "UNCOUNTED": 0, "COUNTED": 1, "IN_A_ROW": 1}  # the interpreter is slow
    for name, small in less.items():
        monkeypatch.setattr(probe, name, small)
    found = dict(races(TRIALS, CONFIG, precision, 1, 40, torch.device("cpu")))
    assert sorted(found) == sorted(fast.KINDS)
    for kind, one in found.items():
        assert "problem" not in one, (kind, one)
        assert one["difference"] < {"fp32": 1e-3, "bf16": 2e-2}[precision]
        assert one["warps"] == 0 or one["ms"] < one["pytorch_ms"]


def test_kernel_that_is_wrong_fails_or_is_slow_is_not_chosen():
    def trial(kernel):
        return Trial(kernel, lambda x: 2 * x, [torch.ones(4)], [torch.ones(4)])

    def slow(x):
        for _ in range(2000):
            x = x + 0
        return 2 * x

    assert "differs" in race("norm", trial(lambda x: 2.1 * x), 1e-3)["problem"]
    assert "differs" in race("norm", trial(lambda x: x * torch.nan), 1e-3)["problem"]
    assert race("norm", trial(slow), 1e-3)["warps"] == 0


DYING = """
import json, os, sys, time
for kind in sys.argv[1:]:
    if kind == "loss": os.abort()
    if kind == "norm": time.sleep(60)
    print(json.dumps({kind: {"warps": 4}}), flush=True)
"""


def test_kernels_that_end_their_process_or_hang_are_left_out(monkeypatch):
    monkeypatch.setattr(probe, "PATIENCE", 3)
    found = survivors([sys.executable, "-c", DYING], ["conv", "loss", "norm", "ssd"])
    assert found["conv"] == found["ssd"] == {"warps": 4}
    assert found["loss"] == {"warps": 0, "problem": "its process ended with code -6"}
    assert found["norm"] == {"warps": 0, "problem": "it took more than 3 s"}


def test_only_what_was_chosen_is_fast_and_only_on_a_gpu():
    fast.use({"mixer": 8, "loss": 0})
    on_gpu, on_cpu = SimpleNamespace(is_cuda=True), SimpleNamespace(is_cuda=False)
    assert [kind for kind in fast.KINDS if fast.fast(on_gpu, kind)] == ["mixer"]
    assert not fast.fast(on_cpu, "mixer")
    assert (fast.warps("mixer"), fast.warps("loss")) == (8, 4)
    fast.use({})
    assert not fast.fast(on_gpu, "mixer")


def test_kernels_are_chosen_in_a_process_of_their_own(monkeypatch):
    monkeypatch.setattr(probe, "TRIALS", {"gate": None})  # the others take a minute in the interpreter
    found = choose(CONFIG, "fp32", 1, 16, torch.device("cpu"))
    assert list(found) == ["gate"]
    assert found["gate"]["difference"] < TOLERANCE["fp32"]


def test_kernels_compile_for_a_hopper_and_fit_its_shared_memory(tmp_path):
    environment = {**os.environ, "TRITON_INTERPRET": "0", "TRITON_CACHE_DIR": str(tmp_path)}
    words = [sys.executable, "-m", "trainer.kernels.hopper", "--preset", "127m", "--sequence", "256"]
    out = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert out.returncode == 0, out.stderr[-2000:]
    rows = [json.loads(line) for line in out.stdout.splitlines()]
    assert {row["kernel"].split(".")[0] for row in rows} == set(fast.KINDS)
    for row in rows:
        assert row["shared"] <= 232_448 and row["spilt"] <= 256, row


def test_exponents_are_summed_in_full_where_products_may_be_in_tf32():
    numbers, mask = -100 * torch.rand(1, 1, 1, 1, 64), torch.ones(1, 1, 1, 64, 64).tril().mT
    expected = (numbers.double() @ mask.double()).float()
    try:
        torch.set_float32_matmul_precision("high")
        assert torch.equal(summed(numbers, mask), expected)
    finally:
        torch.set_float32_matmul_precision("highest")
    torch.testing.assert_close(summed(numbers, mask), expected)
