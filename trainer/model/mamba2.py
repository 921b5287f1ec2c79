"""The Mamba2 mixer: projection, short causal convolution, SSD, gated norm, projection."""

from __future__ import annotations

import math

import torch
from torch import nn
import torch.nn.functional as F

from trainer.model.config import ModelConfig
from trainer.model.conv import CausalConv
from trainer.model.documents import Documents
from trainer.model.fast import fast
from trainer.model.norm import rms_norm
from trainer.model.ssd import ssd


class Mamba2(nn.Module):
    """(b, t, D) to (b, t, D). D width, I = 2 D inner channels, H heads of P = I / H, G groups with state S."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        inner, heads = config.inner, config.mamba_heads
        self.mixed = inner + 2 * config.groups * config.state  # channels of x, B and C together
        self.in_proj = nn.Linear(config.width, inner + self.mixed + heads, bias=False)  # z | x B C | dt
        self.conv = CausalConv(self.mixed, config.conv)
        self.dt_bias = nn.Parameter(initial_dt_bias(heads))
        self.a_log = nn.Parameter(torch.empty(heads).uniform_(1, 16).log())
        self.skip = nn.Parameter(torch.ones(heads))  # "D" of the paper
        self.norm = GatedNorm(inner, config.groups)
        self.out_proj = nn.Linear(inner, config.width, bias=False)

    def forward(self, u, documents: Documents):
        mix = self.by_kernels if fast(u, "mixer") else self.by_pytorch
        return self.out_proj(mix(self.project(u), documents))

    def project(self, u):
        """`in_proj`, whose weight is filled up to whole lines of the cache: products are a third faster so."""
        weight = self.in_proj.weight
        return F.linear(u, F.pad(weight, (0, 0, 0, -len(weight) % 16)))

    def by_pytorch(self, projected, documents: Documents):
        """All between the two projections: (b,t,z | x B C | dt | filling) to (b,t,I)."""
        config = self.config
        state = config.groups * config.state
        parts = projected[..., : len(self.in_proj.weight)]
        z, mixed, dt = parts.split([config.inner, self.mixed, config.mamba_heads], dim=-1)
        mixed = full(F.silu(self.conv(mixed, documents)))
        x, b, c = mixed.split([config.inner, state, state], dim=-1)
        x = x.unflatten(-1, (config.mamba_heads, config.head_width))  # (b,t,H,P)
        b, c = (m.unflatten(-1, (config.groups, config.state)) for m in (b, c))  # (b,t,G,S)
        dt = F.softplus(full(dt) + self.dt_bias).clamp(min=config.step_floor)  # (b,t,H)
        y = ssd(x, dt, -torch.exp(self.a_log), b, c, documents, config.chunk)
        y = torch.addcmul(y, self.skip[:, None], x).flatten(2).to(projected.dtype)  # (b,t,I)
        return self.norm(y, z)

    def by_kernels(self, projected, documents: Documents):
        from trainer.kernels.mixer import TritonMixer
        from trainer.kernels.ssd import Shape

        config = self.config
        shape = Shape(config.mamba_heads, config.groups, config.head_width, config.state, config.step_floor)
        weights = self.conv.weight, self.conv.bias, self.dt_bias, self.a_log, self.skip, self.norm.weight
        return TritonMixer.apply(projected, *weights, documents, shape, self.norm.epsilon)


class GatedNorm(nn.Module):
    """RMS norm of y silu(z), by group of channels: the gate comes before the norm."""

    epsilon = 1e-5  # whatever the model's other norms have, as in the published code

    def __init__(self, channels: int, groups: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.groups = groups

    def forward(self, y, z):  # (b, t, c) each
        if self.groups == 1:
            return rms_norm(y * F.silu(z), self.weight, self.epsilon)
        return gated_norm(y, z, self.weight, self.groups, self.epsilon)


def gated_norm(y, z, weight, groups: int, epsilon: float):
    gated = (y * F.silu(z)).unflatten(-1, (groups, -1))
    return F.rms_norm(gated, gated.shape[-1:], eps=epsilon).flatten(-2) * weight


def full(x: torch.Tensor) -> torch.Tensor:
    """At least single precision: what the recurrence needs."""
    return x.float() if x.dtype in (torch.bfloat16, torch.float16) else x


def initial_dt_bias(heads: int) -> torch.Tensor:
    """Inverse softplus of time steps drawn log-uniformly from [0.001, 0.1], at least 0.0001."""
    low, high = math.log(1e-3), math.log(1e-1)
    dt = torch.exp(torch.rand(heads) * (high - low) + low).clamp(min=1e-4)
    return dt + torch.log(-torch.expm1(-dt))
