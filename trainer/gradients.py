"""The gradients of a step, added up over its micro-batches; on a CPU several of them are computed at once."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Callable, Iterable

import torch

from trainer.batches import Batch
from trainer.plan import Plan

Loss = Callable[[Batch, float], torch.Tensor]  # of a micro-batch, times a factor


def gradients_of(model, loss: Loss, plan: Plan, sharded: bool):
    """The way of adding up that suits a plan."""
    if plan.side_by_side == 1 or sharded:
        return OneByOne(loss)
    return SideBySide(loss, model.parameters(), plan.threads, plan.side_by_side)


class OneByOne:
    """Micro-batch after micro-batch, each by the whole device."""

    def __init__(self, loss: Loss):
        self.loss = loss

    def add(self, parts: Iterable[Batch], scale: float) -> float | torch.Tensor:
        """Adds the gradients of `scale` times each part's loss to `.grad`; returns the sum of these losses.

        It is summed where the losses are, so that a GPU is given the next part before it is done with this one.
        """
        total = 0.0
        for part in parts:
            value = self.loss(part, scale)
            value.backward()
            total = total + value.detach().double()
        return total


class SideBySide:
    """Several micro-batches at once, each on threads of its own; their gradients are added in the order of the parts.

    The operations of a small model are too short to be worth cutting up among cores; whole micro-batches are not.
    """

    def __init__(self, loss: Loss, parameters, threads: int, lanes: int):
        self.loss, self.parameters, self.lanes = loss, list(parameters), lanes
        share = max(1, threads // lanes)
        self.pool = ThreadPoolExecutor(lanes, initializer=torch.set_num_threads, initargs=(share,))

    def add(self, parts: Iterable[Batch], scale: float) -> float:
        """Adds the gradients of `scale` times each part's loss to `.grad`; returns the sum of these losses."""
        total, waiting = 0.0, deque()
        for part in parts:
            waiting.append(self.pool.submit(self.differentiate, part, scale))
            if len(waiting) > self.lanes:
                total += self.take(waiting.popleft())
        while waiting:
            total += self.take(waiting.popleft())
        return total

    def differentiate(self, part: Batch, scale: float) -> tuple[float, tuple[torch.Tensor, ...]]:
        value = self.loss(part, scale)
        return value.item(), torch.autograd.grad(value, self.parameters, materialize_grads=True)

    def take(self, done: Future) -> float:
        value, gradients = done.result()
        for parameter, gradient in zip(self.parameters, gradients):
            if parameter.grad is None:
                parameter.grad = gradient.clone(memory_format=torch.contiguous_format)
            else:
                parameter.grad += gradient
        return value
