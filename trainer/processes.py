"""Several processes, started by torchrun, that share the work of one run; a plain start is one process."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Callable

import torch
import torch.distributed as distributed
from torch.distributed.checkpoint import state_dict as states
from torch.distributed.fsdp import FSDPModule, fully_shard

from trainer.errors import WrongCommand

# Under their names of today, or of torch before 2.13.
ALL_GATHER = getattr(distributed, "all_gather_single", None) or distributed.all_gather_into_tensor
REDUCE_SCATTER = getattr(distributed, "reduce_scatter_single", None) or distributed.reduce_scatter_tensor

PATIENCE = timedelta(days=1)  # of those that wait while the first evaluates, or chooses kernels


class Processes:
    """Every process computes its share of a batch; gradients are summed, so that all take equal steps.

    Each holds the whole model, or with `sharded` a part of every tensor, its gradient and its moments (FSDP).
    """

    def __init__(self, device: torch.device, sharded: bool = False):
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self.device = device
        self.sharded = sharded and self.size > 1
        self.sent = 0  # bytes of gradients and weights that this process has passed on in the step
        if self.size > 1:
            if device.type == "cuda":
                self.device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
                torch.cuda.set_device(self.device)
            if not distributed.is_initialized():
                backend = "nccl" if device.type == "cuda" else "gloo"
                distributed.init_process_group(backend, timeout=PATIENCE)

    @property
    def first(self) -> bool:
        """The process that writes files and talks."""
        return self.rank == 0

    def spread(self, model: torch.nn.Module) -> torch.nn.Module:
        """Cuts the tensors of a model up among the processes, where they are to be sharded."""
        if not self.sharded:
            return model
        for layer in [*model.layers, *getattr(model, "shared", ())]:
            fully_shard(layer)
        fully_shard(model, reshard_after_forward=False)
        for module in model.modules():
            if isinstance(module, FSDPModule):
                module.set_gradient_divide_factor(1.0)  # sums, as without sharding
                module.set_force_sum_reduction_for_comms(True)  # gloo knows no other
                module.set_custom_all_gather(Counted(ALL_GATHER, self))
                module.set_custom_reduce_scatter(Counted(REDUCE_SCATTER, self))
        return model

    def share(self, parts: range) -> range:
        """This process's part of the micro-batches."""
        if self.sharded and len(parts) % self.size:
            raise WrongCommand(
                f"--shard: Cannot share {len(parts)} micro-batches of a step among {self.size} processes. "
                "Choose --batch and --micro-batch so that their quotient is a multiple of the processes."
            )
        return parts[self.rank :: self.size]

    def first_does(self, work: Callable[[], None]) -> None:
        """The first process does this while the others wait; where it fails all end, and it says why."""
        problem = None
        if self.first:
            try:
                work()
            except Exception as failure:
                problem = failure
        if any(self.sum_numbers(problem is not None)):
            raise problem or SystemExit(1)

    def pass_on(self, size: int) -> None:
        """Notes that tensors of so many bytes in all are gathered or scattered, of which a process holds its part."""
        self.sent += size * (self.size - 1) // self.size

    def sum_gradients(self, model: torch.nn.Module) -> None:
        """Sums the gradients of all processes; FSDP does so, and gathers the weights, while it computes."""
        if self.size == 1 or self.sharded:
            return
        parameters = list(model.parameters())
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        flat = torch.cat([parameter.grad.flatten() for parameter in parameters])
        distributed.all_reduce(flat)
        self.pass_on(2 * flat.nbytes)  # scattered as sums, and gathered
        at = 0
        for parameter in parameters:
            parameter.grad.copy_(flat[at : at + parameter.numel()].view_as(parameter))
            at += parameter.numel()

    def clip(self, model: torch.nn.Module, limit: float) -> torch.Tensor:
        """Scales the gradients down to a norm of at most `limit`; returns the norm that they had."""
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), limit)
        return norm.full_tensor() if self.sharded else norm

    def sum_numbers(self, *numbers: float) -> list[float]:
        if self.size == 1:
            return list(numbers)
        values = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        distributed.all_reduce(values)
        return values.tolist()

    def gather(self, model: torch.nn.Module, optimizer) -> tuple[dict, dict]:
        """The whole state of model and optimiser, in the first process; the same whatever the processes hold."""
        if not self.sharded:
            return model.state_dict(), by_name(model, optimizer)
        whole = states.StateDictOptions(full_state_dict=True, cpu_offload=True)
        return states.get_state_dict(model, optimizer, options=whole)

    def scatter(self, model: torch.nn.Module, optimizer, weights: dict, moments: dict) -> None:
        """The way back of `gather`."""
        if not self.sharded:
            model.load_state_dict(weights)
            optimizer.load_state_dict(moments)
            return
        whole = states.StateDictOptions(full_state_dict=True)
        states.set_state_dict(model, optimizer, model_state_dict=weights, optim_state_dict=moments, options=whole)

    def close(self) -> None:
        if distributed.is_initialized():
            distributed.destroy_process_group()


def by_name(model: torch.nn.Module, optimizer) -> dict:
    """An optimiser's state that knows parameters by the model's names, as FSDP's does, and not by their numbers."""
    names, state = {id(one): name for name, one in model.named_parameters()}, optimizer.state_dict()
    order = [names[id(one)] for group in optimizer.param_groups for one in group["params"]]
    return {
        "state": {order[number]: moments for number, moments in state["state"].items()},
        "param_groups": [group | {"params": [order[n] for n in group["params"]]} for group in state["param_groups"]],
    }


class Counted:
    """A collective as FSDP calls it, whose bytes are noted."""

    def __init__(self, collective, processes: Processes):
        self.collective, self.processes = collective, processes

    def allocate(self, size, *, dtype: torch.dtype, device: torch.device) -> torch.Tensor:
        return torch.empty(*size, dtype=dtype, device=device)

    def __call__(self, output_tensor: torch.Tensor, input_tensor: torch.Tensor, **how):
        self.processes.pass_on(max(output_tensor.nbytes, input_tensor.nbytes))
        return self.collective(output_tensor, input_tensor, **how)
