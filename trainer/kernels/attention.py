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
STEPS = 64  # of a program that sums along the output


@triton.jit
def load_steps(pointer, t, d, time, heads, width):
    place = t[:, None] * heads * width + d[None, :]
    return tl.load(pointer + place, mask=(t < time)[:, None] & (d < width)[None, :], other=0.0)


@triton.jit
def store_steps(pointer, value, t, d, time, heads, width):
    place = t[:, None] * heads * width + d[None, :]
    tl.store(pointer + place, value, mask=(t < time)[:, None] & (d < width)[None, :])


@triton.jit
def attention_forward_kernel(
    q, k, v, starts, out, lse, scale, time, heads, width,
    D: tl.constexpr, PRECISION: tl.constexpr, M: tl.constexpr, N: tl.constexpr,
):  # fmt: skip
    """A block of M queries, over N keys at a time. lse (b,heads,t): logarithm to base 2 of the sum of powers."""
    block, pid = tl.num_programs(0) - 1 - tl.program_id(0), tl.program_id(1).to(tl.int64)  # the longest first
    base = pid // heads * time * heads * width + pid % heads * width
    t, d = block * M + tl.arange(0, M), tl.arange(0, D)
    start = tl.load(starts + pid // heads * time + t, mask=t < time, other=time - 1)
    queries = load_steps(q + base, t, d, time, heads, width)
    most, mass = tl.full((M,), -1e30, tl.float32), tl.zeros((M,), tl.float32)
    total = tl.zeros((M, D), tl.float32)
    for first in range(tl.min(start, 0) // N * N, tl.minimum((block + 1) * M, time), N):
        n = first + tl.arange(0, N)
        keys, values = load_steps(k + base, n, d, time, heads, width), load_steps(v + base, n, d, time, heads, width)
        seen = (n[None, :] >= start[:, None]) & (n[None, :] <= t[:, None])
        score = tl.where(seen, product(queries, tl.trans(keys), PRECISION) * scale, -float("inf"))
        higher = tl.maximum(most, tl.max(score, 1))
        share, kept = tl.exp2(score - higher[:, None]), tl.exp2(most - higher)
        mass = mass * kept + tl.sum(share, 1)
        total = total * kept[:, None] + product(share.to(values.dtype), values, PRECISION)
        most = higher
    store_steps(out + base, total / mass[:, None], t, d, time, heads, width)
    tl.store(lse + pid * time + t, most + tl.log2(mass), mask=t < time)


@triton.jit
def attention_along_kernel(grad, out, along, time, heads, width, T: tl.constexpr, D: tl.constexpr):
    """along (b,heads,t): what the gradient of the output is along the output."""
    block, pid = tl.program_id(0), tl.program_id(1).to(tl.int64)
    base = pid // heads * time * heads * width + pid % heads * width
    t, d = block * T + tl.arange(0, T), tl.arange(0, D)
    slope = load_steps(grad + base, t, d, time, heads, width).to(tl.float32)
    value = load_steps(out + base, t, d, time, heads, width).to(tl.float32)
    tl.store(along + pid * time + t, tl.sum(slope * value, 1), mask=t < time)


@triton.jit
def attention_query_kernel(
    grad, q, k, v, starts, lse, along, grad_q, scale, factor, time, heads, width,
    D: tl.constexpr, PRECISION: tl.constexpr, M: tl.constexpr, N: tl.constexpr,
):  # fmt: skip
    """A block of M queries, over N keys at a time. factor: scale without the base's."""
    block, pid = tl.num_programs(0) - 1 - tl.program_id(0), tl.program_id(1).to(tl.int64)
    base = pid // heads * time * heads * width + pid % heads * width
    t, d = block * M + tl.arange(0, M), tl.arange(0, D)
    start = tl.load(starts + pid // heads * time + t, mask=t < time, other=time - 1)
    queries, g = load_steps(q + base, t, d, time, heads, width), load_steps(grad + base, t, d, time, heads, width)
    log_mass = tl.load(lse + pid * time + t, mask=t < time, other=0.0)
    slope_along = tl.load(along + pid * time + t, mask=t < time, other=0.0)
    total = tl.zeros((M, D), tl.float32)
    for first in range(tl.min(start, 0) // N * N, tl.minimum((block + 1) * M, time), N):
        n = first + tl.arange(0, N)
        keys, values = load_steps(k + base, n, d, time, heads, width), load_steps(v + base, n, d, time, heads, width)
        seen = (n[None, :] >= start[:, None]) & (n[None, :] <= t[:, None])
        score = product(queries, tl.trans(keys), PRECISION) * scale - log_mass[:, None]
        share = tl.exp2(tl.where(seen, score, -float("inf")))
        slope = share * (product(g, tl.trans(values), PRECISION) - slope_along[:, None])
        total += product(slope.to(keys.dtype), keys, PRECISION)
    store_steps(grad_q + base, total * factor, t, d, time, heads, width)


@triton.jit
def attention_key_kernel(
    grad, q, k, v, starts, ends, lse, along, grad_k, grad_v, scale, factor, time, heads, width,
    D: tl.constexpr, PRECISION: tl.constexpr, M: tl.constexpr, N: tl.constexpr,
):  # fmt: skip
    """A block of M keys, over N queries at a time. Keys stand in rows here, so that no product has to be turned."""
    block, pid = tl.program_id(0), tl.program_id(1).to(tl.int64)
    base = pid // heads * time * heads * width + pid % heads * width
    n, d = block * M + tl.arange(0, M), tl.arange(0, D)
    keys, values = load_steps(k + base, n, d, time, heads, width), load_steps(v + base, n, d, time, heads, width)
    total_k, total_v = tl.zeros((M, D), tl.float32), tl.zeros((M, D), tl.float32)
    last = tl.max(tl.load(ends + pid // heads * time + n, mask=n < time, other=0), 0)
    for first in range(block * M // N * N, last, N):
        t = first + tl.arange(0, N)
        start = tl.load(starts + pid // heads * time + t, mask=t < time, other=time)
        queries, g = load_steps(q + base, t, d, time, heads, width), load_steps(grad + base, t, d, time, heads, width)
        log_mass = tl.load(lse + pid * time + t, mask=t < time, other=0.0)
        slope_along = tl.load(along + pid * time + t, mask=t < time, other=0.0)
        seen = (n[:, None] >= start[None, :]) & (n[:, None] <= t[None, :])
        score = product(keys, tl.trans(queries), PRECISION) * scale - log_mass[None, :]
        share = tl.exp2(tl.where(seen, score, -float("inf")))
        total_v += product(share.to(g.dtype), g, PRECISION)
        slope = share * (product(values, tl.trans(g), PRECISION) - slope_along[None, :])
        total_k += product(slope.to(queries.dtype), queries, PRECISION)
    store_steps(grad_k + base, total_k * factor, n, d, time, heads, width)
    store_steps(grad_v + base, total_v, n, d, time, heads, width)


class TritonAttention(torch.autograd.Function):
    """The twin of `trainer.model.attention.attention_by_matrix`; q, k, v (b,heads,t,d)."""

    @staticmethod
    def forward(ctx, q, k, v, documents, scale: float):
        q, k, v = (tensor.transpose(1, 2).contiguous() for tensor in (q, k, v))  # (b,t,heads,d)
        edges = tuple(edge.to(torch.int32).contiguous() for edge in (documents.starts, documents.ends))
        out, lse = torch.empty_like(q), q.new_empty(q.shape[0], q.shape[2], q.shape[1], dtype=torch.float32)
        numbers = scale * math.log2(math.e), *q.shape[1:]
        launch(attention_forward_kernel, q, (q, k, v, edges[0], out, lse, *numbers))
        ctx.save_for_backward(q, k, v, *edges, out, lse)
        ctx.scale = scale
        return out.transpose(1, 2)

    @staticmethod
    def backward(ctx, grad):
        q, k, v, starts, ends, out, lse = ctx.saved_tensors
        grad, along = grad.transpose(1, 2).contiguous(), torch.empty_like(lse)
        grid = triton.cdiv(q.shape[1], STEPS), q.shape[0] * q.shape[2]
        attention_along_kernel[grid](grad, out, along, *q.shape[1:], T=STEPS, D=wide(q), num_warps=4)
        grads = tuple(torch.empty_like(tensor) for tensor in (q, k, v))
        numbers = ctx.scale * math.log2(math.e), ctx.scale, *q.shape[1:]
        launch(attention_query_kernel, q, (grad, q, k, v, starts, lse, along, grads[0], *numbers))
        launch(attention_key_kernel, q, (grad, q, k, v, starts, ends, lse, along, *grads[1:], *numbers))
        return *(tensor.transpose(1, 2) for tensor in grads), None, None


# Rows of a block (M), steps at a time (N), warps and stages, for heads of at most 128 numbers of 16 bits.
LARGE = {
    attention_forward_kernel: (64, 64, 4, 3),
    attention_query_kernel: (64, 32, 4, 3),
    attention_key_kernel: (64, 32, 4, 3),
}
SMALL = 64, 32, 4, 1  # what fits for wider heads and numbers


def launch(kernel, q, arguments) -> None:
    m, n, warps, stages = LARGE[kernel] if q.shape[3] * q.element_size() <= 256 else SMALL
    grid = triton.cdiv(q.shape[1], m), q.shape[0] * q.shape[2]
    sizes = {"D": wide(q), "M": m, "N": n, "PRECISION": precision()}
    kernel[grid](*arguments, **sizes, num_warps=warps, num_stages=stages)


def wide(q) -> int:
    """Numbers of a head, filled up to a power of two."""
    return max(16, triton.next_power_of_2(q.shape[3]))
