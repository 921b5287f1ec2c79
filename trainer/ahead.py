"""Reading ahead: what a later step needs is read by a thread while a device works at an earlier one."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Callable


class Ahead:
    """What `read` makes of the steps of a run; what goes wrong there is raised where the step is taken."""

    def __init__(self, read: Callable[[int], tuple], steps: int):
        self.read, self.steps = read, steps
        self.pool = ThreadPoolExecutor(1)
        self.waiting: dict[int, Future] = {}

    def begin(self, step: int) -> None:
        """Begins to read for a step, unless the run ends before it."""
        if step < self.steps and step not in self.waiting:
            self.waiting[step] = self.pool.submit(self.read, step)

    def take(self, step: int) -> tuple:
        """What was read for a step, or is now."""
        begun = self.waiting.pop(step, None)
        return begun.result() if begun else self.read(step)

    def close(self) -> None:
        self.pool.shutdown(cancel_futures=True)
