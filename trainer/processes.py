"""Several processes, started by torchrun, that share the work of one run; a plain start is one process."""

from __future__ import annotations

import os

import torch
import torch.distributed as distributed


class Processes:
    """Every process computes its share of a batch; gradients are summed, so that all hold equal models."""

    def __init__(self, device: torch.device):
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self.device = device
        if self.size > 1:
            if device.type == "cuda":
                self.device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
                torch.cuda.set_device(self.device)
            if not distributed.is_initialized():
                distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")

    @property
    def first(self) -> bool:
        """The process that writes files and talks."""
        return self.rank == 0

    def share(self, parts: range) -> range:
        """This process's part of the micro-batches."""
        return parts[self.rank :: self.size]

    def wait(self) -> None:
        if self.size > 1:
            distributed.barrier()

    def sum_gradients(self, model: torch.nn.Module) -> int:
        """Sums the gradients of all processes, in one piece; returns the bytes that each process sent for it."""
        if self.size == 1:
            return 0
        parameters = list(model.parameters())
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        flat = torch.cat([parameter.grad.flatten() for parameter in parameters])
        distributed.all_reduce(flat)
        at = 0
        for parameter in parameters:
            parameter.grad.copy_(flat[at : at + parameter.numel()].view_as(parameter))
            at += parameter.numel()
        return flat.numel() * flat.element_size()

    def sum_numbers(self, *numbers: float) -> list[float]:
        if self.size == 1:
            return list(numbers)
        values = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        distributed.all_reduce(values)
        return values.tolist()

    def close(self) -> None:
        if distributed.is_initialized():
            distributed.destroy_process_group()
