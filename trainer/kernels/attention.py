"""Causal attention inside documents (FlashAttention-2, Dao 2023): no mask in memory, no work between documents.

Tensors (b,t,heads,d) contiguous; starts and ends (b,t): the first step of a step's document, and the one behind its
last. Exponents are powers of two. Each sum has one program and one order: the same bits every time.
"""

from __future__ import annotations

import math

import torch
import triton
import triton.language as tl

from trainer.kernels.products import precision, product
from trainer.model.fast import warps

STEPS = 64


@triton.jit
def load_steps(pointer, t, d, time, heads, width):
    place = t[:, None] * heads * width + d[None, :]
    return tl.load(pointer + place, mask=(t < time)[:, None] & (d < width)[None, :], other=0.0)


@triton.jit
def store_steps(pointer, value, t, d, time, heads, width):
    place = t[:, None] * heads * width + d[None, :]
    tl.store(pointer + place, value, mask=(t < time)[:, None] & (d < width)[None, :])


@triton.jit
def forward_kernel(
    q, k, v, starts, out, lse, scale, time, heads, width, T: tl.constexpr, D: tl.constexpr, PRECISION: tl.constexpr
):  # fmt: skip
    """lse (b,heads,t): logarithm to base 2 of the sum of powers."""
    block, pid = tl.program_id(0), tl.program_id(1).to(tl.int64)
    base = pid // heads * time * heads * width + pid % heads * width
    t, d = block * T + tl.arange(0, T), tl.arange(0, D)
    start = tl.load(starts + pid // heads * time + t, mask=t < time, other=time)
    queries = load_steps(q + base, t, d, time, heads, width)
    most, mass = tl.full((T,), -1e30, tl.float32), tl.zeros((T,), tl.float32)
    total = tl.zeros((T, D), tl.float32)
    for first in range(tl.min(start, 0) // T * T, tl.minimum((block + 1) * T, time), T):
        n = first + tl.arange(0, T)
        keys, values = load_steps(k + base, n, d, time, heads, width), load_steps(v + base, n, d, time, heads, width)
        seen = (n[None, :] >= start[:, None]) & (n[None, :] <= t[:, None])
        score = tl.where(seen, product(queries, tl.trans(keys), PRECISION) * scale, -1e30)
        higher = tl.maximum(most, tl.max(score, 1))
        share = tl.where(seen, tl.exp2(score - higher[:, None]), 0.0)
        kept = tl.exp2(most - higher)
        mass = mass * kept + tl.sum(share, 1)
        total = total * kept[:, None] + product(share.to(values.dtype), values, PRECISION)
        most = higher
    mass = tl.where(t < time, mass, 1.0)
    store_steps(out + base, total / mass[:, None], t, d, time, heads, width)
    tl.store(lse + pid * time + t, most + tl.log2(mass), mask=t < time)


@triton.jit
def query_kernel(
    grad, q, k, v, starts, lse, delta, grad_q, scale, factor, time, heads, width,
    T: tl.constexpr, D: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """delta (b,heads,t): what the gradient of the output is along the output; factor: scale without the base's."""
    block, pid = tl.program_id(0), tl.program_id(1).to(tl.int64)
    base = pid // heads * time * heads * width + pid % heads * width
    t, d = block * T + tl.arange(0, T), tl.arange(0, D)
    start = tl.load(starts + pid // heads * time + t, mask=t < time, other=time)
    queries, g = load_steps(q + base, t, d, time, heads, width), load_steps(grad + base, t, d, time, heads, width)
    log_mass = tl.load(lse + pid * time + t, mask=t < time, other=0.0)
    along = tl.load(delta + pid * time + t, mask=t < time, other=0.0)
    total = tl.zeros((T, D), tl.float32)
    for first in range(tl.min(start, 0) // T * T, tl.minimum((block + 1) * T, time), T):
        n = first + tl.arange(0, T)
        keys, values = load_steps(k + base, n, d, time, heads, width), load_steps(v + base, n, d, time, heads, width)
        seen = (n[None, :] >= start[:, None]) & (n[None, :] <= t[:, None])
        score = tl.where(seen, product(queries, tl.trans(keys), PRECISION) * scale - log_mass[:, None], 0.0)
        share = tl.where(seen, tl.exp2(score), 0.0)
        slope = share * (product(g, tl.trans(values), PRECISION) - along[:, None])
        total += product(slope.to(keys.dtype), keys, PRECISION)
    store_steps(grad_q + base, total * factor, t, d, time, heads, width)


@triton.jit
def key_kernel(
    grad, q, k, v, starts, ends, lse, delta, grad_k, grad_v, scale, factor, time, heads, width,
    T: tl.constexpr, D: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """Keys stand in rows here, so that no product has to be turned."""
    block, pid = tl.program_id(0), tl.program_id(1).to(tl.int64)
    base = pid // heads * time * heads * width + pid % heads * width
    n, d = block * T + tl.arange(0, T), tl.arange(0, D)
    keys, values = load_steps(k + base, n, d, time, heads, width), load_steps(v + base, n, d, time, heads, width)
    total_k, total_v = tl.zeros((T, D), tl.float32), tl.zeros((T, D), tl.float32)
    for first in range(block * T, tl.max(tl.load(ends + pid // heads * time + n, mask=n < time, other=0), 0), T):
        t = first + tl.arange(0, T)
        start = tl.load(starts + pid // heads * time + t, mask=t < time, other=time)
        queries, g = load_steps(q + base, t, d, time, heads, width), load_steps(grad + base, t, d, time, heads, width)
        log_mass = tl.load(lse + pid * time + t, mask=t < time, other=0.0)
        along = tl.load(delta + pid * time + t, mask=t < time, other=0.0)
        seen = (n[:, None] >= start[None, :]) & (n[:, None] <= t[None, :])
        score = tl.where(seen, product(keys, tl.trans(queries), PRECISION) * scale - log_mass[None, :], 0.0)
        share = tl.where(seen, tl.exp2(score), 0.0)
        total_v += product(share.to(g.dtype), g, PRECISION)
        slope = share * (product(values, tl.trans(g), PRECISION) - along[None, :])
        total_k += product(slope.to(queries.dtype), queries, PRECISION)
    store_steps(grad_k + base, total_k * factor, n, d, time, heads, width)
    store_steps(grad_v + base, total_v, n, d, time, heads, width)


class TritonAttention(torch.autograd.Function):
    """The twin of `trainer.model.attention.attention_by_matrix`; q, k, v (b,heads,t,d)."""

    @staticmethod
    def forward(ctx, q, k, v, documents, scale: float):
        q, k, v = (tensor.transpose(1, 2).contiguous() for tensor in (q, k, v))  # (b,t,heads,d)
        starts, ends = (edge.to(torch.int32).contiguous() for edge in (documents.starts, documents.ends))
        out, lse = torch.empty_like(q), q.new_empty(q.shape[0], q.shape[2], q.shape[1], dtype=torch.float32)
        sizes = launch(q)
        forward_kernel[grid(q)](q, k, v, starts, out, lse, scale * math.log2(math.e), *q.shape[1:], **sizes)
        ctx.save_for_backward(q, k, v, starts, ends, out, lse)
        ctx.scale = scale
        return out.transpose(1, 2)

    @staticmethod
    def backward(ctx, grad):
        q, k, v, starts, ends, out, lse = ctx.saved_tensors
        grad = grad.transpose(1, 2).contiguous()
        delta = (grad.float() * out.float()).sum(-1).transpose(1, 2).contiguous()
        grads = tuple(torch.empty_like(tensor) for tensor in (q, k, v))
        numbers = ctx.scale * math.log2(math.e), ctx.scale, *q.shape[1:]
        sizes = launch(q)
        query_kernel[grid(q)](grad, q, k, v, starts, lse, delta, grads[0], *numbers, **sizes)
        key_kernel[grid(q)](grad, q, k, v, starts, ends, lse, delta, *grads[1:], *numbers, **sizes)
        return *(tensor.transpose(1, 2) for tensor in grads), None, None


def grid(q) -> tuple[int, int]:
    return triton.cdiv(q.shape[1], STEPS), q.shape[0] * q.shape[2]


def launch(q) -> dict:
    return {
        "T": STEPS,
        "D": max(16, triton.next_power_of_2(q.shape[3])),
        "PRECISION": precision(),
        "num_warps": warps("attention"),
        "num_stages": 2 if q.shape[3] * q.element_size() <= 256 else 1,
    }
