"""Products of blocks inside a kernel."""

from __future__ import annotations

import torch
import triton
import triton.language as tl


@triton.jit
def product(one, other, PRECISION: tl.constexpr):
    return tl.dot(one, other, input_precision=PRECISION)


def precision() -> str:
    """Of fp32 numbers: TF32 where PyTorch may use it, else three products of TF32, which come to fp32's."""
    return "tf32x3" if torch.get_float32_matmul_precision() == "highest" else "tf32"
