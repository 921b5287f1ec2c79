"""Causal depthwise convolution with SiLU that stays inside documents.

x (b,t,c), a slice of wider rows; weight (c,taps), bias (c,), positions (b,t): distance from the document's start.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl

CHANNELS = 64  # of a program
STEPS = 32
SUMMED = 16  # steps at once of a program that sums over them, and how often
BLOCKS = 16


@triton.jit
def windows(x, t, back, c, x_row, position, inside, W: tl.constexpr):
    """(T,W,C), so that sums over W are a thread's own: the document's last W steps at every step, zero before it."""
    heard = inside[:, None, :] & ((back[None, :] <= position[:, None]) & (back < W)[None, :])[:, :, None]
    place = (t[:, None] - back[None, :])[:, :, None] * x_row + c[None, None, :]
    return tl.load(x + place, mask=heard, other=0.0).to(tl.float32)


@triton.jit
def taps_of(weight, back, c, channels, W: tl.constexpr):
    """(1,W,C)"""
    mask = (back < W)[:, None] & (c < channels)[None, :]
    taps = tl.load(weight + c[None, :] * W + W - 1 - back[:, None], mask=mask, other=0.0)
    return taps.to(tl.float32)[None, :, :]


@triton.jit
def conv_forward_kernel(
    x, weight, bias, positions, out, time, channels, x_row,
    W: tl.constexpr, B: tl.constexpr, T: tl.constexpr, C: tl.constexpr,
):  # fmt: skip
    row, t = tl.program_id(2).to(tl.int64), tl.program_id(1) * T + tl.arange(0, T)
    c, back = tl.program_id(0) * C + tl.arange(0, C), tl.arange(0, B)
    inside = (t < time)[:, None] & (c < channels)[None, :]
    position = tl.load(positions + row * time + t, mask=t < time, other=0)
    taps = taps_of(weight, back, c, channels, W)
    total = tl.sum(windows(x + row * time * x_row, t, back, c, x_row, position, inside, W) * taps, 1)
    total += tl.load(bias + c, mask=c < channels, other=0.0).to(tl.float32)[None, :]
    tl.store(out + (row * time + t)[:, None] * channels + c[None, :], total * tl.sigmoid(total), mask=inside)


@triton.jit
def conv_slope_kernel(
    grad, x, weight, bias, positions, grad_weight, time, channels, x_row,
    W: tl.constexpr, B: tl.constexpr, T: tl.constexpr, C: tl.constexpr, N: tl.constexpr,
):  # fmt: skip
    """Takes the gradient (b,t,c) back over the SiLU, in place; N times T steps.

    grad_weight (programs over rows and steps, W + 1, channels): parts to be summed; the last is the bias's.
    """
    row, c, back = tl.program_id(2).to(tl.int64), tl.program_id(0) * C + tl.arange(0, C), tl.arange(0, B)
    taps, real = taps_of(weight, back, c, channels, W), c < channels
    shift = tl.load(bias + c, mask=real, other=0.0).to(tl.float32)[None, :]
    of_taps, of_bias = tl.zeros((T, B, C), tl.float32), tl.zeros((T, C), tl.float32)
    for block in range(N):
        t = (tl.program_id(1) * N + block) * T + tl.arange(0, T)
        inside = (t < time)[:, None] & real[None, :]
        position = tl.load(positions + row * time + t, mask=t < time, other=0)
        window = windows(x + row * time * x_row, t, back, c, x_row, position, inside, W)
        total = tl.sum(window * taps, 1) + shift
        sigmoid = tl.sigmoid(total)
        place = grad + (row * time + t)[:, None] * channels + c[None, :]
        slope = tl.load(place, mask=inside, other=0.0).to(tl.float32) * sigmoid * (1 + total * (1 - sigmoid))
        tl.store(place, slope, mask=inside)
        of_taps += window * slope[:, None, :]
        of_bias += slope
    part = grad_weight + (row * tl.num_programs(1) + tl.program_id(1)) * (W + 1) * channels + c
    mask = (back < W)[:, None] & real[None, :]
    tl.store(part[None, :] + (W - 1 - back)[:, None] * channels, tl.sum(of_taps, 0), mask=mask)
    tl.store(part + W * channels, tl.sum(of_bias, 0), mask=real)


@triton.jit
def conv_backward_kernel(
    slope, weight, positions, grad_x, time, channels, x_row,
    W: tl.constexpr, B: tl.constexpr, T: tl.constexpr, C: tl.constexpr,
):  # fmt: skip
    """From the gradient in front of the SiLU to that of x, which has the rows of x."""
    row, t = tl.program_id(2).to(tl.int64), tl.program_id(1) * T + tl.arange(0, T)
    c, back = tl.program_id(0) * C + tl.arange(0, C), tl.arange(0, B)
    later = t[:, None] + back[None, :]  # (T,W)
    mask = (later < time) & (back < W)[None, :]
    reached = mask & (tl.load(positions + row * time + later, mask=mask, other=-1) >= back[None, :])
    place = slope + (row * time + later)[:, :, None] * channels + c[None, None, :]
    window = tl.load(place, mask=reached[:, :, None] & (c < channels)[None, None, :], other=0.0).to(tl.float32)
    total = tl.sum(window * taps_of(weight, back, c, channels, W), 1)
    inside = (t < time)[:, None] & (c < channels)[None, :]
    tl.store(grad_x + (row * time + t)[:, None] * x_row + c[None, :], total, mask=inside)


def forward(x, weight, bias, positions):
    """(b,t,c), contiguous."""
    out = x.new_empty(x.shape)
    conv_forward_kernel[grid(x, STEPS)](x, weight, bias, positions, out, *sizes(x), **blocks(weight, STEPS))
    return out


def backward(grad, x, weight, bias, positions, grad_x):
    """Gradients of weight and bias; that of x is written into grad_x, of the strides of x. `grad` is written over."""
    where = grid(x, SUMMED * BLOCKS)
    parts = torch.empty(where[2] * where[1], weight.shape[1] + 1, x.shape[2], device=x.device)
    conv_slope_kernel[where](grad, x, weight, bias, positions, parts, *sizes(x), **blocks(weight, SUMMED), N=BLOCKS)
    conv_backward_kernel[grid(x, STEPS)](grad, weight, positions, grad_x, *sizes(x), **blocks(weight, STEPS))
    summed = parts.sum(0)
    return summed[:-1].T, summed[-1]


def sizes(x) -> tuple[int, int, int]:
    return x.shape[1], x.shape[2], x.stride(1)


def grid(x, steps: int) -> tuple[int, int, int]:
    return triton.cdiv(x.shape[2], CHANNELS), triton.cdiv(x.shape[1], steps), x.shape[0]


def blocks(weight, steps: int) -> dict:
    taps = weight.shape[1]
    return {"W": taps, "B": triton.next_power_of_2(taps), "T": steps, "C": CHANNELS, "num_warps": 4}
