"""Loss and its slope over a slice of logits (rows, vocabulary), in two passes and in place."""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.model.fast import warps

BLOCK = 1024


@triton.jit
def loss_kernel(logits, targets, nll, total, vocabulary, z, V: tl.constexpr):
    """Writes nll and log partition of a row, and over its logits softmax (1 + 2 z log Z) minus one at the target."""
    row = tl.program_id(0).to(tl.int64)
    target = tl.load(targets + row)
    start = logits + row * vocabulary
    most, mass = -float("inf"), 0.0
    for first in range(0, vocabulary, V):
        v = first + tl.arange(0, V)
        value = tl.load(start + v, mask=v < vocabulary, other=-float("inf"))
        higher = tl.maximum(most, tl.max(value, 0))
        mass = mass * tl.exp(most - higher) + tl.sum(tl.exp(value - higher), 0)
        most = higher
    log_total = most + tl.log(mass)
    tl.store(nll + row, log_total - tl.load(start + target))
    tl.store(total + row, log_total)
    for first in range(0, vocabulary, V):
        v = first + tl.arange(0, V)
        value = tl.load(start + v, mask=v < vocabulary, other=-float("inf"))
        slope = tl.exp(value - log_total) * (1 + 2 * z * log_total) - tl.where(v == target, 1.0, 0.0)
        tl.store(start + v, slope, mask=v < vocabulary)


def losses(logits: torch.Tensor, targets: torch.Tensor, z: float) -> tuple[torch.Tensor, torch.Tensor]:
    """(rows,) nll and log partition function of fp32 logits, which become the slope of nll + z log^2 partition."""
    nll, total = torch.empty(2, len(logits), device=logits.device)
    loss_kernel[(len(logits),)](logits, targets, nll, total, logits.shape[1], z, V=BLOCK, num_warps=warps("loss"))
    return nll, total
