"""Causal depthwise convolution with SiLU that stays inside documents.

x (b,t,c), a slice of wider rows; weight (c,taps), bias (c,), positions (b,t): distance from the document's start.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl

CHANNELS = 64  # of a program
STEPS = 64
SUMMED = 128  # steps of a program that sums over them


@triton.jit
def convolved(x, place, x_row, weight, bias, position, c, inside, channels, W: tl.constexpr):
    """(T,C): the convolution at `place`, in front of its SiLU."""
    total = tl.zeros(inside.shape, tl.float32) + tl.load(bias + c, mask=c < channels, other=0.0).to(tl.float32)[None, :]
    for back in tl.static_range(W):
        tap = tl.load(weight + c * W + W - 1 - back, mask=c < channels, other=0.0).to(tl.float32)
        heard = inside & (position >= back)[:, None]
        total += tl.load(x + place - back * x_row, mask=heard, other=0.0).to(tl.float32) * tap[None, :]
    return total


@triton.jit
def forward_kernel(
    x, weight, bias, positions, out, time, channels, x_row, W: tl.constexpr, T: tl.constexpr, C: tl.constexpr
):  # fmt: skip
    row, t = tl.program_id(2).to(tl.int64), tl.program_id(1) * T + tl.arange(0, T)
    c = tl.program_id(0) * C + tl.arange(0, C)
    inside = (t < time)[:, None] & (c < channels)[None, :]
    position = tl.load(positions + row * time + t, mask=t < time, other=0)
    step = (row * time + t)[:, None]
    total = convolved(x, step * x_row + c[None, :], x_row, weight, bias, position, c, inside, channels, W)
    tl.store(out + step * channels + c[None, :], total * tl.sigmoid(total), mask=inside)


@triton.jit
def slope_kernel(
    grad, x, weight, bias, positions, grad_weight, time, channels, x_row,
    W: tl.constexpr, T: tl.constexpr, C: tl.constexpr,
):  # fmt: skip
    """Takes the gradient (b,t,c) back over the SiLU, in place.

    grad_weight (programs over rows and steps, W + 1, channels): parts to be summed; the last is the bias's.
    """
    row, t = tl.program_id(2).to(tl.int64), tl.program_id(1) * T + tl.arange(0, T)
    c = tl.program_id(0) * C + tl.arange(0, C)
    inside = (t < time)[:, None] & (c < channels)[None, :]
    position = tl.load(positions + row * time + t, mask=t < time, other=0)
    step = (row * time + t)[:, None]
    place = step * x_row + c[None, :]
    total = convolved(x, place, x_row, weight, bias, position, c, inside, channels, W)
    sigmoid = tl.sigmoid(total)
    slope = tl.load(grad + step * channels + c[None, :], mask=inside, other=0.0).to(tl.float32)
    slope *= sigmoid * (1 + total * (1 - sigmoid))
    tl.store(grad + step * channels + c[None, :], slope, mask=inside)
    part = grad_weight + (row * tl.num_programs(1) + tl.program_id(1)) * (W + 1) * channels + c
    for back in tl.static_range(W):
        heard = inside & (position >= back)[:, None]
        value = tl.load(x + place - back * x_row, mask=heard, other=0.0).to(tl.float32)
        tl.store(part + (W - 1 - back) * channels, tl.sum(value * slope, 0), mask=c < channels)
    tl.store(part + W * channels, tl.sum(slope, 0), mask=c < channels)


@triton.jit
def backward_kernel(
    slope, weight, positions, grad_x, time, channels, x_row, W: tl.constexpr, T: tl.constexpr, C: tl.constexpr
):  # fmt: skip
    """From the gradient in front of the SiLU to that of x, which has the rows of x."""
    row, t = tl.program_id(2).to(tl.int64), tl.program_id(1) * T + tl.arange(0, T)
    c = tl.program_id(0) * C + tl.arange(0, C)
    step = (row * time + t)[:, None]
    total = tl.zeros((T, C), tl.float32)
    for back in tl.static_range(W):
        tap = tl.load(weight + c * W + W - 1 - back, mask=c < channels, other=0.0).to(tl.float32)
        later = t + back
        reached = tl.load(positions + row * time + later, mask=later < time, other=-1) >= back
        same = reached[:, None] & (c < channels)[None, :]
        total += tl.load(slope + (step + back) * channels + c[None, :], mask=same, other=0.0).to(tl.float32) * tap[None, :]
    tl.store(grad_x + step * x_row + c[None, :], total, mask=(t < time)[:, None] & (c < channels)[None, :])


def forward(x, weight, bias, positions):
    """(b,t,c), contiguous."""
    out = x.new_empty(x.shape)
    forward_kernel[grid(x, STEPS)](x, weight, bias, positions, out, *sizes(x), **blocks(weight, STEPS))
    return out


def backward(grad, x, weight, bias, positions, grad_x):
    """Gradients of weight and bias; that of x is written into grad_x, of the strides of x. `grad` is written over."""
    where = grid(x, SUMMED)
    parts = torch.empty(where[2] * where[1], weight.shape[1] + 1, x.shape[2], device=x.device)
    slope_kernel[where](grad, x, weight, bias, positions, parts, *sizes(x), **blocks(weight, SUMMED))
    backward_kernel[grid(x, STEPS)](grad, weight, positions, grad_x, *sizes(x), **blocks(weight, STEPS))
    summed = parts.sum(0)
    return summed[:-1].T, summed[-1]


def sizes(x) -> tuple[int, int, int]:
    return x.shape[1], x.shape[2], x.stride(1)


def grid(x, steps: int) -> tuple[int, int, int]:
    return triton.cdiv(x.shape[2], CHANNELS), triton.cdiv(x.shape[1], steps), x.shape[0]


def blocks(weight, steps: int) -> dict:
    return {"W": weight.shape[1], "T": steps, "C": CHANNELS, "num_warps": steps // 16}
