"""The inside of a Mamba2 layer: all between its two projections, forward and back, by kernels."""

from __future__ import annotations

import torch

from trainer.kernels import conv, norm, ssd


class TritonMixer(torch.autograd.Function):
    """The twin of `trainer.model.mamba2.Mamba2.by_pytorch`; projected (b,t,z | x B C | dt | filling) contiguous.

    Gradients of the parts of `projected` are written where they belong.
    """

    @staticmethod
    def forward(ctx, projected, weight, bias, dt_bias, a_log, skip, norm_weight, documents, shape, epsilon):
        projected, (positions, ids) = projected.contiguous(), documents.as_int32
        z, mixed, dts = parts(projected, shape)
        xbc = conv.forward(mixed, weight, bias, positions)
        y, *kept = ssd.forward(xbc, dts, dt_bias, a_log, skip, ids, shape)
        out, scale = norm.forward(y, z, norm_weight, shape.groups, epsilon)
        ctx.save_for_backward(projected, xbc, y, scale, *kept, weight, bias, dt_bias, a_log, skip, norm_weight)
        ctx.documents, ctx.shape = documents, shape
        return out

    @staticmethod
    def backward(ctx, grad):
        projected, xbc, y, scale, *kept, weight, bias, dt_bias, a_log, skip, norm_weight = ctx.saved_tensors
        shape, (positions, ids) = ctx.shape, ctx.documents.as_int32
        grads = torch.empty_like(projected)
        z, mixed, dts = parts(projected, shape)
        grad_z, grad_mixed, grad_dts = parts(grads, shape)
        grads[..., z.shape[2] + mixed.shape[2] + dts.shape[2] :] = 0
        grad_y, grad_norm = norm.backward(grad.contiguous(), y, z, norm_weight, scale, grad_z)
        grad_xbc, *of_heads = ssd.backward(grad_y, xbc, dts, dt_bias, a_log, skip, ids, *kept, grad_dts, shape)
        of_conv = conv.backward(grad_xbc, mixed, weight, bias, positions, grad_mixed)
        return grads, *of_conv, *of_heads, grad_norm, None, None, None


def parts(projected, shape: ssd.Shape):
    """z, x B C, and dt, as slices."""
    inner, state = shape.heads * shape.width, shape.groups * shape.state
    return projected[..., : 2 * (inner + state) + shape.heads].split([inner, inner + 2 * state, shape.heads], dim=-1)
