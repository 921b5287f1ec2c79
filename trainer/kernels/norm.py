"""The gated norm in one pass: rms_norm(y silu(z)) weight, by group of channels. y and z (rows, channels)."""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.model.fast import warps

ROWS = 16  # that a program of the way back goes through, one by one


@triton.jit
def forward_kernel(y, z, weight, out, scale, channels, width, epsilon, C: tl.constexpr):
    """A group of channels of one row."""
    row, group, c = tl.program_id(0).to(tl.int64), tl.program_id(1), tl.arange(0, C)
    mask, place = c < width, row * channels + group * width + c
    yv = tl.load(y + place, mask=mask, other=0.0).to(tl.float32)
    zv = tl.load(z + place, mask=mask, other=0.0).to(tl.float32)
    gated = yv * zv * tl.sigmoid(zv)
    inverse = 1 / tl.sqrt(tl.sum(gated * gated, 0) / width + epsilon)
    w = tl.load(weight + group * width + c, mask=mask, other=0.0)
    tl.store(out + place, gated * inverse * w, mask=mask)
    tl.store(scale + row * tl.num_programs(1) + group, inverse)


@triton.jit
def backward_kernel(
    grad, y, z, weight, scale, grad_y, grad_z, grad_weight, rows, channels, width, N: tl.constexpr, C: tl.constexpr
):  # fmt: skip
    """A group of channels of N rows; grad_weight (programs over rows, channels): parts to be summed."""
    block, group, c = tl.program_id(0).to(tl.int64), tl.program_id(1), tl.arange(0, C)
    inside = c < width
    w = tl.load(weight + group * width + c, mask=inside, other=0.0)
    total = tl.zeros((C,), tl.float32)
    for step in range(N):
        row = block * N + step
        mask, place = inside & (row < rows), row * channels + group * width + c
        yv = tl.load(y + place, mask=mask, other=0.0).to(tl.float32)
        zv = tl.load(z + place, mask=mask, other=0.0).to(tl.float32)
        g = tl.load(grad + place, mask=mask, other=0.0).to(tl.float32)
        inverse = tl.load(scale + row * tl.num_programs(1) + group, mask=row < rows, other=0.0)
        sigmoid = tl.sigmoid(zv)
        silu = zv * sigmoid
        normed = yv * silu * inverse
        along = tl.sum(g * w * normed, 0) / width
        grad_gated = (g * w - normed * along) * inverse
        tl.store(grad_y + place, grad_gated * silu, mask=mask)
        tl.store(grad_z + place, grad_gated * yv * sigmoid * (1 + zv * (1 - sigmoid)), mask=mask)
        total += g * normed
    tl.store(grad_weight + block * channels + group * width + c, total, mask=inside)


class TritonGatedNorm(torch.autograd.Function):
    """The twin of `trainer.model.mamba2.GatedNorm`."""

    @staticmethod
    def forward(ctx, y, z, weight, groups: int, epsilon: float):
        y, z = y.contiguous(), z.contiguous()
        rows, channels = y.numel() // y.shape[-1], y.shape[-1]
        scale = torch.empty(rows, groups, device=y.device)
        out, ctx.groups = torch.empty_like(y), groups
        width = channels // groups
        blocks = {"C": triton.next_power_of_2(width), "num_warps": warps("norm")}
        forward_kernel[(rows, groups)](y, z, weight, out, scale, channels, width, epsilon, **blocks)
        ctx.save_for_backward(y, z, weight, scale)
        return out

    @staticmethod
    def backward(ctx, grad):
        y, z, weight, scale = ctx.saved_tensors
        rows, channels = y.numel() // y.shape[-1], y.shape[-1]
        shape = rows, channels, channels // ctx.groups
        blocks = {"N": ROWS, "C": triton.next_power_of_2(shape[2]), "num_warps": warps("norm")}
        grid = triton.cdiv(rows, ROWS), ctx.groups
        grad_y, grad_z = torch.empty_like(y), torch.empty_like(z)
        parts = torch.empty(grid[0], channels, device=y.device)
        backward_kernel[grid](grad.contiguous(), y, z, weight, scale, grad_y, grad_z, parts, *shape, **blocks)
        return grad_y, grad_z, parts.sum(0).to(weight.dtype), None, None
