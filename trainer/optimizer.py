"""AdamW with the usual exclusions, and steps that are skipped because the loss or the gradient jumps."""

from __future__ import annotations

import math
from collections import deque

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


class Spikes:
    """Tells a step whose loss or gradient norm lies far above those before it (as OLMo-core's SkipStepAdamW does).

    `limit` is in standard deviations of the last 128 steps; 0 never skips, nor do the first 64. A skipped step counts
    among them, so that what is no spike but a new level, as of the text of another phase, is skipped a few times only.
    """

    WINDOW, LEAST = 128, 64

    def __init__(self, limit: float):
        self.limit = limit
        self.skipped = 0
        self.losses: deque[float] = deque(maxlen=self.WINDOW)
        self.norms: deque[float] = deque(maxlen=self.WINDOW)

    def skips(self, loss: float, norm: float) -> bool:
        skips = self.limit > 0 and (above(loss, self.losses, self.limit) or above(norm, self.norms, self.limit))
        self.skipped += skips
        self.losses.append(loss)
        self.norms.append(norm)
        return skips

    def state(self) -> dict:
        return {"skipped": self.skipped, "losses": list(self.losses), "norms": list(self.norms)}

    def restore(self, state: dict) -> None:
        self.skipped = state["skipped"]
        self.losses.extend(state["losses"])
        self.norms.extend(state["norms"])


def above(value: float, earlier: deque[float], limit: float) -> bool:
    if len(earlier) < Spikes.LEAST:
        return False
    mean = math.fsum(earlier) / len(earlier)
    deviation = math.sqrt(math.fsum((x - mean) ** 2 for x in earlier) / (len(earlier) - 1))
    return value > mean + limit * deviation
