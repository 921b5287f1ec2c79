"""A sum and its root-mean-square norm in one pass. Tensors (rows, width), whose rows may have any stride."""

from __future__ import annotations

import torch
import triton
import triton.language as tl

from trainer.model.fast import warps

TILE = 2048  # numbers that a program holds of what it norms
PROGRAMS = 528  # of the way back at most, each with a part of the weight's gradient: four a Hopper's multiprocessor


@triton.jit
def norm_forward_kernel(
    x, more, beside, weight, total, out, scale, rows, width, channels, x_stride, more_stride, beside_stride, epsilon,
    N: tl.constexpr, C: tl.constexpr,
):  # fmt: skip
    """N rows; more and total, or beside, may be None. channels: width, or with beside 2 width.

    Four channels a thread at a time, whatever their type, so that nothing is moved between threads.
    """
    n, c = tl.program_id(0).to(tl.int64) * N + tl.arange(0, N), tl.max_contiguous(tl.arange(0, C), 4)
    mask = (n < rows)[:, None] & (c < width)[None, :]
    value = tl.load(x + n[:, None] * x_stride + c[None, :], mask=mask, other=0.0).to(tl.float32)
    if more is not None:
        value += tl.load(more + n[:, None] * more_stride + c[None, :], mask=mask, other=0.0).to(tl.float32)
        rounded = value.to(total.dtype.element_ty)
        tl.store(total + n[:, None] * width + c[None, :], rounded, mask=mask)
        value = rounded.to(tl.float32)
    square = tl.sum(value * value, 1)
    if beside is not None:
        second = tl.load(beside + n[:, None] * beside_stride + c[None, :], mask=mask, other=0.0).to(tl.float32)
        square += tl.sum(second * second, 1)
    inverse = 1 / tl.sqrt(square / channels + epsilon)
    tl.store(scale + n, inverse, mask=n < rows)
    w = tl.load(weight + c, mask=c < width, other=0.0).to(tl.float32)
    place = out + n[:, None] * channels + c[None, :]
    tl.store(place, value * inverse[:, None] * w[None, :], mask=mask)
    if beside is not None:
        w = tl.load(weight + width + c, mask=c < width, other=0.0).to(tl.float32)
        tl.store(place + width, second * inverse[:, None] * w[None, :], mask=mask)


@triton.jit
def norm_backward_kernel(
    grad, grad_total, x, beside, weight, scale, grad_x, grad_more, grad_beside, grad_weight,
    rows, width, channels, x_stride, beside_stride, N: tl.constexpr, C: tl.constexpr,
):  # fmt: skip
    """Every so many rows; grad_weight (programs, channels): parts to be summed. x is the sum that was normed."""
    program, c = tl.program_id(0), tl.max_contiguous(tl.arange(0, C), 4)
    inside = c < width
    w = tl.load(weight + c, mask=inside, other=0.0).to(tl.float32)[None, :]
    part = tl.zeros((N, C), tl.float32)
    if beside is not None:
        second_w = tl.load(weight + width + c, mask=inside, other=0.0).to(tl.float32)[None, :]
        second_part = tl.zeros((N, C), tl.float32)
    for block in range(program, tl.cdiv(rows, N), tl.num_programs(0)):
        n = (block * N + tl.arange(0, N)).to(tl.int64)
        mask = (n < rows)[:, None] & inside[None, :]
        inverse = tl.load(scale + n, mask=n < rows, other=0.0)[:, None]
        place = n[:, None] * channels + c[None, :]
        g = tl.load(grad + place, mask=mask, other=0.0).to(tl.float32)
        value = tl.load(x + n[:, None] * x_stride + c[None, :], mask=mask, other=0.0).to(tl.float32)
        normed = value * inverse
        part += g * normed
        g *= w
        along = tl.sum(g * normed, 1)
        if beside is not None:
            second_g = tl.load(grad + place + width, mask=mask, other=0.0).to(tl.float32)
            value = tl.load(beside + n[:, None] * beside_stride + c[None, :], mask=mask, other=0.0).to(tl.float32)
            second = value * inverse
            second_part += second_g * second
            second_g *= second_w
            along += tl.sum(second_g * second, 1)
        along = (along / channels)[:, None]
        slope = (g - normed * along) * inverse
        place = n[:, None] * width + c[None, :]
        if grad_total is not None:
            slope += tl.load(grad_total + place, mask=mask, other=0.0).to(tl.float32)
        tl.store(grad_x + place, slope, mask=mask)
        if grad_more is not None:
            tl.store(grad_more + place, slope, mask=mask)
        if beside is not None:
            tl.store(grad_beside + place, (second_g - second * along) * inverse, mask=mask)
    tl.store(grad_weight + program * channels + c, tl.sum(part, 0), mask=inside)
    if beside is not None:
        tl.store(grad_weight + program * channels + width + c, tl.sum(second_part, 0), mask=inside)


