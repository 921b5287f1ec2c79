"""Loss and its slope over a slice of logits (rows, vocabulary), in place; computed in fp32, whatever their type is.

A program treats a row: at once where registers have room for that, else in two passes, block by block.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.model.fast import warps

WHOLE = 32_768  # logits of a row that a program may hold: of more, some would be spilt
BLOCK = 8192


@triton.jit
def read(start, v, vocabulary):
    return tl.load(start + v, mask=v < vocabulary, other=-float("inf")).to(tl.float32)


@triton.jit
def loss_of_row_kernel(logits, targets, weights, nll, total, vocabulary, z, V: tl.constexpr, AGAIN: tl.constexpr):
    """Writes nll and log partition of a row, and over its logits weight (softmax (1 + 2 z log Z) - one at the target).

    What is at the target is read ahead of all that is written. Again: the row is read from the cache for each use, so
    that registers are left for a second program beside this one; the barrier keeps the compiler from holding it.
    """
    row, v = tl.program_id(0).to(tl.int64), tl.arange(0, V)
    start, target, weight = logits + row * vocabulary, tl.load(targets + row), tl.load(weights + row)
    hit = tl.load(start + target).to(tl.float32)
    value = read(start, v, vocabulary)
    most = tl.max(value, 0)
    if AGAIN:
        tl.debug_barrier()
        value = read(start, v, vocabulary)
    share = tl.exp(value - most)
    mass = tl.sum(share, 0)
    log_total = most + tl.log(mass)
    tl.store(nll + row, log_total - hit)
    tl.store(total + row, log_total)
    if AGAIN:
        share = tl.exp(read(start, v, vocabulary) - most)
    slope = share * (weight * (1 + 2 * z * log_total) / mass) - tl.where(v == target, weight, 0.0)
    tl.store(start + v, slope, mask=v < vocabulary)


@triton.jit
def loss_by_block_kernel(logits, targets, weights, nll, total, vocabulary, z, V: tl.constexpr):
    """The same, V logits at a time."""
    row = tl.program_id(0).to(tl.int64)
    start, target, weight = logits + row * vocabulary, tl.load(targets + row), tl.load(weights + row)
    hit = tl.load(start + target).to(tl.float32)
    most, mass = -float("inf"), 0.0
    for first in range(0, vocabulary, V):
        v = first + tl.arange(0, V)
        value = read(start, v, vocabulary)
        higher = tl.maximum(most, tl.max(value, 0))
        mass = mass * tl.exp(most - higher) + tl.sum(tl.exp(value - higher), 0)
        most = higher
    log_total = most + tl.log(mass)
    tl.store(nll + row, log_total - hit)
    tl.store(total + row, log_total)
    factor = weight * (1 + 2 * z * log_total)
    for first in range(0, vocabulary, V):
        v = first + tl.arange(0, V)
        value = read(start, v, vocabulary)
        slope = tl.exp(value - log_total) * factor - tl.where(v == target, weight, 0.0)
        tl.store(start + v, slope, mask=v < vocabulary)


def losses(logits: torch.Tensor, targets: torch.Tensor, z: float, weights: torch.Tensor | None = None):
    """(rows,) fp32 nll and log partition function of logits, which become the slope of weight (nll + z log^2)."""
    nll, total = torch.empty(2, len(logits), device=logits.device)
    weights = torch.ones_like(nll) if weights is None else weights
    arguments = logits, targets, weights, nll, total, logits.shape[1], z
    whole = triton.next_power_of_2(logits.shape[1])
    many = 4 * warps("loss")  # 32 leave two programs room beside each other, if they hold no row
    if whole <= WHOLE:
        loss_of_row_kernel[(len(logits),)](*arguments, V=whole, AGAIN=many == 32, num_warps=many)
    else:
        loss_by_block_kernel[(len(logits),)](*arguments, V=BLOCK, num_warps=many)
    return nll, total
