"""SSD inside documents: a program goes through the chunks of a head, its state in registers; others treat each chunk.

Tensors: xbc (b,t,channels), x | B | C of the convolution; dts (b,t,heads), time steps before bias and softplus, a slice
of wider rows; ids (b,t): documents; steps (2,b,heads,n q): time steps, and logarithms of the decay from the start of
the document or the chunk; before (b,heads,n,s,p): the state before each of n chunks of Q steps. P and S must be powers
of two from 16. Sums over time run through masks, so that no rounding error passes from one document to another; each
has one program and one order: the same bits every time.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import triton
import triton.language as tl

from trainer.kernels.products import precision, product
from trainer.model.fast import warps

CHUNK = 64  # steps whose scores a program holds at once
HEADS = 16  # whose time steps one program computes
TOGETHER = 8  # heads of a group that share products of B and C


@triton.jit
def masked_exp(exponent, mask):
    return tl.where(mask, tl.exp(tl.where(mask, exponent, 0.0)), 0.0)


@triton.jit
def softplus(raw):
    small = tl.exp(-tl.abs(raw))
    one = 1.0 + small  # of which the logarithm, times what rounding took away, is that of 1 + small to the last bit
    exact = tl.log(one) * (small / tl.where(one == 1.0, 1.0, one - 1.0))
    return tl.maximum(raw, 0.0) + tl.where(one == 1.0, small, exact)


@triton.jit
def ssd_steps_kernel(
    dts, dt_bias, a_log, ids, steps, time, dt_row, floor, H, N: tl.constexpr, Q: tl.constexpr
):  # fmt: skip
    """Time steps and logarithms of decays of N heads in one chunk."""
    row, n, h = tl.program_id(2).to(tl.int64), tl.program_id(1), tl.program_id(0) * N + tl.arange(0, N)
    q = tl.arange(0, Q)
    t = n * Q + q
    inside, real = (h < H)[:, None] & (t < time)[None, :], h < H
    number = tl.load(ids + row * time + t, mask=t < time, other=-2)
    raw = tl.load(dts + (row * time + t)[None, :] * dt_row + h[:, None], mask=inside, other=0.0).to(tl.float32)
    dt = tl.maximum(softplus(raw + tl.load(dt_bias + h, mask=real, other=0.0)[:, None]), floor)
    decay = -dt * tl.exp(tl.load(a_log + h, mask=real, other=0.0))[:, None]
    seen = (number[:, None] == number[None, :]) & (q[:, None] <= q[None, :])  # (k,q)
    total = tl.dot(decay, tl.where(seen, 1.0, 0.0), input_precision="tf32x3")
    place = steps + (row * H + h)[:, None] * (tl.num_programs(1) * Q) + t[None, :]
    half = tl.num_programs(2).to(tl.int64) * H * tl.num_programs(1) * Q
    tl.store(place, tl.where(inside, dt, 0.0), mask=real[:, None])
    tl.store(place + half, tl.where(inside, total, 0.0), mask=real[:, None])


@triton.jit
def ssd_grad_steps_kernel(
    grad_steps, dts, dt_bias, a_log, ids, grad_dts, parts, time, dt_row, floor, H, N: tl.constexpr, Q: tl.constexpr
):  # fmt: skip
    """From gradients of time steps and, in two parts, of logarithms of decays (3,b,heads,n q) to that of dts, and of
    bias and log A by chunk: parts (b,n,2,heads)."""
    row, n, h = tl.program_id(2).to(tl.int64), tl.program_id(1), tl.program_id(0) * N + tl.arange(0, N)
    q = tl.arange(0, Q)
    t = n * Q + q
    inside, real = (h < H)[:, None] & (t < time)[None, :], h < H
    number = tl.load(ids + row * time + t, mask=t < time, other=-2)
    by_step = (row * time + t)[None, :] * dt_row + h[:, None]
    raw = tl.load(dts + by_step, mask=inside, other=0.0).to(tl.float32)
    raw += tl.load(dt_bias + h, mask=real, other=0.0)[:, None]
    soft = softplus(raw)
    a = -tl.exp(tl.load(a_log + h, mask=real, other=0.0))[:, None]
    place = grad_steps + (row * H + h)[:, None] * (tl.num_programs(1) * Q) + t[None, :]
    direct = tl.load(place, mask=inside, other=0.0)
    half = tl.num_programs(2).to(tl.int64) * H * tl.num_programs(1) * Q
    grad_total = tl.load(place + half, mask=inside, other=0.0) + tl.load(place + 2 * half, mask=inside, other=0.0)
    seen = (number[:, None] == number[None, :]) & (q[:, None] >= q[None, :])  # (q,k)
    grad_decay = tl.dot(grad_total, tl.where(seen, 1.0, 0.0), input_precision="tf32x3")
    grad_raw = tl.where(soft >= floor, (direct + grad_decay * a) * tl.sigmoid(raw), 0.0)
    tl.store(grad_dts + by_step, grad_raw, mask=inside)
    part = parts + (row * tl.num_programs(1) + n) * 2 * H + h
    tl.store(part, tl.sum(tl.where(inside, grad_raw, 0.0), 1), mask=real)
    tl.store(part + H, tl.sum(tl.where(inside, grad_decay * tl.maximum(soft, floor) * a, 0.0), 1), mask=real)


@triton.jit
def ssd_states_kernel(
    values, keys, steps, ids, states, time, value_row, key_row, H, R,
    Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, PRECISION: tl.constexpr, BACK: tl.constexpr,
):  # fmt: skip
    """(b,heads,n,s,p): the state before every chunk of a head, of x and B; or, back, the gradient of the state behind
    it, of y's and C."""
    pid = tl.program_id(0).to(tl.int64)
    row, h, chunks = pid // H, pid % H, tl.cdiv(time, Q)
    q, p, s = tl.arange(0, Q), tl.arange(0, P), tl.arange(0, S)
    values += row * time * value_row + h * P
    keys += row * time * key_row + h // R * S
    ids += row * time
    decays = steps + (tl.num_programs(0).to(tl.int64) + pid) * chunks * Q
    steps += pid * chunks * Q
    states += pid * chunks * S * P
    state = tl.zeros((S, P), tl.float32)
    for turn in range(chunks):
        n = chunks - 1 - turn if BACK else turn
        t = n * Q + q
        inside = t < time
        number = tl.load(ids + t, mask=inside, other=-2)
        end = tl.load(ids + n * Q + Q - 1, mask=n * Q + Q <= time, other=-2)
        document = tl.load(ids + n * Q - 1, mask=n > 0, other=-1)  # of the step before the chunk
        total, last = tl.load(decays + t), tl.load(decays + n * Q + Q - 1)
        value = tl.load(values + t[:, None] * value_row + p[None, :], mask=inside[:, None], other=0.0)
        key = tl.load(keys + t[None, :] * key_row + s[:, None], mask=inside[None, :], other=0.0)  # (S,Q)
        tl.store(states + n * S * P + s[:, None] * P + p[None, :], state)
        if BACK:
            factor = masked_exp(total, number == document)
        else:
            factor = masked_exp(last - total, number == end) * tl.load(steps + t)
        state = state * tl.where(end == document, tl.exp(last), 0.0)
        state += product((key * factor[None, :]).to(value.dtype), value, PRECISION)


