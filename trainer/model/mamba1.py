"""The Mamba1 mixer of Zamba v1 (Gu and Dao 2023): projection, causal convolution, selective scan, gate, projection."""

from __future__ import annotations

import torch
from torch import nn
import torch.nn.functional as F

from trainer.model.config import ModelConfig
from trainer.model.conv import CausalConv
from trainer.model.documents import Documents
from trainer.model.mamba2 import full, initial_dt_bias
from trainer.model.scan import selective_scan


class Mamba1(nn.Module):
    """(b, t, D) to (b, t, D). I = 2 D inner channels in H parts, each with its own time step (rank R), B and C."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        inner, heads, rank, state = config.inner, config.scan_heads, config.rank_of_step, config.state
        width = inner // heads
        self.in_proj = nn.Linear(config.width, 2 * inner, bias=False)  # x | z
        self.conv = CausalConv(inner, config.conv)
        self.select = nn.Parameter(torch.empty(heads, rank + 2 * state, width).uniform_(-1, 1) / inner**0.5)
        self.step = nn.Parameter(torch.empty(heads, width, rank).uniform_(-1, 1) / rank**0.5)
        self.dt_bias = nn.Parameter(initial_dt_bias(inner))
        self.a_log = nn.Parameter(torch.arange(1.0, state + 1).log().repeat(inner, 1))
        self.skip = nn.Parameter(torch.ones(inner))  # "D" of the paper
        self.out_proj = nn.Linear(inner, config.width, bias=False)

    def forward(self, u, documents: Documents):
        config = self.config
        x, z = self.in_proj(u).chunk(2, dim=-1)  # (b,t,I) each
        x = F.silu(self.conv(x, documents))
        parts = x.unflatten(-1, (config.scan_heads, -1))  # (b,t,H,I/H)
        selected = torch.einsum("bthi,hri->bthr", parts, self.select.to(x.dtype))
        low, b, c = selected.split([config.rank_of_step, config.state, config.state], dim=-1)
        dt = torch.einsum("bthr,hir->bthi", low, self.step.to(low.dtype)).flatten(2)  # (b,t,I)
        dt, b, c = F.softplus(full(dt) + self.dt_bias), full(b), full(c)
        y = selective_scan(full(x), dt, -torch.exp(self.a_log), b, c, documents)
        y = y + self.skip * full(x)
        return self.out_proj((y * F.silu(full(z))).to(u.dtype))
