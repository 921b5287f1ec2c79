"""The selective scan of Mamba1: every channel keeps S numbers, each with a decay of its own, reset at documents.

    h_t = exp(dt_t A) h_{t-1} + dt_t x_t B_t        y_t = h_t . C_t        with h = 0 before a document's first step
"""

from __future__ import annotations

import math

import torch

from trainer.model.documents import Documents


def selective_scan(x, dt, a, b, c, documents: Documents):
    """x and dt (b,t,i), a (i,s) < 0, b and c (b,t,h,s) for h parts of the i channels; returns y (b,t,i)."""
    with torch.autocast(x.device.type, enabled=False):
        return SelectiveScan.apply(x * dt, dt, a, b, c, documents.first)


def selective_scan_by_step(x, dt, a, b, c, documents: Documents):
    """The definition, one step at a time: the twin that `selective_scan` is held to."""
    b, c = (m.repeat_interleave(x.shape[2] // m.shape[2], dim=2) for m in (b, c))  # (b,t,i,s)
    state = torch.zeros_like(b[:, 0])
    out = []
    for t in range(x.shape[1]):
        state = torch.where(documents.first[:, t, None, None], torch.zeros_like(state), state)
        state = torch.exp(dt[:, t, :, None] * a) * state + (dt[:, t] * x[:, t])[..., None] * b[:, t]
        out.append((state * c[:, t]).sum(-1))
    return torch.stack(out, dim=1)


class SelectiveScan(torch.autograd.Function):
    """All states at once, by `scan`; keeps only these for the way back. Memory: b t i s numbers.

    The decay into a document's first step is exactly zero, on both ways, so that nothing passes there.
    """

    @staticmethod
    def forward(ctx, moved, dt, a, b, c, first):
        added = by_part(moved, b) * b[:, :, :, None]  # (b,t,h,i/h,s)
        states = scan(added.flatten(2, 3), decays(dt, a, first))  # (b,t,i,s)
        ctx.save_for_backward(moved, dt, a, b, c, first, states)
        return torch.einsum("bthis,bths->bthi", states.unflatten(2, (b.shape[2], -1)), c).flatten(2)

    @staticmethod
    def backward(ctx, grad):
        moved, dt, a, b, c, first, states = ctx.saved_tensors
        grad = by_part(grad, b)  # (b,t,h,i/h,1)
        decay = decays(dt, a, first)
        later = torch.cat([decay[:, 1:], torch.zeros_like(decay[:, :1])], dim=1)
        heard = (grad * c[:, :, :, None]).flatten(2, 3)
        grad_states = scan(heard.flip(1), later.flip(1)).flip(1)  # (b,t,i,s)
        grad_c = (grad * states.unflatten(2, (b.shape[2], -1))).sum(3)
        parts = grad_states.unflatten(2, (b.shape[2], -1))  # (b,t,h,i/h,s)
        grad_b = (parts * by_part(moved, b)).sum(3)
        grad_moved = torch.einsum("bthis,bths->bthi", parts, b).flatten(2)
        grad_states[:, 1:] *= states[:, :-1]
        grad_states[:, 0] = 0
        grad_states *= decay  # of the exponents dt A
        grad_a = torch.einsum("btis,bti->is", grad_states, dt)
        return grad_moved, torch.einsum("btis,is->bti", grad_states, a), grad_a, grad_b, grad_c, None


def by_part(tensor, like):
    """(b,t,i) to (b,t,h,i/h,1)."""
    return tensor.unflatten(2, (like.shape[2], -1))[..., None]


def decays(dt, a, first):
    """(b,t,i,s): exp(dt A), zero at the first step of a document."""
    return torch.exp(dt[..., None] * a).masked_fill_(first[:, :, None, None], 0)


def scan(added, decay):
    """h_t = decay_t h_{t-1} + added_t over (b,t,...), in about 2 sqrt(t) steps: inside pieces, then across them."""
    time = added.shape[1]
    size = max(1, math.isqrt(time))
    if fill := -time % size:
        added, decay = (torch.cat([m, torch.zeros_like(m[:, :fill])], dim=1) for m in (added, decay))
    h, through = (m.unflatten(1, (-1, size)).clone() for m in (added, decay))  # (b,n,q,...)
    for q in range(1, size):
        h[:, :, q].addcmul_(decay.unflatten(1, (-1, size))[:, :, q], h[:, :, q - 1])
        through[:, :, q] *= through[:, :, q - 1]
    for n in range(1, h.shape[1]):
        h[:, n].addcmul_(through[:, n], h[:, n - 1, -1:])
    return h.flatten(1, 2)[:, :time]
