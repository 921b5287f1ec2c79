"""The types that autocast computes in."""

from __future__ import annotations

import torch


def product_type(tensor: torch.Tensor) -> torch.dtype:
    """The type in which autocast multiplies a tensor; its own where there is none."""
    device = tensor.device.type
    return torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else tensor.dtype
