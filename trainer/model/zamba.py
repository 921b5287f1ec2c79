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
        embedded = self.embedding(tokens)  # e: every shared block sees it again
        residual = embedded  # r
        call = 0
        for number, layer in enumerate(self.layers):
            if call < len(self.linears) and number == self.config.hybrid[call]:
                block = self.shared[call % len(self.shared)]  # blocks take turns by call, not by layer
                both = torch.cat([residual, embedded], dim=-1)  # (b, t, 2D)
                extra = self.linears[call](block(both, documents, call))
                residual = layer(residual, documents, extra)
                call += 1
            else:
                residual = layer(residual, documents)
        return self.norm(residual)

    def logits(self, tokens, documents: Documents):
        return self(tokens, documents) @ self.embedding.weight.T


class MambaLayer(nn.Module):
    """r + Mamba(norm(r + extra)): what the shared block says reaches this layer's input, never the residual stream."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.norm = RMSNorm(config.width, config.epsilon)
        self.mixer = Mamba1(config) if config.architecture == "zamba" else Mamba2(config)

    def forward(self, residual, documents: Documents, extra=None):
        heard = residual if extra is None else residual + extra
        return residual + self.mixer(self.norm(heard), documents)
