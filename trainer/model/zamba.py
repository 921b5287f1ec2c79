"""The hybrids Zamba2 (Glorioso et al. 2024b) and Zamba (2024a): Mamba layers, some of them fed by a shared block.

Both have one data flow. Zamba2 has Mamba2 layers, and may have two blocks in turn, adapters and rotary positions; Zamba
has Mamba1 layers and one block.
"""

from __future__ import annotations

import math

import torch
from torch import nn

from trainer.model.config import ModelConfig
from trainer.model.documents import Documents
from trainer.model.mamba1 import Mamba1
from trainer.model.mamba2 import Mamba2
from trainer.model.norm import RMSNorm
from trainer.model.shared import SharedBlock


class Zamba(nn.Module):
    """Token ids (b, t) to hidden states (b, t, D); logits are hidden states times the embedding's transpose."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        blocks, calls = config.shared_blocks, range(len(config.hybrid))
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.layers = nn.ModuleList(MambaLayer(config) for _ in range(config.layers))
        self.shared = nn.ModuleList(
            SharedBlock(config, [call for call in calls if call % blocks == block]) for block in range(blocks)
        )
        self.linears = nn.ModuleList(nn.Linear(config.width, config.width, bias=False) for _ in calls)
        self.norm = RMSNorm(config.width, config.epsilon)
        self.initialise()

    def initialise(self) -> None:
        nn.init.normal_(self.embedding.weight, std=0.02)
        depth = math.sqrt(self.config.layers)
        for layer in [*(m.mixer.out_proj for m in self.layers), *(block.fc2 for block in self.shared)]:
            nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5))
            layer.weight.data /= depth

    def forward(self, tokens, documents: Documents):
        residual = embedded = self.embedding(tokens)  # r, and e, which every shared block sees again
        said, call = None, 0  # what the last layer adds to r, which the next norm does on its way
        for number, layer in enumerate(self.layers):
            extra = None
            if call < len(self.linears) and number == self.config.hybrid[call]:
                block = self.shared[call % len(self.shared)]  # blocks take turns by call, not by layer
                residual, out = block(residual, documents, call, said, embedded)
                said, extra = None, self.linears[call](out)
                call += 1
            residual, said = layer(residual, documents, said, extra)
        return self.norm.added(residual, said)[1]

    def logits(self, tokens, documents: Documents):
        return self(tokens, documents) @ self.embedding.weight.T


class MambaLayer(nn.Module):
    """r + Mamba(norm(r + extra)): what the shared block says reaches this layer's input, never the residual stream."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.norm = RMSNorm(config.width, config.epsilon)
        self.mixer = Mamba1(config) if config.architecture == "zamba" else Mamba2(config)

    def forward(self, residual, documents: Documents, said=None, extra=None):
        """r, to which what the last layer said is added, and what this one says; never both said and extra."""
        heard, u = self.norm.added(residual, said if extra is None else extra)
        return heard if extra is None else residual, self.mixer(u, documents)
