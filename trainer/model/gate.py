"""The gate of an MLP: one half of the channels says how much of the other passes."""

from __future__ import annotations

import torch.nn.functional as F

from trainer.model.fast import fast


def gated(x, activation):
    """activation(gate) value, where x (.., 2 F) is gate and value in halves; F.gelu or F.silu."""
    if fast(x, "gate"):
        from trainer.kernels.gate import TritonGate

        return TritonGate.apply(x, activation is F.silu)
    return plain_gated(x, activation)


def plain_gated(x, activation):
    gate, value = x.chunk(2, dim=-1)
    return activation(gate) * value