@triton.jit
def ssd_outputs_kernel(
    xbc, steps, skip, ids, before, y, time, channels, H, R, G,
    Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, PRECISION: tl.constexpr, N: tl.constexpr,
):  # fmt: skip
    """y (b,t,heads p) of one chunk and at most N heads of a group: what they read, and what skips the state."""
    n, row, chunks = tl.program_id(0), tl.program_id(2).to(tl.int64), tl.num_programs(0)
    parts = tl.cdiv(R, N)
    g, first = tl.program_id(1) // parts, tl.program_id(1) % parts * N
    decays = tl.num_programs(2).to(tl.int64) * H * chunks * Q
    q, p, s = tl.arange(0, Q), tl.arange(0, P), tl.arange(0, S)
    t = n * Q + q
    inside = t < time
    number = tl.load(ids + row * time + t, mask=inside, other=-2)
    document = tl.load(ids + row * time + n * Q - 1, mask=n > 0, other=-1)
    seen = (number[:, None] == number[None, :]) & (q[:, None] >= q[None, :])
    place = (row * time + t) * channels
    key = xbc + H * P + g * S
    b = tl.load(key + place[None, :] + s[:, None], mask=inside[None, :], other=0.0)  # (S,Q)
    c = tl.load(key + G * S + place[:, None] + s[None, :], mask=inside[:, None], other=0.0)
    products = product(c, b, PRECISION)
    for r in range(first, tl.minimum(first + N, R)):
        h = g * R + r
        by_head = ((row * H + h) * chunks + n) * Q
        dt, total = tl.load(steps + by_head + q), tl.load(steps + decays + by_head + q)
        x = tl.load(xbc + place[:, None] + h * P + p[None, :], mask=inside[:, None], other=0.0)
        state = tl.load(before + by_head // Q * S * P + s[:, None] * P + p[None, :])
        scores = products * masked_exp(total[:, None] - total[None, :], seen) * dt[None, :]
        out = product(c, state, PRECISION) * masked_exp(total, number == document)[:, None]
        out += product(scores.to(x.dtype), x, PRECISION) + tl.load(skip + h) * x
        tl.store(y + ((row * time + t) * H + h)[:, None] * P + p[None, :], out, mask=inside[:, None])


@triton.jit
def ssd_values_kernel(
    grad, xbc, steps, skip, ids, grad_states, grad_xbc, grad_steps, grad_skip, time, channels, H, R, G,
    Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, PRECISION: tl.constexpr, N: tl.constexpr,
):  # fmt: skip
    """Gradients of at most N heads of a chunk: of x, of steps but by what is read of earlier chunks, and of skip
    (b,n,heads).

    Steps that are read stand in rows, those that read in columns. A decay scales all that is read over it: the gradient
    of its exponent is what the loss has by the steps behind it of those before it. That of one pair of steps counts
    once for each, with another sign, and must be one number, or rounding would be all that is left.
    """
    n, row, chunks = tl.program_id(0), tl.program_id(2).to(tl.int64), tl.num_programs(0)
    parts = tl.cdiv(R, N)
    g, first = tl.program_id(1) // parts, tl.program_id(1) % parts * N
    decays = tl.num_programs(2).to(tl.int64) * H * chunks * Q
    q, p, s = tl.arange(0, Q), tl.arange(0, P), tl.arange(0, S)
    t = n * Q + q
    inside = t < time
    number = tl.load(ids + row * time + t, mask=inside, other=-2)
    end = tl.load(ids + row * time + n * Q + Q - 1, mask=n * Q + Q <= time, other=-2)
    seen = (number[:, None] == number[None, :]) & (q[:, None] <= q[None, :])  # (k,q)
    place = (row * time + t) * channels
    key = xbc + H * P + g * S
    b = tl.load(key + place[:, None] + s[None, :], mask=inside[:, None], other=0.0)  # (Q,S)
    c = tl.load(key + G * S + place[None, :] + s[:, None], mask=inside[None, :], other=0.0)  # (S,Q)
    products = product(b, c, PRECISION)  # (k,q)
    for r in range(first, tl.minimum(first + N, R)):
        h = g * R + r
        by_head = ((row * H + h) * chunks + n) * Q
        dt, total = tl.load(steps + by_head + q), tl.load(steps + decays + by_head + q)
        last = tl.load(steps + decays + by_head + Q - 1)
        x = tl.load(xbc + place[:, None] + h * P + p[None, :], mask=inside[:, None], other=0.0)
        gy = tl.load(grad + ((row * time + t) * H + h)[:, None] * P + p[None, :], mask=inside[:, None], other=0.0)
        grad_state = tl.load(grad_states + by_head // Q * S * P + s[:, None] * P + p[None, :])
        scores = products * masked_exp(total[None, :] - total[:, None], seen)
        both = scores * product(x, tl.trans(gy), PRECISION)  # what reaches the loss from a step's value by a later step
        direct, grad_total = tl.sum(both, 1), tl.sum(both * dt[:, None], 0)
        grad_x = product(b, grad_state, PRECISION) * masked_exp(last - total, number == end)[:, None]
        by_state = tl.sum(grad_x * x, 1)
        grad_x += product(scores.to(gy.dtype), gy, PRECISION)
        grad_x = grad_x * dt[:, None] + tl.load(skip + h) * gy
        tl.store(grad_xbc + place[:, None] + h * P + p[None, :], grad_x, mask=inside[:, None])
        tl.store(grad_skip + (row * chunks + n) * H + h, tl.sum(tl.sum(gy.to(tl.float32) * x, 1), 0))
        direct += by_state
        grad_total += tl.where(q == Q - 1, tl.sum(by_state * dt, 0), 0.0) - direct * dt
        tl.store(grad_steps + by_head + q, direct)
        tl.store(grad_steps + decays + by_head + q, grad_total)


@triton.jit
def ssd_keys_kernel(
    grad, xbc, steps, ids, before, grad_states, grad_xbc, grad_steps,
    time, channels, H, R, G, Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """Gradients of B and C in one chunk, over the heads of a group in their order, and of decays by earlier chunks."""
    n, g, row = tl.program_id(0), tl.program_id(1), tl.program_id(2).to(tl.int64)
    chunks = tl.num_programs(0)
    decays = tl.num_programs(2).to(tl.int64) * H * chunks * Q
    q, p, s = tl.arange(0, Q), tl.arange(0, P), tl.arange(0, S)
    t = n * Q + q
    inside = t < time
    number = tl.load(ids + row * time + t, mask=inside, other=-2)
    end = tl.load(ids + row * time + n * Q + Q - 1, mask=n * Q + Q <= time, other=-2)
    document = tl.load(ids + row * time + n * Q - 1, mask=n > 0, other=-1)
    seen = (number[:, None] == number[None, :]) & (q[:, None] <= q[None, :])  # (k,q)
    keys = (row * time + t) * channels + H * P + g * S
    b = tl.load(xbc + keys[:, None] + s[None, :], mask=inside[:, None], other=0.0)  # (Q,S)
    c = tl.load(xbc + keys[None, :] + G * S + s[:, None], mask=inside[None, :], other=0.0)  # (S,Q)
    grad_b, grad_c = tl.zeros((Q, S), tl.float32), tl.zeros((S, Q), tl.float32)
    for r in range(R):
        h = g * R + r
        by_head = ((row * H + h) * chunks + n) * Q
        dt, total = tl.load(steps + by_head + q), tl.load(steps + decays + by_head + q)
        last = tl.load(steps + decays + by_head + Q - 1)
        x = tl.load(xbc + ((row * time + t) * channels + h * P)[:, None] + p[None, :], mask=inside[:, None], other=0.0)
        slope = grad + ((row * time + t) * H + h)[None, :] * P + p[:, None]
        gy = tl.load(slope, mask=inside[None, :], other=0.0)  # (P,Q)
        by_state = by_head // Q * S * P + s[:, None] * P + p[None, :]
        state, grad_state = tl.load(before + by_state), tl.load(grad_states + by_state)
        reach, kept = masked_exp(total, number == document), masked_exp(last - total, number == end)
        passed = tl.sum(tl.sum(grad_state.to(tl.float32) * state, 1), 0) * tl.exp(last)
        grad_b += product((x * (kept * dt)[:, None]).to(b.dtype), tl.trans(grad_state), PRECISION)
        heard = product(state, gy, PRECISION) * reach[None, :]  # (S,q)
        grad_total = tl.sum(heard * c, 0)
        grad_c += heard
        slopes = product(x, gy, PRECISION) * masked_exp(total[None, :] - total[:, None], seen) * dt[:, None]
        slopes = slopes.to(b.dtype)
        grad_c += product(tl.trans(b), slopes, PRECISION)
        grad_b += product(slopes, tl.trans(c), PRECISION)
        grad_total += tl.where((q == Q - 1) & (end == document), passed, 0.0)
        tl.store(grad_steps + 2 * decays + by_head + q, grad_total)
    tl.store(grad_xbc + keys[:, None] + s[None, :], grad_b, mask=inside[:, None])
    tl.store(grad_xbc + keys[None, :] + G * S + s[:, None], grad_c, mask=inside[None, :])


class Shape(NamedTuple):
    """Of one layer: heads of some width, groups of them that share B and C, and the least time step."""

    heads: int
    groups: int
    width: int
    state: int
    floor: float


def forward(xbc, dts, dt_bias, a_log, skip, ids, shape: Shape):
    """y (b,t,heads p), steps, and the states before the chunks."""
    rows, time, channels = xbc.shape
    chunks, heads = triton.cdiv(time, CHUNK), shape.heads
    steps = torch.empty(2, rows, heads, chunks * CHUNK, device=xbc.device)
    numbers = time, dts.stride(1), shape.floor, heads
    ssd_steps_kernel[triton.cdiv(heads, HEADS), chunks, rows](
        dts, dt_bias, a_log, ids, steps, *numbers, N=HEADS, Q=CHUNK
    )
    before = xbc.new_empty(rows, heads, chunks, shape.state, shape.width)
    keys = xbc[..., heads * shape.width :]
    sizes = time, channels, channels, heads, heads // shape.groups
    launch = {**blocks(shape, ahead(before)), "BACK": False}
    ssd_states_kernel[(rows * heads,)](xbc, keys, steps, ids, before, *sizes, **launch)
    y = xbc.new_empty(rows, time, heads * shape.width)
    sizes = time, channels, heads, heads // shape.groups, shape.groups
    ssd_outputs_kernel[by_chunk(shape, chunks, rows)](
        xbc, steps, skip, ids, before, y, *sizes, **blocks(shape, ahead(before)), N=TOGETHER
    )
    return y, steps, before


def backward(grad, xbc, dts, dt_bias, a_log, skip, ids, steps, before, grad_dts, shape: Shape):
    """Gradients of xbc, and of bias, log A and skip; that of dts is written into grad_dts, of the strides of dts."""
    rows, time, channels = xbc.shape
    chunks, heads = before.shape[2], shape.heads
    grad_states, inner = torch.empty_like(before), heads * shape.width
    queries = xbc[..., inner + shape.groups * shape.state :]
    sizes = time, inner, channels, heads, heads // shape.groups
    launch = {**blocks(shape, ahead(before)), "BACK": True}
    ssd_states_kernel[(rows * heads,)](grad, queries, steps, ids, grad_states, *sizes, **launch)
    grad_xbc, grad_steps = torch.empty_like(xbc), steps.new_empty(3, *steps.shape[1:])
    grad_skip, parts = steps.new_empty(rows, chunks, heads), steps.new_empty(rows, chunks, 2, heads)
    sizes = time, channels, heads, heads // shape.groups, shape.groups
    ssd_values_kernel[by_chunk(shape, chunks, rows)](
        grad, xbc, steps, skip, ids, grad_states, grad_xbc, grad_steps, grad_skip, *sizes, **blocks(shape), N=TOGETHER
    )
    ssd_keys_kernel[chunks, shape.groups, rows](
        grad, xbc, steps, ids, before, grad_states, grad_xbc, grad_steps, *sizes, **blocks(shape)
    )
    numbers = time, dts.stride(1), shape.floor, heads
    ssd_grad_steps_kernel[triton.cdiv(heads, HEADS), chunks, rows](
        grad_steps, dts, dt_bias, a_log, ids, grad_dts, parts, *numbers, N=HEADS, Q=CHUNK
    )
    return grad_xbc, *parts.sum((0, 1)), grad_skip.sum((0, 1))


def by_chunk(shape: Shape, chunks: int, rows: int) -> tuple[int, int, int]:
    return chunks, shape.groups * triton.cdiv(shape.heads // shape.groups, TOGETHER), rows


def blocks(shape: Shape, stages: int = 1) -> dict:
    sizes = {"Q": CHUNK, "P": shape.width, "S": shape.state, "PRECISION": precision()}
    return {**sizes, "num_warps": warps("mixer"), "num_stages": stages}


def ahead(states) -> int:
    """Stages of loops that read ahead, where shared memory has room for it."""
    return 3 if states[0, 0, 0].nbytes <= 8192 else 1
