"""Cross-entropy against tied embeddings, in slices, so that the logits of a whole batch never lie in memory."""

from __future__ import annotations

import torch

from trainer.model.fast import fast

SLICE = 512


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
        for at in range(0, len(hidden), SLICE):
            target, weight = targets[at : at + SLICE], weights[at : at + SLICE]
            h = hidden[at : at + SLICE].to(kind)
            logits = (h @ matrix.T).to(loss.dtype)  # (slice, V)
            nll, total, slope = losses(logits, target, z)
            loss += (weight * (nll + z * total**2)).sum()
            slope, weight = slope.to(kind), weight[:, None].to(kind)
            grad_hidden[at : at + SLICE] = (slope @ matrix) * weight
            grad_embedding += slope.T @ (h * weight)
        ctx.save_for_backward(grad_hidden, grad_embedding)
        ctx.kind = embedding.dtype
        return loss

    @staticmethod
    def backward(ctx, grad):
        grad_hidden, grad_embedding = ctx.saved_tensors
        return grad_hidden * grad.to(grad_hidden.dtype), (grad_embedding * grad).to(ctx.kind), None, None, None


def product_type(tensor) -> torch.dtype:
    """The type in which autocast multiplies a tensor; its own where there is none."""
    device = tensor.device.type
    return torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else tensor.dtype


def losses(logits, targets, z: float):
    """(n,) nll and log of the partition function of logits (n, V), and the slope of nll + z log^2 (n, V).

    The logits may be overwritten.
    """
    if fast(logits, "loss"):
        from trainer.kernels.cross_entropy import losses as at_once

        return *at_once(logits, targets, z), logits
    return plain_losses(logits, targets, z)


def plain_losses(logits, targets, z: float):
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
