"""Kernels that do in one pass what PyTorch does in several, in Triton's interpreter against their twins in fp32."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F

pytest.importorskip("triton", reason="NOT CHECKED: triton is not installed")

from trainer.kernels import conv, cross_entropy, gate, rms, rotary  # noqa: E402
from trainer.kernels.gate import TritonGate  # noqa: E402
from trainer.kernels.rms import TritonNorm  # noqa: E402
from trainer.kernels.rotary import TritonRotary  # noqa: E402
from trainer.kernels.ssd import CHUNK  # noqa: E402
from trainer.counting import STATES_EVERY, kept_bytes  # noqa: E402
from trainer.model import attention, gate as model_gate, loss, make_model, mamba2, norm  # noqa: E402
from trainer.model.attention import rotate  # noqa: E402
from trainer.model.documents import Documents  # noqa: E402
from trainer.model.fast import KINDS  # noqa: E402
from trainer.model.gate import plain_gated  # noqa: E402
from trainer.model.loss import ROOM, SLICE, SlicedCrossEntropy, plain_losses, slice_rows, weighted_loss  # noqa: E402
from trainer.model.norm import plain_add_norm  # noqa: E402
from trainer.tests import test_model  # noqa: E402
from trainer.tests.interpreting import interpreted_products_of_bf16  # noqa: E402, F401
from trainer.tests.test_model import DENSE, FIRST, SMALL, batch_of, random_documents, wake  # noqa: E402
from trainer.training import autocast_for  # noqa: E402

FP32, BF16 = torch.float32, torch.bfloat16
TYPES = pytest.mark.parametrize("kind", [FP32, BF16])


def close(found, expected, kind):
    """To the rounding of a type; expected comes in fp32."""
    step = 1e-2 if kind is BF16 else 1e-5
    torch.testing.assert_close(found.float(), expected, rtol=step, atol=step)


def assert_same(kernel, twin, inputs, kind):
    """Outputs and gradients, of the types of outputs and inputs; None among the inputs stands for itself."""

    def run(function, tensors):
        leaves = [tensor if tensor is None else tensor.detach().requires_grad_() for tensor in tensors]
        outputs = [out for out in function(*leaves) if out is not None]
        asked = [leaf for leaf in leaves if leaf is not None]
        torch.manual_seed(9)
        slopes = [torch.randn(out.shape).to(kind).to(out.dtype) for out in outputs]
        return outputs, torch.autograd.grad(outputs, asked, slopes)

    (outputs, grads), (wanted, wanted_grads) = (
        run(function, [tensor if tensor is None else change(tensor) for tensor in inputs])
        for function, change in ((kernel, lambda x: x), (twin, lambda x: x.float()))
    )
    for found, expected in zip([*outputs, *grads], [*wanted, *wanted_grads], strict=True):
        close(found, expected, kind)
    for grad, tensor in zip(grads, [tensor for tensor in inputs if tensor is not None], strict=True):
        assert grad.dtype == tensor.dtype and grad.shape == tensor.shape


@TYPES
@pytest.mark.parametrize("warps, whole", [(4, 2048), (8, 2048), (4, 0)], ids=["held", "read again", "by blocks"])
@pytest.mark.parametrize("vocabulary", [64, 1500])
def test_loss_in_place_equals_pytorch(kind, warps, whole, vocabulary, monkeypatch):
    for name, value in {"warps": lambda _: warps, "WHOLE": whole, "BLOCK": 256}.items():
        monkeypatch.setattr(cross_entropy, name, value)
    torch.manual_seed(1)
    logits, targets = (5 * torch.randn(6, vocabulary)).to(kind), torch.randint(0, vocabulary, (6,))
    weights, z = torch.rand(6), 0.01
    weights[2] = 0
    nll, total, slope = plain_losses(logits.float(), targets, z)
    found = cross_entropy.losses(logits, targets, z, weights)
    torch.testing.assert_close(found, (nll, total), rtol=1e-5, atol=1e-5)
    close(logits, slope * weights[:, None], kind)


@TYPES
def test_sliced_loss_by_kernel_equals_torch(kind, monkeypatch):
    monkeypatch.setattr(loss, "fast", lambda tensor, which: which == "loss")
    monkeypatch.setattr(loss, "SLICE", 8)
    torch.manual_seed(2)
    hidden = torch.randn(20, 12).to(kind).requires_grad_()
    matrix = torch.randn(40, 12).requires_grad_()
    targets, weights = torch.randint(0, 40, (20,)), torch.rand(20)
    with autocast_for("bf16" if kind is BF16 else "fp32", torch.device("cpu")):
        found = SlicedCrossEntropy.apply(hidden, matrix, targets, weights, 0.01)
    logits = hidden.float() @ matrix.T
    expected = (weights * (F.cross_entropy(logits, targets, reduction="none") + 0.01 * logits.logsumexp(-1) ** 2)).sum()
    inputs = [hidden, matrix]
    grads, wanted = torch.autograd.grad(2 * found, inputs), torch.autograd.grad(2 * expected, inputs)
    torch.testing.assert_close(found, expected, rtol=1e-2 if kind is BF16 else 1e-5, atol=0)
    for one, other in zip(grads, wanted):
        assert one.dtype == other.dtype
        assert (one - other).abs().max() <= (2e-2 if kind is BF16 else 1e-5) * other.abs().max()


def test_slices_on_a_gpu_fill_the_room_for_logits():
    on_gpu, on_cpu = SimpleNamespace(is_cuda=True), SimpleNamespace(is_cuda=False)
    assert slice_rows(on_gpu, 32_000, 2) == 16_384
    assert slice_rows(on_gpu, 1024, 4) == ROOM // 4096
    assert slice_rows(on_gpu, 10**8, 4) == slice_rows(on_cpu, 32_000, 2) == SLICE


@TYPES
@pytest.mark.parametrize("parts", ["x", "x more", "x beside", "x more beside"])
@pytest.mark.parametrize("width", [64, 50])
def test_sum_and_norm_equal_pytorch(kind, parts, width, monkeypatch):
    monkeypatch.setattr(rms, "PROGRAMS", 3)
    monkeypatch.setattr(rms, "TILE", 128)
    torch.manual_seed(3)
    x, beside = torch.randn(2, 9, width + 6)[..., :width], torch.randn(2, 9, width)
    more = torch.randn(9, 2, width).transpose(0, 1).to(kind)
    channels = 2 * width if "beside" in parts else width
    inputs = [x, more if "more" in parts else None, beside if "beside" in parts else None, torch.randn(channels)]

    def twin(x, more, beside, weight):
        total, normed = plain_add_norm(x, more, beside, weight, 1e-5)
        return None if more is None else total, normed

    assert_same(lambda *these: TritonNorm.apply(*these, 1e-5, kind), twin, inputs, kind)
    if "more" not in parts:
        inputs[0] = x.to(kind)
        assert_same(lambda *these: TritonNorm.apply(*these, 1e-5, kind), twin, inputs, kind)


@pytest.mark.parametrize("used", [0, 1])
def test_sum_and_norm_of_which_one_is_used_have_its_gradients(used):
    torch.manual_seed(4)
    x, more, weight = torch.randn(5, 40), torch.randn(5, 40), torch.randn(40)
    x.requires_grad_(), more.requires_grad_()
    slope = torch.randn(5, 40)
    found = torch.autograd.grad(TritonNorm.apply(x, more, None, weight, 1e-5, FP32)[used], [x, more], slope)
    expected = torch.autograd.grad(plain_add_norm(x, more, None, weight, 1e-5)[used], [x, more], slope)
    torch.testing.assert_close(found, expected)


def test_norm_of_what_needs_no_gradient_has_that_of_its_weight():
    torch.manual_seed(5)
    x, weight, slope = torch.randn(70, 40), torch.randn(40, requires_grad=True), torch.randn(70, 40)
    _, normed = TritonNorm.apply(x, None, None, weight, 1e-5, FP32)
    (found,) = torch.autograd.grad(normed, weight, slope)
    torch.testing.assert_close(found, (slope * F.rms_norm(x, (40,), eps=1e-5)).sum(0), rtol=1e-5, atol=1e-5)


@TYPES
@pytest.mark.parametrize("activation", [F.gelu, F.silu])
def test_gate_equals_pytorch(kind, activation, monkeypatch):
    monkeypatch.setattr(gate, "BLOCK", 32)
    torch.manual_seed(6)
    x = (3 * torch.randn(4, 2, 140)).to(kind).transpose(0, 1)
    silu = activation is F.silu
    assert_same(lambda x: [TritonGate.apply(x, silu)], lambda x: [plain_gated(x, activation)], [x], kind)


@TYPES
@pytest.mark.parametrize("width", [16, 24])
def test_rotary_equals_pytorch(kind, width, monkeypatch):
    monkeypatch.setattr(rotary, "TILE", 64)
    torch.manual_seed(7)
    documents = random_documents(2, 11, 0.2)
    both = torch.randn(2, 11, 3, 2 * width).to(kind).transpose(1, 2)

    def turned(x):
        out = TritonRotary.apply(x, documents, 1e4)
        assert out.transpose(1, 2).is_contiguous()
        return [out]

    for x in (both[..., width:], both[..., :width].contiguous(), both[..., ::2]):
        assert_same(turned, lambda x: [rotate(x, documents.positions, 1e4)], [x], kind)


def test_rotary_tables_are_made_once():
    documents = random_documents(1, 5, 0.0)
    tables = documents.rotation(8, 1e4)
    assert documents.rotation(8, 1e4) is tables and documents.rotation(8, 1e5) is not tables


def by_kernels(monkeypatch) -> set[str]:
    """Every kernel in the place of its twin; returns the kinds that have been asked for so far."""
    asked = set()
    monkeypatch.setattr(conv, "BLOCKS", 2)
    for module in (attention, model_gate, loss, mamba2, norm):
        monkeypatch.setattr(module, "fast", lambda tensor, kind: asked.add(kind) or True)
    return asked


HYBRID = replace(SMALL, state=16)  # the least that a product of kernels has


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize("config", [HYBRID, FIRST, DENSE], ids=["zamba2", "zamba", "transformer"])
def test_model_by_kernels_equals_model_by_pytorch(config, precision, monkeypatch):
    torch.manual_seed(8)
    model = wake(make_model(config))
    numbers = random_documents(1, 20, 0.1).numbers
    batch = batch_of(torch.randint(0, 64, (1, 20)), numbers, numbers > 0)

    def gradients():
        with autocast_for(precision, torch.device("cpu")):
            value = weighted_loss(model, batch, Documents(numbers), 1 / 30, z=1e-4)
        return [value.detach(), *torch.autograd.grad(value, list(model.parameters()))]

    expected = gradients()
    asked = by_kernels(monkeypatch)
    found = gradients()
    assert asked == {
        "zamba2": set(KINDS),
        "zamba": {"attention", "gate", "loss", "rms"},
        "transformer": {"attention", "gate", "loss", "rms", "rotary"},
    }[config.architecture]
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype
    if precision == "bf16":  # in which small gradients are mostly rounding
        found, expected = ([torch.cat([tensor.flatten() for tensor in tensors])] for tensors in (found, expected))
    for one, other in zip(found, expected):
        assert (one - other).norm() <= (1e-4 if precision == "fp32" else 2e-2) * other.norm()


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_documents_do_not_leak_through_kernels(precision, monkeypatch):
    asked = by_kernels(monkeypatch)
    config = replace(HYBRID, layers=1, hybrid=(0,), shared_blocks=1)
    test_model.test_model_other_document_perturbed_loss_and_gradients_do_not_move(config, precision)
    assert asked == set(KINDS)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_estimate_of_what_kernels_keep_is_near_it(precision, monkeypatch):
    by_kernels(monkeypatch)
    config, time = replace(HYBRID, width=64, layers=3, hybrid=(1,), shared_blocks=1), 128
    model, kept = make_model(config), {}
    weights = {weight.data_ptr() for weight in model.parameters()}

    def keep(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights and (tensor.ndim > 2 or time in tensor.shape):  # no filled up weights
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    tokens = torch.zeros(1, time, dtype=torch.long)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor), autocast_for(precision, tokens.device):
        weighted_loss(model, batch_of(tokens, tokens, tokens == 0), Documents(tokens), 1.0)
    assert sum(kept.values()) == pytest.approx(time * kept_bytes(config, precision), rel=0.2)
    assert STATES_EVERY == CHUNK
