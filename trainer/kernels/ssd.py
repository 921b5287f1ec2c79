"""Chunked SSD with document boundaries: decays and products of steps live in one program and never in memory.

A program treats a block of up to 64 steps of one chunk of one head, or a head's state. Tensors as in
`trainer.model.ssd`: moved (b,n,g,q,rp), total (b,n,g,r,q), b and c (b,n,g,q,s), states (b,n,g,rp,s); masks (b,n,q) tell
documents apart. Q, P and S must be powers of two from 16.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.kernels.products import precision, product
from trainer.model.fast import warps

BLOCK = 256  # numbers of a state that one program carries
STEPS = 64  # of a chunk at once: what is larger does not fit a Hopper's 227 KiB of shared memory


@triton.jit
def masked_exp(exponent, mask):
    return tl.where(mask, tl.exp(tl.where(mask, exponent, 0.0)), 0.0)


@triton.jit
def state_kernel(
    values, total, keys, heard, states,
    G, R, Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, T: tl.constexpr, PRECISION: tl.constexpr,
    BACK: tl.constexpr,
):  # fmt: skip
    """Sum over a chunk's steps of decay x value x key: what the chunk adds to the state, with its decay to the end; or,
    back, the gradient of the state before the chunk, with the decay from there."""
    pid = tl.program_id(0).to(tl.int64)
    bng, r = pid // R, pid % R
    p, s = tl.arange(0, P), tl.arange(0, S)
    last = tl.load(total + pid * Q + Q - 1)
    state = tl.zeros((P, S), tl.float32)
    for first in range(0, Q, T):
        q = first + tl.arange(0, T)
        t = tl.load(total + pid * Q + q)
        decay = masked_exp(t if BACK else last - t, tl.load(heard + (bng // G) * Q + q) != 0)
        value = tl.load(values + bng * Q * R * P + q[None, :] * R * P + r * P + p[:, None])  # (P,T)
        key = tl.load(keys + bng * Q * S + q[:, None] * S + s[None, :])
        state += product(value * decay[None, :], key, PRECISION)
    tl.store(states + bng * R * P * S + (r * P + p[:, None]) * S + s[None, :], state)


@triton.jit
def output_kernel(
    moved, total, b, c, before, ids, heard, y,
    G, R, Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, T: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """What a block of steps reads inside the chunk, and from the state before it."""
    pid, block = tl.program_id(0).to(tl.int64), tl.program_id(1)
    bng, r = pid // R, pid % R
    bn = bng // G
    q, p, s = block * T + tl.arange(0, T), tl.arange(0, P), tl.arange(0, S)
    t, number = tl.load(total + pid * Q + q), tl.load(ids + bn * Q + q)
    reach = masked_exp(t, tl.load(heard + bn * Q + q) != 0)
    queries = tl.load(c + bng * Q * S + q[:, None] * S + s[None, :])
    h = tl.load(before + bng * R * P * S + (r * P + p[None, :]) * S + s[:, None])  # (S,P)
    out = product(queries, h, PRECISION) * reach[:, None]
    for first in range(0, (block + 1) * T, T):
        k = first + tl.arange(0, T)
        seen = (number[:, None] == tl.load(ids + bn * Q + k)[None, :]) & (q[:, None] >= k[None, :])
        between = masked_exp(t[:, None] - tl.load(total + pid * Q + k)[None, :], seen)
        keys = tl.load(b + bng * Q * S + k[None, :] * S + s[:, None])  # (S,T)
        x = tl.load(moved + bng * Q * R * P + k[:, None] * R * P + r * P + p[None, :])
        out += product(product(queries, keys, PRECISION) * between, x, PRECISION)
    tl.store(y + bng * Q * R * P + q[:, None] * R * P + r * P + p[None, :], out)


@triton.jit
def reader_kernel(
    grad, moved, total, b, c, before, ids, heard, grad_total, grad_c,
    G, R, Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, T: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """Gradients of a block of steps as those that read: of C by head, (b,n,g,r,q,s), and of total.

    A decay scales all that is read over it, so the gradient of its exponent is that of C times C.
    """
    pid, block = tl.program_id(0).to(tl.int64), tl.program_id(1)
    bng, r = pid // R, pid % R
    bn = bng // G
    q, p, s = block * T + tl.arange(0, T), tl.arange(0, P), tl.arange(0, S)
    t, number = tl.load(total + pid * Q + q), tl.load(ids + bn * Q + q)
    reach = masked_exp(t, tl.load(heard + bn * Q + q) != 0)
    gy = tl.load(grad + bng * Q * R * P + q[:, None] * R * P + r * P + p[None, :])
    h = tl.load(before + bng * R * P * S + (r * P + p[:, None]) * S + s[None, :])
    gc = product(gy, h, PRECISION) * reach[:, None]
    for first in range(0, (block + 1) * T, T):
        k = first + tl.arange(0, T)
        seen = (number[:, None] == tl.load(ids + bn * Q + k)[None, :]) & (q[:, None] >= k[None, :])
        between = masked_exp(t[:, None] - tl.load(total + pid * Q + k)[None, :], seen)
        x = tl.load(moved + bng * Q * R * P + k[None, :] * R * P + r * P + p[:, None])  # (P,T)
        keys = tl.load(b + bng * Q * S + k[:, None] * S + s[None, :])
        gc += product(product(gy, x, PRECISION) * between, keys, PRECISION)
    queries = tl.load(c + bng * Q * S + q[:, None] * S + s[None, :])
    tl.store(grad_total + pid * Q + q, tl.sum(gc * queries, 1))
    tl.store(grad_c + pid * Q * S + q[:, None] * S + s[None, :], gc)


@triton.jit
def writer_kernel(
    grad, moved, total, b, c, grad_added, ids, ends, grad_moved, grad_total, grad_end, grad_b,
    G, R, Q: tl.constexpr, P: tl.constexpr, S: tl.constexpr, T: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """Gradients of a block of steps as those that are read: of moved, of B by head, and of total.

    grad_total comes with the other sign; grad_end (b,n,g,r,q) is what of it belongs to the chunk's last step.
    """
    pid, block = tl.program_id(0).to(tl.int64), tl.program_id(1)
    bng, r = pid // R, pid % R
    bn = bng // G
    k, p, s = block * T + tl.arange(0, T), tl.arange(0, P), tl.arange(0, S)
    t, number = tl.load(total + pid * Q + k), tl.load(ids + bn * Q + k)
    kept = masked_exp(tl.load(total + pid * Q + Q - 1) - t, tl.load(ends + bn * Q + k) != 0)
    keys = tl.load(b + bng * Q * S + k[:, None] * S + s[None, :])
    x = tl.load(moved + bng * Q * R * P + k[:, None] * R * P + r * P + p[None, :])
    by_state = grad_added + bng * R * P * S
    gx = product(keys, tl.load(by_state + (r * P + p[None, :]) * S + s[:, None]), PRECISION) * kept[:, None]
    tl.store(grad_end + pid * Q + k, tl.sum(gx * x, 1))
    gb = product(x, tl.load(by_state + (r * P + p[:, None]) * S + s[None, :]), PRECISION) * kept[:, None]
    for first in range(block * T, Q, T):
        q = first + tl.arange(0, T)
        seen = (number[:, None] == tl.load(ids + bn * Q + q)[None, :]) & (q[None, :] >= k[:, None])
        between = masked_exp(tl.load(total + pid * Q + q)[None, :] - t[:, None], seen)  # (k,q)
        by_channel = grad + bng * Q * R * P + r * P
        queries = tl.load(c + bng * Q * S + q[None, :] * S + s[:, None])  # (S,T)
        gy = tl.load(by_channel + q[:, None] * R * P + p[None, :])
        gx += product(product(keys, queries, PRECISION) * between, gy, PRECISION)
        queries = tl.load(c + bng * Q * S + q[:, None] * S + s[None, :])
        gy = tl.load(by_channel + q[None, :] * R * P + p[:, None])  # (P,T)
        gb += product(product(x, gy, PRECISION) * between, queries, PRECISION)
    tl.store(grad_total + pid * Q + k, tl.sum(gx * x, 1))
    tl.store(grad_moved + bng * Q * R * P + k[:, None] * R * P + r * P + p[None, :], gx)
    tl.store(grad_b + pid * Q * S + k[:, None] * S + s[None, :], gb)


@triton.jit
def carry_kernel(added, passing, carried, n, size, per_head, heads, BACK: tl.constexpr, E: tl.constexpr):
    """What stands before each chunk (behind it, going back), of what the chunks add and what each head lets pass."""
    row, e = tl.program_id(0).to(tl.int64), tl.program_id(1) * E + tl.arange(0, E)
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
        self.heads_of_chunks = (self.batch * self.n * self.groups * self.heads,)
        self.blocks = *self.heads_of_chunks, triton.cdiv(self.steps, STEPS)
        self.ids = numbers.to(torch.int32).contiguous()
        self.heard = masks.from_before.to(torch.int32).contiguous()
        self.ends = masks.to_end.to(torch.int32).contiguous()

    @property
    def sizes(self) -> dict:
        return {
            "G": self.groups,
            "R": self.heads,
            "Q": self.steps,
            "P": self.width,
            "S": self.state,
            "T": min(self.steps, STEPS),
            "PRECISION": precision(),
            "num_warps": warps("ssd"),
            "num_stages": 1,  # loops are short, and copies of what they load would leave room for one program
        }


def states(chunks: Chunks, moved, total, b):
    """(b,n,g,rp,s): what the chunks add."""
    added = moved.new_empty(*moved.shape[:3], moved.shape[4], chunks.state)
    state_kernel[chunks.heads_of_chunks](moved, total, b, chunks.ends, added, **chunks.sizes, BACK=False)
    return added


def outputs(chunks: Chunks, moved, total, b, c, before):
    """(b,n,g,q,rp)."""
    y = torch.empty_like(moved)
    output_kernel[chunks.blocks](moved, total, b, c, before, chunks.ids, chunks.heard, y, **chunks.sizes)
    return y


def carried(chunks: Chunks, added, passing, back: bool = False):
    """(b,n,g,rp,s): the state before every chunk, or, back, the gradient of what every chunk adds."""
    out, size, heads = torch.empty_like(added), added[0, 0].numel(), chunks.groups * chunks.heads
    grid = chunks.batch, triton.cdiv(size, BLOCK)
    carry_kernel[grid](added, passing.contiguous(), out, chunks.n, size, size // heads, heads, BACK=back, E=BLOCK)
    return out


def gradients_before(chunks: Chunks, grad, total, c):
    """(b,n,g,rp,s): of the state before each chunk, by what the chunk reads of it."""
    found = grad.new_empty(*grad.shape[:3], grad.shape[4], chunks.state)
    state_kernel[chunks.heads_of_chunks](grad, total, c, chunks.heard, found, **chunks.sizes, BACK=True)
    return found


def gradients(chunks: Chunks, grad, moved, total, b, c, before, grad_added):
    """Of moved, total, b and c; sums over heads in a fixed order."""
    grad_b, grad_c = b.new_empty(2, *total.shape, chunks.state)
    found, (read, written, end) = torch.empty_like(moved), total.new_empty(3, *total.shape)
    reader_kernel[chunks.blocks](
        grad, moved, total, b, c, before, chunks.ids, chunks.heard, read, grad_c, **chunks.sizes
    )
    writer_kernel[chunks.blocks](
        grad, moved, total, b, c, grad_added, chunks.ids, chunks.ends, found, written, end, grad_b, **chunks.sizes
    )
    grad_total = read - written
    grad_total[..., -1] += end.sum(-1)
    return found, grad_total, grad_b.sum(3), grad_c.sum(3)
