"""The dense baseline: a decoder-only transformer with the same embeddings, norms and document boundaries."""

from __future__ import annotations

import math
from dataclasses import replace

from torch import nn
import torch.nn.functional as F

from trainer.model.attention import document_attention, rotated
from trainer.model.config import ModelConfig
from trainer.model.documents import Documents
from trainer.model.gate import gated
from trainer.model.norm import RMSNorm


class Transformer(nn.Module):
    """Token ids (b, t) to hidden states (b, t, D); logits are hidden states times the embedding's transpose."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.layers = nn.ModuleList(TransformerLayer(config) for _ in range(config.layers))
        self.norm = RMSNorm(config.width, config.epsilon)
        nn.init.normal_(self.embedding.weight, std=0.02)
        for layer in self.layers:
            for out in (layer.o, layer.fc2):
                out.weight.data /= math.sqrt(2 * config.layers)

    def forward(self, tokens, documents: Documents):
        residual = self.embedding(tokens)
        for layer in self.layers:
            residual = layer(residual, documents)
        return self.norm(residual)

    def logits(self, tokens, documents: Documents):
        return self(tokens, documents) @ self.embedding.weight.T


class TransformerLayer(nn.Module):
    """r + attention(norm(r)), then r + MLP(norm(r)); rotary positions, SiLU-gated MLP of width F."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        width, hidden = config.width, config.hidden
        self.attention_norm = RMSNorm(width, config.epsilon)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.o = nn.Linear(width, width, bias=False)
        self.middle_norm = RMSNorm(width, config.epsilon)
        self.fc1 = nn.Linear(width, 2 * hidden, bias=False)
        self.fc2 = nn.Linear(hidden, width, bias=False)

    def forward(self, residual, documents: Documents):
        heads = self.config.heads
        q, k, v = self.qkv(self.attention_norm(residual)).unflatten(-1, (3, heads, -1)).permute(2, 0, 3, 1, 4)
        q, k = (rotated(x, documents, self.config.rotary_base) for x in (q, k))  # (b, heads, t, D/heads)
        mixed = document_attention(q, k, v, documents, scale=q.shape[-1] ** -0.5)
        residual, m = self.middle_norm.added(residual, self.o(mixed.transpose(1, 2).flatten(2)))
        return residual + self.fc2(gated(self.fc1(m), F.silu))


def dense_like(config: ModelConfig, parameters: int) -> ModelConfig:
    """A transformer of the same width with as many parameters besides the embedding as asked, to within a percent.

    A layer has 4 D^2 + 3 D F; F near 8/3 D gives the number of layers, and is then adjusted.
    """
    width = config.width
    layers = max(1, round(parameters / (12 * width**2)))
    hidden = max(8, 8 * round((parameters / layers - 4 * width**2) / (3 * width) / 8))
    heads = max(1, width // 64)
    while width % (2 * heads):
        heads -= 1
    return replace(
        config, architecture="transformer", layers=layers, hybrid=(), heads=heads, feedforward=hidden, lora_rank=0
    )

