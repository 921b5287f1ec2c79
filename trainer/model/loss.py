"""Cross-entropy against tied embeddings, in slices, so that the logits of a whole batch never lie in memory."""

from __future__ import annotations

import torch

from trainer.model.fast import fast
from trainer.model.precision import product_type

SLICE = 512  # positions at once, on a CPU
ROOM = 1 << 30  # bytes of a slice's logits on a GPU: each slice reads and writes the embedding's gradient


class SlicedCrossEntropy(torch.autograd.Function):
    """Sum over positions of weight (nll + z logsumexp^2); gradients are computed slice by slice on the way forward.

    hidden (n, D), embedding (V, D), targets (n,), weights (n,). The z term keeps the logits from drifting (PaLM).
    """

    @staticmethod
    def forward(ctx, hidden, embedding, targets, weights, z: float):
        grad_hidden = torch.zeros_like(hidden)
        grad_embedding = torch.zeros_like(embedding, dtype=torch.float32 if embedding.dtype != torch.float64 else None)
        kind = product_type(hidden)
        matrix = embedding.to(kind)
        loss = hidden.new_zeros((), dtype=grad_embedding.dtype)
        treat = slice_by_kernel if fast(hidden, "loss") else slice_by_pytorch
        size = slice_rows(hidden, len(matrix), kind.itemsize if fast(hidden, "loss") else loss.element_size())
        for at in range(0, len(hidden), size):
            h, target, weight = (tensor[at : at + size] for tensor in (hidden, targets, weights))
            part, grad_hidden[at : at + size], grad = treat(h.to(kind), matrix, target, weight, z, loss.dtype)
            loss += part
            grad_embedding += grad
        ctx.save_for_backward(grad_hidden, grad_embedding)
        ctx.kind = embedding.dtype
        return loss

    @staticmethod
    def backward(ctx, grad):
        grad_hidden, grad_embedding = ctx.saved_tensors
        return grad_hidden * grad.to(grad_hidden.dtype), (grad_embedding * grad).to(ctx.kind), None, None, None


def slice_rows(hidden, vocabulary: int, size: int) -> int:
    """How many positions, with so many bytes a logit, are treated at once."""
    return max(SLICE, 1 << (ROOM // (vocabulary * size)).bit_length() - 1) if hidden.is_cuda else SLICE


def slice_by_pytorch(h, matrix, target, weight, z: float, kind: torch.dtype):
    """Loss of a slice h (n, D), computed in a type; its gradient by h, and by the matrix (V, D)."""
    nll, total, slope = plain_losses((h @ matrix.T).to(kind), target, z)
    loss = (weight * (nll + z * total**2)).sum()
    slope, weight = slope.to(h.dtype), weight[:, None].to(h.dtype)
    return loss, (slope @ matrix) * weight, slope.T @ (h * weight)


def slice_by_kernel(h, matrix, target, weight, z: float, _: torch.dtype):
    """The same; the logits stay in the type of the product, and become their own weighted slope."""
    from trainer.kernels.cross_entropy import losses

    slope = h @ matrix.T  # so far, the logits
    nll, total = losses(slope, target, z, weight)
    return (weight * (nll + z * total**2)).sum(), slope @ matrix, slope.T @ h


def plain_losses(logits, targets, z: float):
    """(n,) nll and log of the partition function of logits (n, V), and the slope of nll + z log^2 (n, V)."""
    slope = logits.softmax(-1)
    total = logits.amax(-1) - slope.amax(-1).log()  # of the likeliest token, whose share cannot vanish
    nll = total - logits.gather(1, targets[:, None])[:, 0]
    if z:
        slope *= (1 + 2 * z * total)[:, None]
    return nll, total, slope.scatter_add_(1, targets[:, None], -torch.ones_like(nll)[:, None])


def weighted_loss(model, batch, documents, scale: float, z: float = 0.0):
    """`scale` times the summed loss of the counted positions of a batch."""
    hidden = model(batch.inputs, documents).flatten(0, 1)
    weights = batch.counted.flatten().to(torch.float32) * scale
    return SlicedCrossEntropy.apply(hidden, model.embedding.weight, batch.targets.flatten(), weights, z)


@torch.no_grad()
def token_nll(model, batch, documents):
    """(b, t): negative log likelihood, in nats, of every target."""
    hidden = model(batch.inputs, documents).flatten(0, 1)
    matrix = model.embedding.weight.to(hidden.dtype)
    parts = []
    for at in range(0, len(hidden), SLICE):
        logits = (hidden[at : at + SLICE] @ matrix.T).float()
        target = batch.targets.flatten()[at : at + SLICE]
        parts.append(logits.logsumexp(-1) - logits.gather(1, target[:, None])[:, 0])
    return torch.cat(parts).view_as(batch.targets)
