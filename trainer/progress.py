"""The line on stderr that says how far a run has come."""

from __future__ import annotations

import sys
import time


class Progress:
    """Step, loss, tokens/s and time left; a line that rewrites itself on a terminal, else one every ten seconds."""

    def __init__(self, steps: int, step: int = 0, quiet: bool = False, utilisation: float = 0.0):
        """`utilisation` is the share of the device's peak that one token a second takes; 0 where it is unknown."""
        self.steps, self.first = steps, step
        self.utilisation = utilisation
        self.begun = self.before = time.monotonic()
        self.shown = 0.0
        self.tokens = 0
        self.quiet = quiet
        self.terminal = sys.stderr.isatty()

    @staticmethod
    def of_evaluation(quiet: bool = False) -> "Progress":
        return Progress(0, quiet=quiet)

    def begin(self) -> None:
        """A step begins: what stands before it, an evaluation or a checkpoint, is none of its time."""
        self.before = time.monotonic()

    def tick(self, step: int, loss: float, tokens: int) -> float:
        """Notes a finished step; returns the tokens per second of that step."""
        now = time.monotonic()
        rate = tokens / max(1e-9, now - self.before)
        self.tokens += tokens
        spent = now - self.begun
        left = spent / (step - self.first) * (self.steps - step)
        mean = self.tokens / max(1e-9, spent)
        used = f"  MFU {self.utilisation * mean:.1%}" if self.utilisation else ""
        line = f"train: step {step}/{self.steps}  loss {loss:.3f}  {mean:,.0f} tokens/s{used}  {clock(left)} left"
        self.show(line, force=step == self.steps)
        return round(rate, 1)

    def evaluated(self, done: int, total: int) -> None:
        left = (time.monotonic() - self.begun) / done * (total - done)
        self.show(f"evaluate: sequence {done}/{total}  {clock(left)} left", force=done == total)

    def show(self, line: str, force: bool) -> None:
        now = time.monotonic()
        if self.quiet or not force and now - self.shown < (0.2 if self.terminal else 10):
            return
        self.shown = now
        sys.stderr.write(f"\r\x1b[K{line}" if self.terminal else line + "\n")
        sys.stderr.flush()

    def close(self) -> None:
        if self.terminal and self.shown:
            sys.stderr.write("\n")


def clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
