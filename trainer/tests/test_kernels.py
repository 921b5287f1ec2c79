"""Triton kernels in the interpreter against their PyTorch twins, and by a Hopper's compiler. None runs on a GPU."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch

pytest.importorskip("triton", reason="NOT CHECKED: triton is not installed")
import triton.language as tl  # noqa: E402
from triton.runtime.interpreter import InterpreterBuilder, TensorHandle  # noqa: E402

from trainer.kernels.attention import TritonAttention  # noqa: E402
from trainer.kernels.conv import TritonConv  # noqa: E402
from trainer.kernels.cross_entropy import losses  # noqa: E402
from trainer.kernels.norm import TritonGatedNorm  # noqa: E402
from trainer.kernels import probe  # noqa: E402
from trainer.kernels.probe import TOLERANCE, TRIALS, Trial, choose, race, races, survivors  # noqa: E402
from trainer.kernels.ssd import Chunks, carried  # noqa: E402
from trainer.model import fast  # noqa: E402
from trainer.model.attention import attention_by_matrix  # noqa: E402
from trainer.model.config import ModelConfig  # noqa: E402
from trainer.model.conv import CausalConv  # noqa: E402
from trainer.model.documents import Documents  # noqa: E402
from trainer.model.mamba2 import GatedNorm  # noqa: E402
from trainer.model.ssd import TritonSSD, carry, carry_back, ssd, summed, wide  # noqa: E402
from trainer.tests.test_model import random_documents  # noqa: E402


@pytest.fixture(autouse=True)
def interpreted_products_of_bf16(monkeypatch):
    """Triton's interpreter (3.6, 3.7) multiplies bits of bf16 as whole numbers: it is given their values in fp32."""
    multiply = InterpreterBuilder.create_dot

    def widened(handle):
        if handle.dtype.scalar is not tl.bfloat16:
            return handle
        return TensorHandle((handle.data.astype(np.uint32) << 16).view(np.float32), tl.float32)

    def create_dot(self, a, b, *rest):
        return multiply(self, widened(a), widened(b), *rest)

    monkeypatch.setattr(InterpreterBuilder, "create_dot", create_dot)


def assert_same_gradients(fast, slow, inputs, weight):
    found = torch.autograd.grad((fast * weight).sum(), inputs)
    expected = torch.autograd.grad((slow * weight).sum(), inputs)
    for one, other in zip(found, expected):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("chance", [0.0, 0.1])
@pytest.mark.parametrize("time, chunk", [(40, 16), (150, 128)])
def test_triton_ssd_equals_pytorch(chance, time, chunk):
    torch.manual_seed(1)
    documents = random_documents(1, time, chance)
    shapes = [(1, time, 4, 16), (1, time, 4), (4,), (1, time, 2, 16), (1, time, 2, 16)]
    x, dt, a, b, c = (torch.randn(shape) for shape in shapes)
    inputs = [x, dt.abs(), -a.abs(), b, c]
    for tensor in inputs:
        tensor.requires_grad_()
    fast, slow = ssd(*inputs, documents, chunk, TritonSSD), ssd(*inputs, documents, chunk)
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


def test_triton_conv_equals_pytorch():
    torch.manual_seed(2)
    conv, documents = CausalConv(70, 4), random_documents(2, 45, 0.2)
    x = torch.randn(2, 45, 70, requires_grad=True)
    fast, slow = TritonConv.apply(x, conv.weight, conv.bias, documents.positions), conv(x, documents)
    torch.testing.assert_close(fast, slow, rtol=1e-5, atol=1e-5)
    assert_same_gradients(fast, slow, [x, conv.weight, conv.bias], torch.randn_like(slow))


@pytest.mark.parametrize("groups", [1, 2])
def test_triton_gated_norm_equals_pytorch(groups):
    torch.manual_seed(3)
    norm = GatedNorm(48, groups)
    torch.nn.init.normal_(norm.weight)
    y, z = torch.randn(2, 5, 48, requires_grad=True), torch.randn(2, 5, 48, requires_grad=True)
    fast, slow = TritonGatedNorm.apply(y, z, norm.weight, groups, 1e-5), norm(y, z)
    torch.testing.assert_close(fast, slow, rtol=1e-5, atol=1e-5)
    assert_same_gradients(fast, slow, [y, z, norm.weight], torch.randn_like(slow))


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


@pytest.mark.parametrize("back", [False, True])
def test_triton_carry_equals_pytorch(back):
    torch.manual_seed(5)
    added, passing = torch.randn(2, 3, 2, 32, 16), torch.rand(2, 3, 2, 4)
    passing[0, 1] = 0  # a document ends
    numbers = torch.zeros(2, 3, 16, dtype=torch.int64)
    total, masks = torch.zeros(2, 3, 2, 4, 16), Documents(numbers.flatten(1)).chunks(16)
    chunks = Chunks(added.new_zeros(2, 3, 2, 16, 32), total, added.new_zeros(2, 3, 2, 16, 16), masks, numbers)
    found = carried(chunks, added, passing, back)
    expected = carry_back(added, added, passing)[0] if back else carry(added, wide(passing[..., None], added))
    torch.testing.assert_close(found, expected)


CONFIG = ModelConfig(vocabulary=128, width=32, layers=2, hybrid=(1,), heads=2, state=16, head_width=16, chunk=16)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_each_kernel_is_held_to_its_twin_before_it_races(precision, monkeypatch):
    for name, small in {"SLICE": 4, "WARPS": (4,), "UNCOUNTED": 0, "COUNTED": 1}.items():  # the interpreter is slow
        monkeypatch.setattr(probe, name, small)
    found = dict(races(TRIALS, CONFIG, precision, 1, 40, torch.device("cpu")))
    assert sorted(found) == sorted(fast.KINDS)
    for kind, one in found.items():
        assert "problem" not in one, (kind, one)
        assert one["difference"] < TOLERANCE[precision]
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
    fast.use({"ssd": 8, "conv": 0})
    on_gpu, on_cpu = SimpleNamespace(is_cuda=True), SimpleNamespace(is_cuda=False)
    assert [fast.fast(on_gpu, kind) for kind in fast.KINDS] == [False, False, False, False, True]
    assert not fast.fast(on_cpu, "ssd")
    assert (fast.warps("ssd"), fast.warps("conv")) == (8, 4)
    fast.use({})
    assert not fast.fast(on_gpu, "ssd")


def test_kernels_are_chosen_in_a_process_of_their_own(monkeypatch):
    monkeypatch.setattr(probe, "TRIALS", {"conv": None})  # the others take a minute in the interpreter
    found = choose(CONFIG, "fp32", 1, 16, torch.device("cpu"))
    assert list(found) == ["conv"]
    assert found["conv"]["difference"] < TOLERANCE["fp32"]


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
