"""Triton kernels in the interpreter against their PyTorch twins; this says nothing of what a GPU's compiler makes of them."""

import pytest
import torch

pytest.importorskip("triton", reason="NOT CHECKED: triton is not installed")
from trainer.kernels.conv import TritonConv  # noqa: E402
from trainer.kernels.cross_entropy import losses  # noqa: E402
from trainer.kernels.norm import TritonGatedNorm  # noqa: E402
from trainer.model.conv import CausalConv  # noqa: E402
from trainer.model.mamba2 import GatedNorm  # noqa: E402
from trainer.model.ssd import TritonSSD, ssd  # noqa: E402
from trainer.tests.test_model import random_documents  # noqa: E402


def assert_same_gradients(fast, slow, inputs, weight):
    found = torch.autograd.grad((fast * weight).sum(), inputs)
    expected = torch.autograd.grad((slow * weight).sum(), inputs)
    for one, other in zip(found, expected):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("chance", [0.0, 0.1])
def test_triton_ssd_equals_pytorch(chance):
    torch.manual_seed(1)
    documents = random_documents(1, 40, chance)
    shapes = [(1, 40, 4, 16), (1, 40, 4), (4,), (1, 40, 2, 16), (1, 40, 2, 16)]
    x, dt, a, b, c = (torch.randn(shape) for shape in shapes)
    inputs = [x, dt.abs(), -a.abs(), b, c]
    for tensor in inputs:
        tensor.requires_grad_()
    fast, slow = ssd(*inputs, documents, 16, TritonSSD), ssd(*inputs, documents, 16)
    torch.testing.assert_close(fast, slow, rtol=1e-4, atol=1e-4)
    assert_same_gradients(fast, slow, inputs, torch.randn_like(slow))


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
    norm = GatedNorm(48, groups, 1e-5)
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
