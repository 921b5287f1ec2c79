"""The speed that a device could reach: what "model FLOPs utilisation" divides by."""

from __future__ import annotations

import time

import torch

DATASHEET = {"H200": 989e12, "H100": 989e12, "A100": 312e12}  # dense bf16, operations a second


def peak_flops(device: torch.device, precision: str) -> tuple[float, str]:
    """Operations a second and where the figure is from: the data sheet, or a product of matrices, measured."""
    if device.type == "cuda":
        name = torch.cuda.get_device_name(device)
        for known, peak in DATASHEET.items():
            if known in name:
                return peak, f"data sheet of {known}, dense bf16"
    source = f"fastest of five {precision} products of 1024 x 1024 matrices, measured at the start"
    return measured(device, precision), source


def measured(device: torch.device, precision: str) -> float:
    size = 1024
    one = torch.ones(size, size, device=device, dtype=torch.bfloat16 if precision == "bf16" else torch.float32)
    best = 0.0
    for _ in range(5):
        begun = time.perf_counter()
        (one @ one)[0, 0].item()
        best = max(best, 2 * size**3 / (time.perf_counter() - begun))
    return best