class TritonNorm(torch.autograd.Function):
    """The twin of `trainer.model.norm.plain_add_norm`, but its first output is None where there is nothing to add.

    x, more, beside (.., width), the last two or one of them None; weight (width or 2 width,); kind: type of the norm.
    """

    @staticmethod
    def forward(ctx, x, more, beside, weight, epsilon: float, kind: torch.dtype):
        ctx.set_materialize_grads(False)
        shape, weight = x.shape, weight.contiguous()
        ctx.kinds = x.dtype, more if more is None else more.dtype
        x, more, beside = by_row(x), by_row(more), by_row(beside)
        rows, width = x.shape
        total = None if more is None else x.new_empty(x.shape, dtype=torch.promote_types(x.dtype, more.dtype))
        out, scale = x.new_empty(rows, len(weight), dtype=kind), x.new_empty(rows, dtype=torch.float32)
        strides = (0 if tensor is None else tensor.stride(0) for tensor in (x, more, beside))
        sizes, blocks = (rows, width, len(weight)), launch(width, len(weight))
        grid = (triton.cdiv(rows, blocks["N"]),)
        norm_forward_kernel[grid](x, more, beside, weight, total, out, scale, *sizes, *strides, epsilon, **blocks)
        ctx.save_for_backward(x if more is None else total, beside, weight, scale)
        ctx.shape = shape
        return total if total is None else total.view(shape), out.view(*shape[:-1], len(weight))

    @staticmethod
    def backward(ctx, grad_total, grad):
        x, beside, weight, scale = ctx.saved_tensors
        (rows, width), (kind, more_kind) = x.shape, ctx.kinds
        if grad is None:
            grad = x.new_zeros(rows, len(weight))
        grad, grad_total = grad.contiguous(), grad_total if grad_total is None else grad_total.contiguous()
        grad_x = x.new_empty(x.shape, dtype=kind)
        grad_more = None if more_kind in (None, kind) else x.new_empty(x.shape, dtype=more_kind)
        grad_beside = None if beside is None else beside.new_empty(x.shape)
        blocks = launch(width, len(weight))
        grid = (min(PROGRAMS, triton.cdiv(rows, blocks["N"])),)
        parts = x.new_empty(grid[0], len(weight), dtype=torch.float32)
        found = grad_x, grad_more, grad_beside
        numbers = rows, width, len(weight), x.stride(0), 0 if beside is None else beside.stride(0)
        norm_backward_kernel[grid](grad, grad_total, x, beside, weight, scale, *found, parts, *numbers, **blocks)
        if more_kind == kind:
            found = grad_x, grad_x, grad_beside
        shaped = (tensor if tensor is None else tensor.view(ctx.shape) for tensor in found)
        return *shaped, parts.sum(0).to(weight.dtype), None, None


def by_row(x):
    """(rows, width), with channels side by side."""
    if x is None:
        return None
    x = x.reshape(-1, x.shape[-1])
    return x if x.stride(1) == 1 else x.contiguous()


def launch(width: int, channels: int) -> dict:
    c = triton.next_power_of_2(width)
    return {"N": max(1, TILE // (c * (channels // width))), "C": c, "num_warps": warps("rms")}
