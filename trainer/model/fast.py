"""Whether Triton kernels may stand in for PyTorch on a device: only where they were seen to agree with it."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

import torch


def fast(tensor: torch.Tensor, *sizes: int) -> bool:
    """True on a trusted CUDA device, for tiles of these sizes (powers of two from 16). ZYDECO_TRITON=0 says no."""
    if not tensor.is_cuda or os.environ.get("ZYDECO_TRITON") == "0":
        return False
    return all(size >= 16 and size & (size - 1) == 0 for size in sizes) and trusted(tensor.device.index, *sizes)


@lru_cache(maxsize=None)
def trusted(device: int, *sizes: int) -> bool:
    """Runs the kernels of these sizes against PyTorch once; says on stderr why they are not used, where they are not."""
    try:
        from trainer.kernels.probe import disagreement

        worst = disagreement(torch.device("cuda", device), sizes)
    except Exception as problem:  # compilers fail in many ways, and each of them means no
        print(f"Triton kernels are not used: {problem}", file=sys.stderr)
        return False
    if not worst < 1e-3:
        print(f"Triton kernels of sizes {sizes} are not used: they differ from PyTorch by {worst:.1e}", file=sys.stderr)
        return False
    return True
