"""AdamW with the usual exclusions, and learning rates as pure functions of the step."""

from __future__ import annotations

import math

import torch
from torch import nn

UNDECAYED = ("embedding", "a_log", "dt_bias", "skip")


def make_optimizer(model: nn.Module, rate: float, decay: float, beta2: float) -> torch.optim.AdamW:
    """Weight decay on matrices only: not on embeddings, norms, biases, nor the SSM's A, D and time step."""
    decayed, plain = [], []
    for name, parameter in model.named_parameters():
        exempt = parameter.ndim < 2 or any(part in UNDECAYED for part in name.split("."))
        (plain if exempt else decayed).append(parameter)
    groups = [{"params": decayed, "weight_decay": decay}, {"params": plain, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, beta2), eps=1e-8, fused=True)


def rate_at(step: int, steps: int, warmup: int, schedule: str, final: float) -> float:
    """The share of the peak learning rate at a step (from 0): linear warm-up, then the schedule down to `final`.

    linear, cosine: decay over the whole run; wsd: stays, then decays linearly over the last fifth; infinite: cosine
    to a third in the first half, stays, then decays exponentially over the last tenth (its constant phase can be
    taken up again with other data); constant: stays.
    """
    if step < warmup:
        return (step + 1) / warmup
    done = min(1.0, (step - warmup) / max(1, steps - warmup))
    if schedule == "constant":
        return 1.0
    if schedule == "wsd":
        return 1 - (1 - final) * max(0.0, (done - 0.8) / 0.2)
    if schedule == "infinite":
        low = max(final, 1 / 3)
        held = cosine(min(1.0, done / 0.5), low)
        return held * (max(final, 1e-3) / low) ** max(0.0, (done - 0.9) / 0.1)
    if schedule == "cosine":
        return cosine(done, final)
    return 1 - (1 - final) * done


def cosine(done: float, final: float) -> float:
    return final + (1 - final) * (1 + math.cos(math.pi * done)) / 2
