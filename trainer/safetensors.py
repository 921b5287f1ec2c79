"""The safetensors format: length of the header, the header as JSON, then the tensors' bytes one after another."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

TYPES = {"F32": (torch.float32, 4), "F16": (torch.float16, 2), "BF16": (torch.bfloat16, 2)}


def write_safetensors(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    """Writes all tensors in single precision."""
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in sorted(tensors.items()):
        size = 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        for _, tensor in sorted(tensors.items()):
            stream.write(tensor.detach().to(torch.float32).contiguous().numpy().astype("<f4").tobytes())


def read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    """All tensors of a file, in single precision; raises ValueError for a file that is damaged or of another type."""
    data = np.memmap(path, np.uint8, "r")
    length = int.from_bytes(bytes(data[:8]), "little")
    if 8 + length > len(data):
        raise ValueError(f"{path.name} is cut short")
    header = json.loads(bytes(data[8 : 8 + length]))
    if not isinstance(header, dict):
        raise ValueError(f"{path.name} is no safetensors file")
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        if about["dtype"] not in TYPES:
            raise ValueError(f"{name} is of type {about['dtype']}, and only {', '.join(TYPES)} are read")
        kind, width = TYPES[about["dtype"]]
        begin, end = about["data_offsets"]
        if 8 + length + end > len(data):
            raise ValueError(f"{path.name} is cut short")
        raw = np.array(data[8 + length + begin : 8 + length + end])
        flat = torch.from_numpy(raw).view(kind) if len(raw) else torch.zeros(0, dtype=kind)
        tensors[name] = flat.to(torch.float32).view(about["shape"])
    return tensors
