"""Causal depthwise convolution that stays inside documents. x (b,t,c) contiguous, weight (c,taps), positions (b,t)."""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.model.fast import warps

STEPS, CHANNELS = 32, 64


@triton.jit
def forward_kernel(
    x, weight, bias, positions, out, time, channels, W: tl.constexpr, T: tl.constexpr, C: tl.constexpr
):  # fmt: skip
    row, t = tl.program_id(0).to(tl.int64), tl.program_id(1) * T + tl.arange(0, T)
    c = tl.program_id(2) * C + tl.arange(0, C)
    inside = (t < time)[:, None] & (c < channels)[None, :]
    start, place = row * time * channels, t[:, None] * channels + c[None, :]
    position = tl.load(positions + row * time + t, mask=t < time, other=0)
    total = tl.zeros((T, C), tl.float32) + tl.load(bias + c, mask=c < channels, other=0.0)[None, :]
    for back in tl.static_range(W):
        tap = tl.load(weight + c * W + W - 1 - back, mask=c < channels, other=0.0)
        same = inside & (position >= back)[:, None]
        value = tl.load(x + start + place - back * channels, mask=same, other=0.0)
        total += value.to(tl.float32) * tap[None, :]
    tl.store(out + start + place, total, mask=inside)


@triton.jit
def backward_kernel(
    grad, x, weight, positions, grad_x, grad_weight, time, channels, W: tl.constexpr, T: tl.constexpr, C: tl.constexpr
):  # fmt: skip
    """grad_weight (programs over rows and steps, W + 1, channels): parts to be summed; the last is the bias's."""
    row, t = tl.program_id(0).to(tl.int64), tl.program_id(1) * T + tl.arange(0, T)
    c = tl.program_id(2) * C + tl.arange(0, C)
    inside = (t < time)[:, None] & (c < channels)[None, :]
    start, place = row * time * channels, t[:, None] * channels + c[None, :]
    position = tl.load(positions + row * time + t, mask=t < time, other=0)
    here = tl.load(grad + start + place, mask=inside, other=0.0).to(tl.float32)
    part = grad_weight + (row * tl.num_programs(1) + tl.program_id(1)) * (W + 1) * channels + c
    total = tl.zeros((T, C), tl.float32)
    for back in tl.static_range(W):
        tap = tl.load(weight + c * W + W - 1 - back, mask=c < channels, other=0.0)
        later = t + back
        reached = tl.load(positions + row * time + later, mask=later < time, other=0) >= back
        same = (reached & (later < time))[:, None] & (c < channels)[None, :]
        total += tl.load(grad + start + place + back * channels, mask=same, other=0.0).to(tl.float32) * tap[None, :]
        heard = inside & (position >= back)[:, None]
        value = tl.load(x + start + place - back * channels, mask=heard, other=0.0)
        tl.store(part + (W - 1 - back) * channels, tl.sum(value * here, 0), mask=c < channels)
    tl.store(part + W * channels, tl.sum(here, 0), mask=c < channels)
    tl.store(grad_x + start + place, total, mask=inside)


class TritonConv(torch.autograd.Function):
    """The twin of `trainer.model.conv.CausalConv`."""

    @staticmethod
    def forward(ctx, x, weight, bias, positions):
        x, weight, positions = x.contiguous(), weight.contiguous(), positions.to(torch.int32).contiguous()
        ctx.save_for_backward(x, weight, positions)
        out = torch.empty_like(x)
        blocks = {"W": weight.shape[1], "T": STEPS, "C": CHANNELS, "num_warps": warps("conv")}
        forward_kernel[grid(x)](x, weight, bias, positions, out, *x.shape[1:], **blocks)
        return out

    @staticmethod
    def backward(ctx, grad):
        x, weight, positions = ctx.saved_tensors
        grad, taps = grad.contiguous(), weight.shape[1]
        rows, blocks, _ = grid(x)
        grad_x = torch.empty_like(x)
        parts = torch.empty(rows * blocks, taps + 1, x.shape[2], device=x.device)
        blocks = {"W": taps, "T": STEPS, "C": CHANNELS, "num_warps": warps("conv")}
        backward_kernel[grid(x)](grad, x, weight, positions, grad_x, parts, *x.shape[1:], **blocks)
        summed = parts.sum(0)
        return grad_x, summed[:-1].T.to(weight.dtype), summed[-1].to(weight.dtype), None


def grid(x) -> tuple[int, int, int]:
    return x.shape[0], triton.cdiv(x.shape[1], STEPS), triton.cdiv(x.shape[2], CHANNELS)
