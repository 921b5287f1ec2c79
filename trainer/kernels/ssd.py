"""Chunked SSD with document boundaries: the Q x Q decays of a head live in one program and never in memory.

A program treats one chunk of one head. Tensors as in `trainer.model.ssd`: moved (b,n,g,q,rp), total (b,n,g,r,q), b and c
(b,n,g,q,s), states (b,n,g,rp,s); masks (b,n,q) tell documents apart. Q, P and S must be powers of two from 16.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.model.fast import warps

BLOCK = 256


@triton.jit
def product(one, other, PRECISION: tl.constexpr):
    return tl.dot(one, other, input_precision=PRECISION)


@triton.jit
def decays(total, ids, pid, bn, q, Q: tl.constexpr):
    """(Q,) log decay up to each step, and (Q, Q) decay between steps of one document, zero elsewhere."""
    t = tl.load(total + pid * Q + q)
    number = tl.load(ids + bn * Q + q)
    seen = (number[:, None] == number[None, :]) & (q[:, None] >= q[None, :])
    gaps = tl.where(seen, t[:, None] - t[None, :], 0.0)
    return t, tl.where(seen, tl.exp(gaps), 0.0)


@triton.jit
def masked_exp(exponent, mask):
    return tl.where(mask != 0, tl.exp(tl.where(mask != 0, exponent, 0.0)), 0.0)


@triton.jit
def state_kernel(
    moved, total, b, ends, added, G, R, Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, PRECISION: tl.constexpr
):  # fmt: skip
    """What each chunk adds to the state."""
    pid = tl.program_id(0)
    bng, r = pid // R, pid % R
    q, p, s = tl.arange(0, Q), tl.arange(0, P), tl.arange(0, S)
    t, last = tl.load(total + pid * Q + q), tl.load(total + pid * Q + Q - 1)
    kept = masked_exp(last - t, tl.load(ends + (bng // G) * Q + q))
    x = tl.load(moved + bng * Q * R * P + q[:, None] * R * P + r * P + p[None, :])
    keys = tl.load(b + bng * Q * S + q[:, None] * S + s[None, :])
    place = added + bng * R * P * S + (r * P + p[:, None]) * S + s[None, :]
    tl.store(place, product(tl.trans(x * kept[:, None]), keys, PRECISION))


@triton.jit
def output_kernel(
    moved, total, b, c, before, ids, heard, y,
    G, R, Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """What is read inside the chunk, and from the state before it."""
    pid = tl.program_id(0)
    bng, r = pid // R, pid % R
    q, p, s = tl.arange(0, Q), tl.arange(0, P), tl.arange(0, S)
    t, between = decays(total, ids, pid, bng // G, q, Q)
    reach = masked_exp(t, tl.load(heard + (bng // G) * Q + q))
    queries = tl.load(c + bng * Q * S + q[:, None] * S + s[None, :])
    keys = tl.load(b + bng * Q * S + q[:, None] * S + s[None, :])
    x = tl.load(moved + bng * Q * R * P + q[:, None] * R * P + r * P + p[None, :])
    h = tl.load(before + bng * R * P * S + (r * P + p[:, None]) * S + s[None, :])
    out = product(product(queries, tl.trans(keys), PRECISION) * between, x, PRECISION)
    out += product(queries, tl.trans(h), PRECISION) * reach[:, None]
    tl.store(y + bng * Q * R * P + q[:, None] * R * P + r * P + p[None, :], out)


@triton.jit
def before_kernel(
    grad, total, c, heard, grad_before,
    G, R, Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """Gradient of the state before each chunk, by what the chunk read of it."""
    pid = tl.program_id(0)
    bng, r = pid // R, pid % R
    q, p, s = tl.arange(0, Q), tl.arange(0, P), tl.arange(0, S)
    reach = masked_exp(tl.load(total + pid * Q + q), tl.load(heard + (bng // G) * Q + q))
    queries = tl.load(c + bng * Q * S + q[:, None] * S + s[None, :])
    gy = tl.load(grad + bng * Q * R * P + q[:, None] * R * P + r * P + p[None, :])
    place = grad_before + bng * R * P * S + (r * P + p[:, None]) * S + s[None, :]
    tl.store(place, product(tl.trans(gy * reach[:, None]), queries, PRECISION))


@triton.jit
def gradient_kernel(
    grad, moved, total, b, c, before, grad_added, ids, heard, ends, grad_moved, grad_total, grad_b, grad_c,
    G, R, Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """All other gradients; those of B and C by head, (b,n,g,r,q,s), to be summed in a fixed order."""
    pid = tl.program_id(0)
    bng, r = pid // R, pid % R
    bn = bng // G
    q, p, s = tl.arange(0, Q), tl.arange(0, P), tl.arange(0, S)
    by_channel = bng * Q * R * P + q[:, None] * R * P + r * P + p[None, :]
    by_state = bng * R * P * S + (r * P + p[:, None]) * S + s[None, :]
    t, between = decays(total, ids, pid, bn, q, Q)
    reach = masked_exp(t, tl.load(heard + bn * Q + q))
    kept = masked_exp(tl.load(total + pid * Q + Q - 1) - t, tl.load(ends + bn * Q + q))
    queries = tl.load(c + bng * Q * S + q[:, None] * S + s[None, :])
    keys = tl.load(b + bng * Q * S + q[:, None] * S + s[None, :])
    x, gy = tl.load(moved + by_channel), tl.load(grad + by_channel)
    h, gh = tl.load(before + by_state), tl.load(grad_added + by_state)

    products = product(queries, tl.trans(keys), PRECISION)
    scores = product(gy, tl.trans(x), PRECISION) * between
    gx = product(tl.trans(products * between), gy, PRECISION)
    gb = product(tl.trans(scores), queries, PRECISION)
    gc = product(scores, keys, PRECISION)
    weighed = scores * products
    gt = tl.sum(weighed, 1) - tl.sum(weighed, 0)

    listened = gy * reach[:, None]
    gt += tl.sum(listened * product(queries, tl.trans(h), PRECISION), 1)
    gc += product(listened, h, PRECISION)

    gb += product(x * kept[:, None], gh, PRECISION)
    arriving = product(keys, tl.trans(gh), PRECISION) * kept[:, None]
    gx += arriving
    end = tl.sum(arriving * x, 1)
    gt += tl.where(q == Q - 1, tl.sum(end, 0), 0.0) - end

    tl.store(grad_moved + by_channel, gx)
    tl.store(grad_total + pid * Q + q, gt)
    tl.store(grad_b + pid * Q * S + q[:, None] * S + s[None, :], gb)
    tl.store(grad_c + pid * Q * S + q[:, None] * S + s[None, :], gc)


@triton.jit
def carry_kernel(added, passing, carried, n, size, per_head, heads, BACK: tl.constexpr, E: tl.constexpr):
    """What stands before each chunk (behind it, going back), of what the chunks add and what each head lets pass."""
    row, e = tl.program_id(0), tl.program_id(1) * E + tl.arange(0, E)
    inside = e < size
    state = tl.zeros((E,), tl.float32)
    for step in range(n):
        chunk = row * n + (n - 1 - step if BACK else step)
        tl.store(carried + chunk * size + e, state, mask=inside)
        kept = tl.load(passing + chunk * heads + e // per_head, mask=inside, other=0.0)
        state = state * kept + tl.load(added + chunk * size + e, mask=inside, other=0.0)


class Chunks:
    """Sizes and masks of one call, as the kernels take them."""

    def __init__(self, moved, total, b, masks, numbers):
        self.batch, self.n, self.groups, self.heads, self.steps = total.shape
        self.width, self.state = moved.shape[4] // self.heads, b.shape[4]
        self.grid = (self.batch * self.n * self.groups * self.heads,)
        self.ids = numbers.to(torch.int32).contiguous()
        self.heard = masks.from_before.to(torch.int32).contiguous()
        self.ends = masks.to_end.to(torch.int32).contiguous()

    @property
    def sizes(self) -> dict:
        tensor_cores = torch.get_float32_matmul_precision() != "highest"
        return {
            "G": self.groups,
            "R": self.heads,
            "Q": self.steps,
            "P": self.width,
            "S": self.state,
            "PRECISION": "tf32" if tensor_cores else "ieee",
            "num_warps": warps("ssd"),
        }


def states(chunks: Chunks, moved, total, b):
    """(b,n,g,rp,s): what the chunks add."""
    added = moved.new_empty(*moved.shape[:3], moved.shape[4], chunks.state)
    state_kernel[chunks.grid](moved, total, b, chunks.ends, added, **chunks.sizes)
    return added


def outputs(chunks: Chunks, moved, total, b, c, before):
    """(b,n,g,q,rp)."""
    y = torch.empty_like(moved)
    output_kernel[chunks.grid](moved, total, b, c, before, chunks.ids, chunks.heard, y, **chunks.sizes)
    return y


def carried(chunks: Chunks, added, passing, back: bool = False):
    """(b,n,g,rp,s): the state before every chunk, or, back, the gradient of what every chunk adds."""
    out, size, heads = torch.empty_like(added), added[0, 0].numel(), chunks.groups * chunks.heads
    grid = chunks.batch, triton.cdiv(size, BLOCK)
    carry_kernel[grid](added, passing.contiguous(), out, chunks.n, size, size // heads, heads, BACK=back, E=BLOCK)
    return out


def gradients_before(chunks: Chunks, grad, total, c):
    found = grad.new_empty(*grad.shape[:3], grad.shape[4], chunks.state)
    before_kernel[chunks.grid](grad, total, c, chunks.heard, found, **chunks.sizes)
    return found


def gradients(chunks: Chunks, grad, moved, total, b, c, before, grad_added):
    """Of moved, total, b and c."""
    by_head = b.new_empty(2, *total.shape, chunks.state)
    found, grad_total = torch.empty_like(moved), torch.empty_like(total)
    masks = chunks.ids, chunks.heard, chunks.ends
    out = found, grad_total, by_head[0], by_head[1]
    gradient_kernel[chunks.grid](grad, moved, total, b, c, before, grad_added, *masks, *out, **chunks.sizes)
    return found, grad_total, by_head[0].sum(3), by_head[1].sum(3)
