"""Root-mean-square norm (Zhang and Sennrich 2019), whose gradient on a CPU takes few passes over memory."""

from __future__ import annotations

import torch
from torch import nn
import torch.nn.functional as F

from trainer.model.fast import fast
from trainer.model.precision import product_type


class RMSNorm(nn.RMSNorm):
    """x / sqrt(mean(x^2) + epsilon) times a weight, over the last axis."""

    def __init__(self, width: int, epsilon: float):
        super().__init__(width, eps=epsilon)

    def forward(self, x):
        return self.added(x)[1]

    def added(self, x, more=None, beside=None):
        """x + more, and the norm of this, or of this and `beside` joined: (.., width)."""
        if fast(x, "rms"):
            from trainer.kernels.rms import TritonNorm

            total, normed = TritonNorm.apply(x, more, beside, self.weight, self.eps, product_type(x))
            return x if more is None else total, normed
        return plain_add_norm(x, more, beside, self.weight, self.eps)


def plain_add_norm(x, more, beside, weight, epsilon: float):
    total = x if more is None else x + more
    return total, rms_norm(total if beside is None else torch.cat([total, beside], dim=-1), weight, epsilon)


def rms_norm(x, weight, epsilon: float):
    """torch's own is composed of many passes on a CPU; elsewhere it is one, and it is the twin of `PlainNorm`."""
    if x.device.type == "cpu" and x.dtype == weight.dtype:
        return PlainNorm.apply(x, weight, epsilon)
    return F.rms_norm(x, weight.shape, weight.to(x.dtype), epsilon)  # of one type, or torch has no kernel for it


class PlainNorm(torch.autograd.Function):
    """With n = x r, r = 1 / sqrt(mean(x^2) + epsilon): grad_x = r (grad w - n mean(grad w n)), grad_w = sum(grad n)."""

    @staticmethod
    def forward(ctx, x, weight, epsilon: float):
        length = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
        r = length.square_().div_(x.shape[-1]).add_(epsilon).rsqrt_()
        ctx.save_for_backward(x, r, weight)
        return (x * r).mul_(weight)

    @staticmethod
    def backward(ctx, grad):
        x, r, weight = ctx.saved_tensors
        normed = x * r
        slope = grad * normed
        mean = (slope @ weight)[..., None] / x.shape[-1]
        grad_x = (grad * weight).addcmul_(normed, mean, value=-1).mul_(r)
        return grad_x, slope.flatten(0, -2).sum(0), None
