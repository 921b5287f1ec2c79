"""The state-space recurrence of Mamba2 (SSD, Dao and Gu 2024), in chunks and step by step, reset at documents.

One head keeps a state h (P x S) and per time step does
    h_t = exp(dt_t A) h_{t-1} + dt_t x_t B_t^T        y_t = h_t C_t
with h = 0 before the first step of every document.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F

from trainer.model.documents import ChunkMasks, Documents


def ssd_by_step(x, dt, a, b, c, documents: Documents):
    """The definition, one step at a time: the twin that `ssd` is held to.

    x (b,t,h,p), dt (b,t,h) > 0, a (h,) < 0, b and c (b,t,g,s); returns y (b,t,h,p).
    """
    batch, time, heads, _ = x.shape
    b, c = (m.repeat_interleave(heads // m.shape[2], dim=2) for m in (b, c))  # (b,t,h,s)
    state = x.new_zeros(batch, heads, x.shape[3], b.shape[3])
    out = []
    for t in range(time):
        kept = torch.where(documents.first[:, t, None, None, None], torch.zeros_like(state), state)
        decay = torch.exp(dt[:, t] * a)[..., None, None]
        state = decay * kept + (dt[:, t, :, None] * x[:, t])[..., None] * b[:, t, :, None, :]
        out.append((state * c[:, t, :, None, :]).sum(-1))
    return torch.stack(out, dim=1)


def ssd(x, dt, a, b, c, documents: Documents, chunk: int):
    """The same result in chunks of Q steps. Cost of a step: O(Q (S G + H P) + H P S)."""
    batch, time, heads, width = x.shape
    groups = b.shape[2]
    moved = cut((x * dt[..., None]).view(batch, time, groups, -1), chunk)  # (b,n,g,q,r p), r heads a group
    decay = cut((dt * a)[..., None], chunk)[..., 0].unflatten(2, (groups, -1))  # (b,n,g,r,q)
    with torch.autocast(x.device.type, enabled=False):
        y = ChunkedSSD.apply(moved, decay, cut(b, chunk), cut(c, chunk), documents.chunks(chunk))
    return y.transpose(2, 3).reshape(batch, -1, heads, width)[:, :time]


def cut(tensor, chunk: int):
    """(b,t,h,*) to (b,n,h,q,*), filled up with zeros to whole chunks."""
    filled = F.pad(tensor, (0, 0, 0, 0, 0, -tensor.shape[1] % chunk)) if tensor.shape[1] % chunk else tensor
    return filled.unflatten(1, (-1, chunk)).transpose(2, 3)


class ChunkedSSD(torch.autograd.Function):
    """SSD on chunks: inside a chunk as a masked matrix product, across chunks by the state; its own gradient.

    Every sum over time runs through a 0/1 mask, and no running sum crosses a document, so that what is in one document
    cannot change another one by a rounding error either. Letters: b rows, n chunks, g groups, r heads of a group,
    q and k steps of a chunk, p channels of a head, s state.
    """

    @staticmethod
    def forward(ctx, moved, decay, b, c, masks: ChunkMasks):
        heads = decay.shape[3]
        decays = decays_of(decay, masks)
        products = seen_products(b, c, masks)[:, :, :, None]  # (b,n,g,1,q,k)
        inside = (products * decays.between) @ by_head(moved, heads)  # (b,n,g,r,q,p)
        added = times(moved, decays.to_end).mT @ b  # (b,n,g,rp,s): what each chunk adds to the state
        before = carry(added, wide(decays.passing[..., None], added))  # the state before each chunk
        y = times(c @ before.mT, decays.from_before)
        y.unflatten(-1, (heads, -1)).add_(inside.transpose(3, 4))  # (b,n,g,q,rp)
        ctx.save_for_backward(moved, b, c, before, y, *decays)
        ctx.masks = masks
        return y

    @staticmethod
    def backward(ctx, grad):
        moved, b, c, before, y, *decays = ctx.saved_tensors
        masks, decays = ctx.masks, Decays(*decays)
        heads = decays.to_end.shape[3]
        products = seen_products(b, c, masks)[:, :, :, None]  # (b,n,g,1,q,k)
        grad_y = by_head(grad, heads).contiguous()  # (b,n,g,r,q,p)

        # Inside the chunks.
        grad_inside = (products * decays.between).mT @ grad_y  # (b,n,g,r,q,p)
        grad_scores = grad_y @ by_head(moved, heads).mT  # (b,n,g,r,q,k)
        grad_products = (grad_scores.mul_(decays.between)).sum(3).mul_(masks.seen(grad))  # (b,n,g,q,k)

        # From the state before each chunk.
        heard = times(grad, decays.from_before)  # (b,n,g,q,rp)
        grad_b, grad_c = grad_products.mT @ c, grad_products @ b  # (b,n,g,q,s)
        grad_c += heard @ before
        grad_added, grad_passing = carry_back(heard.mT @ c, before, decays.passing)

        # Into the state.
        grad_b += times(moved, decays.to_end) @ grad_added
        grad_moved = times(b @ grad_added.mT, decays.to_end)  # (b,n,g,q,rp)
        grad_end = narrow(grad_moved * moved, heads)  # (b,n,g,r,q)
        grad_moved.unflatten(-1, (heads, -1)).add_(grad_inside.transpose(3, 4))

        # A decay scales all that y hears over it, and all that what is moved later says: rows and columns of scores.
        grad_total = narrow(grad * y, heads) - narrow(grad_moved * moved, heads)
        grad_total[..., -1] += grad_end.sum(-1) + grad_passing * decays.passing
        return grad_moved, summed(grad_total, masks.seen(grad)), grad_b, grad_c, None


def seen_products(b, c, masks: ChunkMasks):
    """(b,n,g,q,k): c_q b_k, zero where step q does not see step k."""
    return (c @ b.mT).mul_(masks.seen(b))


class Decays(NamedTuple):
    """How much of the state is left between the places of a chunk."""

    between: torch.Tensor  # (b,n,g,r,q,k): at q, of what came at k; without meaning where q does not see k, but finite
    to_end: torch.Tensor  # (b,n,g,r,q), zero where a document ends in between
    from_before: torch.Tensor  # (b,n,g,r,q), as well
    passing: torch.Tensor  # (b,n,g,r), as well


def decays_of(decay, masks: ChunkMasks) -> Decays:  # decay (b,n,g,r,q): log decay of each step
    total = summed(decay, masks.seen(decay).mT)  # from the document's start, or the chunk's, to each step
    last = total[..., -1:]
    return Decays(
        between=(total[..., :, None] - total[..., None, :]).clamp_(max=0).exp_(),
        to_end=masked_exp(last - total, masks.to_end),
        from_before=masked_exp(total, masks.from_before),
        passing=masked_exp(last, masks.passes[..., None])[..., 0],
    )


def summed(numbers, mask):
    """Sums of numbers (b,n,g,r,q) by a 0/1 mask (b,n,1,q,k). They are exponents, for which TF32 has too few bits."""
    if torch.get_float32_matmul_precision() == "highest":
        return numbers @ mask
    return (numbers.double() @ mask.double()).to(numbers.dtype)


def masked_exp(exponent, mask):
    """(b,n,g,r,q), and a mask (b,n,q)."""
    return torch.where(mask[:, :, None, None], exponent, -torch.inf).exp_()


def carry(added, passing):
    """The state before every chunk, from what each chunk adds (b,n,g,rp,s) and lets pass (b,n,g,rp,1)."""
    before = torch.zeros_like(added)
    for n in range(1, added.shape[1]):
        torch.addcmul(added[:, n - 1], before[:, n - 1], passing[:, n - 1], out=before[:, n])
    return before


def carry_back(grad_before, before, passing):
    """Gradients of `carry`: of what the chunks add (b,n,g,rp,s), and of what each head lets pass (b,n,g,r)."""
    grad_added = torch.zeros_like(before)
    factor = wide(passing[..., None], before)
    for n in range(before.shape[1] - 2, -1, -1):
        torch.addcmul(grad_before[:, n + 1], grad_added[:, n + 1], factor[:, n + 1], out=grad_added[:, n])
    return grad_added, passed(grad_added, before, passing)


def passed(grad_added, before, passing):
    """(b,n,g,r): the gradient of what each head lets pass."""
    return (grad_added * before).sum(-1).unflatten(-1, (passing.shape[-1], -1)).sum(-1)


def times(tensor, factor):
    """Every channel of (b,n,g,q,rp) times the factor (b,n,g,r,q) of its head."""
    return (tensor.unflatten(-1, (factor.shape[3], -1)) * factor.mT[..., None]).flatten(-2)


def wide(factor, like):
    """One factor a head for each of its channels: (b,n,g,r,q) to (b,n,g,q,rp), or (b,n,g,r,1) to (b,n,g,rp,1)."""
    if factor.shape[-1] == 1:
        return factor.repeat_interleave(like.shape[3] // factor.shape[3], dim=3)
    return factor.mT.repeat_interleave(like.shape[4] // factor.shape[3], dim=4)


def narrow(tensor, heads: int):
    """Sums over the channels of each head: (b,n,g,q,rp) to (b,n,g,r,q)."""
    return tensor.unflatten(-1, (heads, -1)).sum(-1).mT


def by_head(tensor, heads: int):
    """(b,n,g,q,rp) to (b,n,g,r,q,p)."""
    return tensor.unflatten(-1, (heads, -1)).transpose(3, 4)
