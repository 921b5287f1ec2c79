"""The block of attention and MLP whose weights several layers share, told apart by small per-call adapters."""

from __future__ import annotations

import torch
from torch import nn
import torch.nn.functional as F

from trainer.model.attention import document_attention, rotated
from trainer.model.config import ModelConfig
from trainer.model.documents import Documents
from trainer.model.gate import gated
from trainer.model.norm import RMSNorm


class SharedBlock(nn.Module):
    """(b, t, 2 D) to (b, t, D): norm, attention, norm, gated MLP. There is no residual connection inside.

    The input is x + said, joined with `beside`, where these are given; x + said is returned, too.
    """

    def __init__(self, config: ModelConfig, calls: list[int]):
        super().__init__()
        self.config = config
        wide, width, hidden = 2 * config.width, config.width, config.hidden
        attention_rank = config.lora_rank if config.attention_lora else 0
        self.input_norm = RMSNorm(wide, config.epsilon)
        self.q = AdaptedLinear(wide, wide, attention_rank, calls)
        self.k = AdaptedLinear(wide, wide, attention_rank, calls)
        self.v = AdaptedLinear(wide, wide, attention_rank, calls)
        self.o = nn.Linear(wide, width, bias=False)
        self.middle_norm = RMSNorm(width, config.epsilon)
        self.fc1 = AdaptedLinear(width, 2 * hidden, config.lora_rank, calls)
        self.fc2 = nn.Linear(hidden, width, bias=False)

    def forward(self, x, documents: Documents, call: int, said=None, beside=None):
        config = self.config
        x, u = self.input_norm.added(x, said, beside)
        q, k, v = (self.heads(layer(u, call)) for layer in (self.q, self.k, self.v))  # (b, heads, t, 2D/heads)
        if config.rotary:
            q, k = (rotated(h, documents, config.rotary_base) for h in (q, k))
        # Zamba2 scales by half the head width, since half of the concatenated input is the embedding.
        mixed = document_attention(q, k, v, documents, scale=(config.attention_head / 2) ** -0.5)
        m = self.middle_norm(self.o(mixed.transpose(1, 2).flatten(2)))  # (b, t, D)
        return x, self.fc2(gated(self.fc1(m, call), F.gelu))

    def heads(self, x):
        return x.unflatten(-1, (self.config.heads, -1)).transpose(1, 2)


class AdaptedLinear(nn.Module):
    """A linear layer with a low-rank correction of its own for every call: W x + B_call A_call x."""

    def __init__(self, inputs: int, outputs: int, rank: int, calls: list[int]):
        super().__init__()
        self.shared = nn.Linear(inputs, outputs, bias=False)
        self.down = nn.ModuleDict({str(call): nn.Linear(inputs, rank, bias=False) for call in calls if rank})
        self.up = nn.ModuleDict({str(call): nn.Linear(rank, outputs, bias=False) for call in calls if rank})
        for layer in self.up.values():
            nn.init.zeros_(layer.weight)

    def forward(self, x, call: int):
        if not self.down:
            return self.shared(x)
        down, up = self.down[str(call)], self.up[str(call)]
        # In one product, [W B_call] [x; A_call x]: that of so low a rank alone would cost as much as it writes.
        return F.linear(torch.cat([x, down(x)], dim=-1), torch.cat([self.shared.weight, up.weight], dim=1))
