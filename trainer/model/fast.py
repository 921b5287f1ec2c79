"""Which Triton kernels stand in for PyTorch in this process: those that a run chose at its start, and else none."""

from __future__ import annotations

import os

import torch

KINDS = ("attention", "gate", "loss", "mixer", "rms", "rotary")
_warps: dict[str, int] = {}


def kernels_wanted(device: str) -> bool:
    """Whether a run on such a device tries the kernels; ZYDECO_TRITON=0 says no."""
    return device == "cuda" and os.environ.get("ZYDECO_TRITON") != "0"


def use(chosen: dict[str, int]) -> None:
    """Warps of a kernel's programs, by kind of kernel; a kind that is missing or 0 is computed by PyTorch."""
    _warps.clear()
    _warps.update(chosen)


def fast(tensor: torch.Tensor, kind: str) -> bool:
    """Whether the kernel of this kind is to be used on a tensor."""
    return tensor.is_cuda and _warps.get(kind, 0) > 0


def warps(kind: str) -> int:
    """Warps of a program of this kind, 4 where nothing has been chosen."""
    return _warps.get(kind, 0) or 4
