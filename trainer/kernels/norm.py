"""The gated norm in one pass: rms_norm(y silu(z)) weight, by group of channels. y and z (rows, channels)."""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.model.fast import warps

ROWS = 4


@triton.jit
def load_row(pointer, row, group, c, channels, width, mask):
    place = row[:, None] * channels + group * width + c[None, :]
    return tl.load(pointer + place, mask=mask, other=0.0).to(tl.float32), place


@triton.jit
def forward_kernel(
    y, z, weight, out, scale, rows, channels, width, epsilon, N: tl.constexpr, C: tl.constexpr
):  # fmt: skip
    row, group, c = tl.program_id(0) * N + tl.arange(0, N), tl.program_id(1), tl.arange(0, C)
    mask = (row < rows)[:, None] & (c < width)[None, :]
    yv, place = load_row(y, row, group, c, channels, width, mask)
    zv, _ = load_row(z, row, group, c, channels, width, mask)
    gated = yv * zv * tl.sigmoid(zv)
    inverse = 1 / tl.sqrt(tl.sum(gated * gated, 1) / width + epsilon)
    w = tl.load(weight + group * width + c, mask=c < width, other=0.0)
    tl.store(out + place, gated * inverse[:, None] * w[None, :], mask=mask)
    tl.store(scale + row * tl.num_programs(1) + group, inverse, mask=row < rows)


@triton.jit
def backward_kernel(
    grad, y, z, weight, scale, grad_y, grad_z, grad_weight, rows, channels, width, N: tl.constexpr, C: tl.constexpr
):  # fmt: skip
    """grad_weight (programs over rows, channels): parts to be summed."""
    row, group, c = tl.program_id(0) * N + tl.arange(0, N), tl.program_id(1), tl.arange(0, C)
    mask = (row < rows)[:, None] & (c < width)[None, :]
    yv, place = load_row(y, row, group, c, channels, width, mask)
    zv, _ = load_row(z, row, group, c, channels, width, mask)
    g, _ = load_row(grad, row, group, c, channels, width, mask)
    inverse = tl.load(scale + row * tl.num_programs(1) + group, mask=row < rows, other=0.0)[:, None]
    w = tl.load(weight + group * width + c, mask=c < width, other=0.0)[None, :]
    sigmoid = tl.sigmoid(zv)
    silu = zv * sigmoid
    normed = yv * silu * inverse
    along = tl.sum(g * w * normed, 1) / width
    grad_gated = (g * w - normed * along[:, None]) * inverse
    tl.store(grad_y + place, grad_gated * silu, mask=mask)
    tl.store(grad_z + place, grad_gated * yv * sigmoid * (1 + zv * (1 - sigmoid)), mask=mask)
    part = grad_weight + tl.program_id(0) * channels + group * width + c
    tl.store(part, tl.sum(g * normed, 0), mask=c < width)


class TritonGatedNorm(torch.autograd.Function):
    """The twin of `trainer.model.mamba2.GatedNorm`."""

    @staticmethod
    def forward(ctx, y, z, weight, groups: int, epsilon: float):
        y, z = y.contiguous(), z.contiguous()
        rows, channels = y.numel() // y.shape[-1], y.shape[-1]
        scale = torch.empty(rows, groups, device=y.device)
        out, ctx.groups = torch.empty_like(y), groups
        shape = rows, channels, channels // groups
        blocks = {"N": ROWS, "C": triton.next_power_of_2(channels // groups), "num_warps": warps("norm")}
        forward_kernel[(triton.cdiv(rows, ROWS), groups)](y, z, weight, out, scale, *shape, epsilon, **blocks)
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
