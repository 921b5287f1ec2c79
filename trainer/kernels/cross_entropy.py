"""Loss and its slope over a slice of logits (rows, vocabulary), in place; computed in fp32, whatever their type is.

A program treats a row: held in registers, read and written once, where that has room; else in two passes.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.model.fast import warps

HELD = 32_768  # logits of a row that a program may hold: of more, some would be spilt
BLOCK = 8192


@triton.jit
def held_kernel(logits, targets, weights, nll, total, vocabulary, z, V: tl.constexpr):
    """Writes nll and log partition of a row, and over its logits weight (softmax (1 + 2 z log Z) - one at the target).

    What is at the target is read ahead of all that is written.
    """
    row, v = tl.program_id(0).to(tl.int64), tl.arange(0, V)
    start, target, weight = logits + row * vocabulary, tl.load(targets + row), tl.load(weights + row)
    hit = tl.load(start + target).to(tl.float32)
    value = tl.load(start + v, mask=v < vocabulary, other=-float("inf")).to(tl.float32)
    most = tl.max(value, 0)
    share = tl.exp(value - most)
    mass = tl.sum(share, 0)
    log_total = most + tl.log(mass)
    tl.store(nll + row, log_total - hit)
    tl.store(total + row, log_total)
    slope = share * (weight * (1 + 2 * z * log_total) / mass) - tl.where(v == target, weight, 0.0)
    tl.store(start + v, slope, mask=v < vocabulary)


@triton.jit
def loss_kernel(logits, targets, weights, nll, total, vocabulary, z, V: tl.constexpr):
    """The same, V logits at a time."""
    row = tl.program_id(0).to(tl.int64)
    start, target, weight = logits + row * vocabulary, tl.load(targets + row), tl.load(weights + row)
    hit = tl.load(start + target).to(tl.float32)
    most, mass = -float("inf"), 0.0
    for first in range(0, vocabulary, V):
        v = first + tl.arange(0, V)
        value = tl.load(start + v, mask=v < vocabulary, other=-float("inf")).to(tl.float32)
        higher = tl.maximum(most, tl.max(value, 0))
        mass = mass * tl.exp(most - higher) + tl.sum(tl.exp(value - higher), 0)
        most = higher
    log_total = most + tl.log(mass)
    tl.store(nll + row, log_total - hit)
    tl.store(total + row, log_total)
    factor = weight * (1 + 2 * z * log_total)
    for first in range(0, vocabulary, V):
        v = first + tl.arange(0, V)
        value = tl.load(start + v, mask=v < vocabulary, other=-float("inf")).to(tl.float32)
        slope = tl.exp(value - log_total) * factor - tl.where(v == target, weight, 0.0)
        tl.store(start + v, slope, mask=v < vocabulary)


def losses(logits: torch.Tensor, targets: torch.Tensor, z: float, weights: torch.Tensor | None = None):
    """(rows,) fp32 nll and log partition function of logits, which become the slope of weight (nll + z log^2)."""
    nll, total = torch.empty(2, len(logits), device=logits.device)
    weights = torch.ones_like(nll) if weights is None else weights
    arguments = logits, targets, weights, nll, total, logits.shape[1], z
    whole = triton.next_power_of_2(logits.shape[1])
    kernel, size = (held_kernel, whole) if whole <= HELD else (loss_kernel, BLOCK)
    kernel[(len(logits),)](*arguments, V=size, num_warps=4 * warps("loss"))
    return nll, total
