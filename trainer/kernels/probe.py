"""The kernels against their twins on a device, once before they are used there."""

from __future__ import annotations

import torch

from trainer.kernels.conv import TritonConv
from trainer.kernels.cross_entropy import losses
from trainer.kernels.norm import TritonGatedNorm


def disagreement(device: torch.device, sizes: tuple[int, ...]) -> float:
    """The largest difference, relative to the largest value, of results and gradients. SSD: sizes (Q, P, S)."""
    generator = torch.Generator(device).manual_seed(1)

    def draw(*shape):
        return torch.randn(shape, device=device, generator=generator)

    numbers = torch.repeat_interleave(torch.arange(4, device=device), torch.tensor([90, 3, 150, 57], device=device))
    return ssd_difference(draw, numbers[None], sizes) if sizes else small_difference(draw, numbers[None])


def ssd_difference(draw, numbers, sizes: tuple[int, ...]) -> float:
    from trainer.model.documents import Documents
    from trainer.model.ssd import ChunkedSSD, TritonSSD, ssd

    chunk, width, state = sizes
    time = numbers.shape[1]
    inputs = [draw(1, time, 4, width), draw(1, time, 4).abs(), -draw(4).abs(), *draw(2, 1, time, 2, state)]
    weight = draw(1, time, 4, width)
    return worst(
        lambda *these: ssd(*these, Documents(numbers), chunk, TritonSSD),
        lambda *these: ssd(*these, Documents(numbers), chunk, ChunkedSSD),
        inputs,
        weight,
    )


def small_difference(draw, numbers) -> float:
    from trainer.model.conv import convolution
    from trainer.model.documents import Documents
    from trainer.model.mamba2 import gated_norm

    documents, time = Documents(numbers), numbers.shape[1]
    conv = worst(
        lambda x, weight, bias: TritonConv.apply(x, weight, bias, documents.positions),
        lambda x, weight, bias: convolution(x, weight, bias, documents),
        [draw(1, time, 96), draw(96, 4), draw(96)],
        draw(1, time, 96),
    )
    norm = worst(
        lambda y, z, weight: TritonGatedNorm.apply(y, z, weight, 2, 1e-5),
        lambda y, z, weight: gated_norm(y, z, weight, 2, 1e-5),
        [draw(1, time, 96), draw(1, time, 96), draw(96)],
        draw(1, time, 96),
    )
    return max(conv, norm, loss_difference(draw))


def loss_difference(draw) -> float:
    logits, z = draw(8, 3000), 1e-2
    targets = torch.arange(8, device=logits.device)
    twin = logits.clone().requires_grad_()
    total = twin.logsumexp(-1)
    nll = total - twin.gather(1, targets[:, None])[:, 0]
    (nll + z * total**2).sum().backward()
    found = losses(logits, targets, z)
    return max(apart(found[0], nll.detach()), apart(found[1], total.detach()), apart(logits, twin.grad))


def worst(fast, slow, inputs, weight) -> float:
    both = []
    for function in (fast, slow):
        mine = [tensor.detach().clone().requires_grad_() for tensor in inputs]
        out = function(*mine)
        both.append([out.detach(), *torch.autograd.grad((out * weight).sum(), mine)])
    return max(apart(one, other) for one, other in zip(*both))


def apart(one, other) -> float:
    return ((one - other).abs().max() / other.abs().max().clamp(min=1e-6)).item()
