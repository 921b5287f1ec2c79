"""The short causal convolution of Mamba layers, which does not reach into the document before."""

from __future__ import annotations

import math

import torch
from torch import nn
import torch.nn.functional as F

from trainer.model.documents import Documents


class CausalConv(nn.Module):
    """Depthwise convolution over the last taps of the same document, with bias."""

    def __init__(self, channels: int, taps: int):
        super().__init__()
        bound = 1 / math.sqrt(taps)
        self.weight = nn.Parameter(torch.empty(channels, taps).uniform_(-bound, bound))  # last tap: this step
        self.bias = nn.Parameter(torch.empty(channels).uniform_(-bound, bound))

    def forward(self, x, documents: Documents):  # (b, t, c)
        return convolution(x, self.weight.to(x.dtype), self.bias.to(x.dtype), documents)


def convolution(x, weight, bias, documents: Documents):
    """x (b, t, c), weight (c, taps), bias (c,)."""
    out = DepthwiseConv.apply(x, weight, bias)
    row, step, back, seen = documents.openings(weight.shape[1])
    if len(row):  # the first steps of later documents, once more, without the document before
        window = torch.where(seen[..., None], x[row[:, None], back], 0)  # (places, taps, c)
        out = out.index_put((row, step), (window * weight.T).sum(1) + bias)
    return out


class DepthwiseConv(torch.autograd.Function):
    """Causal depthwise convolution over a whole row, channels last. x (b,t,c), weight (c,taps), bias (c,)."""

    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        return convolve(F.pad(x, (0, 0, weight.shape[1] - 1, 0)), weight, bias)

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        taps = weight.shape[1]
        grad_x = convolve(F.pad(grad, (0, 0, 0, taps - 1)), weight.flip(1), None)
        time = x.shape[1]
        late = [min(taps - 1 - tap, time) for tap in range(taps)]
        grad_weight = torch.stack([(grad[:, n:] * x[:, : time - n]).sum((0, 1)) for n in late], dim=1)
        return grad_x, grad_weight, grad.sum((0, 1))


def convolve(x, weight, bias):
    """(b, t + taps - 1, c) to (b, t, c)."""
    image = x.transpose(1, 2)[:, :, None]  # (b, c, 1, t), channels last in memory
    return F.conv2d(image, weight[:, None, None], bias, groups=len(weight))[:, :, 0].transpose(1, 2)
