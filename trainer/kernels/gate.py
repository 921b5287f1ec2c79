"""An MLP's gate in one pass: gelu(gate) value or silu(gate) value. x (rows, 2 F), gate and value in halves."""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.model.fast import warps

BLOCK = 1024


@triton.jit
def gate_and_slope(gate, SILU: tl.constexpr):
    """What the gate lets pass, and how fast that grows."""
    if SILU:
        share = tl.sigmoid(gate)
        slope = share * (1 + gate * (1 - share))
    else:
        share = 0.5 + 0.5 * tl.erf(gate * 0.7071067811865476)
        slope = share + gate * 0.3989422804014327 * tl.exp(-0.5 * gate * gate)
    return gate * share, slope


@triton.jit
def gate_forward_kernel(x, out, hidden, SILU: tl.constexpr, F: tl.constexpr):
    pid, blocks = tl.program_id(0), tl.cdiv(hidden, F)
    row, f = (pid // blocks).to(tl.int64), pid % blocks * F + tl.arange(0, F)
    start, mask = x + row * 2 * hidden, f < hidden
    gate = tl.load(start + f, mask=mask, other=0.0).to(tl.float32)
    value = tl.load(start + hidden + f, mask=mask, other=0.0).to(tl.float32)
    tl.store(out + row * hidden + f, gate_and_slope(gate, SILU)[0] * value, mask=mask)


@triton.jit
def gate_backward_kernel(grad, x, grad_x, hidden, SILU: tl.constexpr, F: tl.constexpr):
    pid, blocks = tl.program_id(0), tl.cdiv(hidden, F)
    row, f = (pid // blocks).to(tl.int64), pid % blocks * F + tl.arange(0, F)
    start, mask = row * 2 * hidden, f < hidden
    gate = tl.load(x + start + f, mask=mask, other=0.0).to(tl.float32)
    value = tl.load(x + start + hidden + f, mask=mask, other=0.0).to(tl.float32)
    g = tl.load(grad + row * hidden + f, mask=mask, other=0.0).to(tl.float32)
    passed, slope = gate_and_slope(gate, SILU)
    tl.store(grad_x + start + f, g * value * slope, mask=mask)
    tl.store(grad_x + start + hidden + f, g * passed, mask=mask)


class TritonGate(torch.autograd.Function):
    """The twin of `trainer.model.gate.plain_gated`; x (.., 2 F) to (.., F)."""

    @staticmethod
    def forward(ctx, x, silu: bool):
        x = x.contiguous()
        out = x.new_empty(*x.shape[:-1], x.shape[-1] // 2)
        gate_forward_kernel[grid(out)](x, out, out.shape[-1], **launch(silu))
        ctx.save_for_backward(x)
        ctx.silu = silu
        return out

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        grad, grad_x = grad.contiguous(), torch.empty_like(x)
        gate_backward_kernel[grid(grad)](grad, x, grad_x, grad.shape[-1], **launch(ctx.silu))
        return grad_x, None


def grid(out) -> tuple[int]:
    return (out.numel() // out.shape[-1] * triton.cdiv(out.shape[-1], BLOCK),)


def launch(silu: bool) -> dict:
    return {"SILU": silu, "F": BLOCK, "num_warps": warps("gate")}
