"""The gated norm in one pass: rms_norm(y silu(z)) weight, by group of channels.

y (b,t,channels) contiguous, z the same, a slice of wider rows.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl

ROWS = 16  # that a program of the way back goes through, one by one


@triton.jit
def gated_norm_forward_kernel(y, z, weight, out, scale, channels, z_row, width, epsilon, C: tl.constexpr):
    """A group of channels of one row."""
    row, group, c = tl.program_id(0).to(tl.int64), tl.program_id(1), tl.arange(0, C)
    mask, place = c < width, row * channels + group * width + c
    yv = tl.load(y + place, mask=mask, other=0.0).to(tl.float32)
    zv = tl.load(z + row * z_row + group * width + c, mask=mask, other=0.0).to(tl.float32)
    gated = yv * zv * tl.sigmoid(zv)
    inverse = 1 / tl.sqrt(tl.sum(gated * gated, 0) / width + epsilon)
    w = tl.load(weight + group * width + c, mask=mask, other=0.0)
    tl.store(out + place, gated * inverse * w, mask=mask)
    tl.store(scale + row * tl.num_programs(1) + group, inverse)


@triton.jit
def gated_norm_backward_kernel(
    grad, y, z, weight, scale, grad_y, grad_z, grad_weight, rows, channels, z_row, width,
    N: tl.constexpr, C: tl.constexpr,
):  # fmt: skip
    """A group of channels of N rows; grad_weight (programs over rows, channels): parts to be summed."""
    block, group, c = tl.program_id(0).to(tl.int64), tl.program_id(1), tl.arange(0, C)
    inside = c < width
    w = tl.load(weight + group * width + c, mask=inside, other=0.0)
    total = tl.zeros((C,), tl.float32)
    for step in range(N):
        row = block * N + step
        mask, place = inside & (row < rows), row * channels + group * width + c
        z_place = row * z_row + group * width + c
        yv = tl.load(y + place, mask=mask, other=0.0).to(tl.float32)
        zv = tl.load(z + z_place, mask=mask, other=0.0).to(tl.float32)
        g = tl.load(grad + place, mask=mask, other=0.0).to(tl.float32)
        inverse = tl.load(scale + row * tl.num_programs(1) + group, mask=row < rows, other=0.0)
        sigmoid = tl.sigmoid(zv)
        silu = zv * sigmoid
        normed = yv * silu * inverse
        along = tl.sum(g * w * normed, 0) / width
        grad_gated = (g * w - normed * along) * inverse
        tl.store(grad_y + place, grad_gated * silu, mask=mask)
        tl.store(grad_z + z_place, grad_gated * yv * sigmoid * (1 + zv * (1 - sigmoid)), mask=mask)
        total += g * normed
    tl.store(grad_weight + block * channels + group * width + c, total, mask=inside)


def forward(y, z, weight, groups: int, epsilon: float):
    """(b,t,channels), and what each group of channels was scaled by (b t, groups)."""
    rows, channels = y.shape[0] * y.shape[1], y.shape[2]
    out, scale = torch.empty_like(y), torch.empty(rows, groups, device=y.device)
    width = channels // groups
    sizes = channels, z.stride(1), width
    gated_norm_forward_kernel[(rows, groups)](y, z, weight, out, scale, *sizes, epsilon, **blocks(width))
    return out, scale


def backward(grad, y, z, weight, scale, grad_z):
    """Gradients of y and weight; that of z is written into grad_z, of the strides of z."""
    (rows, groups), channels = scale.shape, y.shape[2]
    width, grid = channels // groups, (triton.cdiv(rows, ROWS), groups)
    grad_y, parts = torch.empty_like(y), torch.empty(grid[0], channels, device=y.device)
    sizes = rows, channels, z.stride(1), width
    gated_norm_backward_kernel[grid](grad, y, z, weight, scale, grad_y, grad_z, parts, *sizes, N=ROWS, **blocks(width))
    return grad_y, parts.sum(0)


def blocks(width: int) -> dict:
    return {"C": triton.next_power_of_2(width), "num_warps": 4}
