"""Rotary positions in one pass, whatever the strides of what is rotated. x (b, heads, t, d), positions (b, t).

A program rotates some heads, counted over rows, steps and heads of a step; cosines and sines lie in tables by position.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.model.fast import warps

TILE = 1024  # numbers of one half of the heads of a program


@triton.jit
def rotary_kernel(
    x, positions, cosines, sines, out, count, time, half, row_stride, head_stride, step_stride,
    BACK: tl.constexpr, HEADS: tl.constexpr, N: tl.constexpr, H: tl.constexpr,
):  # fmt: skip
    """out (b, t, heads, d) contiguous; back, the angle has the other sign."""
    n, h = tl.program_id(0) * N + tl.arange(0, N), tl.arange(0, H)
    inside = n < count
    step, head = n // HEADS, n % HEADS  # the step is counted over rows
    mask = inside[:, None] & (h < half)[None, :]
    position = tl.load(positions + step, mask=inside, other=0).to(tl.int32)
    angle = position[:, None] * half + h[None, :]
    cos = tl.load(cosines + angle, mask=mask, other=0.0)
    sin = tl.load(sines + angle, mask=mask, other=0.0)
    if BACK:
        sin = -sin
    row, step, head = (step // time).to(tl.int64), (step % time).to(tl.int64), head.to(tl.int64)
    from_x = row * row_stride + step * step_stride + head * head_stride
    place = from_x[:, None] + h[None, :]
    left = tl.load(x + place, mask=mask, other=0.0).to(tl.float32)
    right = tl.load(x + place + half, mask=mask, other=0.0).to(tl.float32)
    place = n[:, None].to(tl.int64) * 2 * half + h[None, :]
    tl.store(out + place, left * cos - right * sin, mask=mask)
    tl.store(out + place + half, right * cos + left * sin, mask=mask)


class TritonRotary(torch.autograd.Function):
    """The twin of `trainer.model.attention.rotate`; x (b, heads, t, d), in memory (b, t, heads, d) when it returns."""

    @staticmethod
    def forward(ctx, x, documents, base: float):
        angles = documents.positions.contiguous(), *documents.rotation(x.shape[3] // 2, base)
        ctx.save_for_backward(*angles)
        return turned(x, *angles, back=False)

    @staticmethod
    def backward(ctx, grad):
        return turned(grad, *ctx.saved_tensors, back=True), None, None


def turned(x, positions, cosines, sines, back: bool):
    x = x if x.stride(3) == 1 else x.contiguous()
    rows, heads, time, width = x.shape
    out = x.new_empty(rows, time, heads, width)
    count, half = rows * time * heads, width // 2
    h = triton.next_power_of_2(half)
    blocks = {"BACK": back, "HEADS": heads, "N": max(1, TILE // h), "H": h, "num_warps": warps("rotary")}
    numbers = count, time, half, *x.stride()[:3]
    rotary_kernel[(triton.cdiv(count, blocks["N"]),)](x, positions, cosines, sines, out, *numbers, **blocks)
    return out.transpose(1, 2)
