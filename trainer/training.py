"""The training loop: from shards to a run folder, resumable at every checkpoint to the same bits."""

from __future__ import annotations

import contextlib
import math
import signal
import time
from functools import partial

import torch

from trainer.ahead import Ahead
from trainer.batches import Batch
from trainer.counting import training_flops
from trainer.failures import bad_numbers
from trainer.gradients import gradients_of
from trainer.journal import Journal
from trainer.model import make_model
from trainer.model.config import ModelConfig
from trainer.model.documents import Documents
from trainer.model.loss import weighted_loss
from trainer.optimizer import Spikes, make_optimizer
from trainer.order import sequences_of
from trainer.plan import Plan
from trainer.processes import Processes
from trainer.progress import Progress
from trainer.run_folder import RunFolder
from trainer.shard_sets import mixed_batch
from trainer.shards import Shards


def build_model(config: ModelConfig, seed: int) -> torch.nn.Module:
    torch.manual_seed(seed)
    return make_model(config)


def autocast_for(precision: str, device: torch.device):
    """A context for the way forward: matrix products in bf16, or as the weights are."""
    if precision == "bf16":
        return torch.autocast(device.type, torch.bfloat16)
    return contextlib.nullcontext()


def set_products(precision: str, device: torch.device) -> None:
    """How products of fp32 matrices are computed: with bf16 on a GPU in TF32, which has more bits than all else."""
    tf32 = device.type == "cuda" and precision == "bf16"
    torch.set_float32_matmul_precision("high" if tf32 else "highest")


def loss_of(model, plan: Plan, device: torch.device, part: Batch, scale: float) -> torch.Tensor:
    """`scale` times the summed loss of a micro-batch."""
    part = part.to(device)
    with autocast_for(plan.precision, device):
        return weighted_loss(model, part, Documents(part.documents), scale, plan.z)


def read_step(sets: dict[str, Shards], plan: Plan, pinned: bool, step: int) -> tuple[list[tuple[str, int]], Batch]:
    """The sequences of a step and their batch, where a GPU fetches it by itself if it is `pinned`."""
    totals = {name: shards.training_sequences for name, shards in sets.items()}
    in_order = frozenset(name for name, shards in sets.items() if shards.in_order)
    sequences = sequences_of(plan, step, totals, in_order)
    batch = mixed_batch(sets, sequences)
    return sequences, batch.pinned() if pinned else batch


class Training:
    """One run: model, optimiser, place in the data. `step` counts finished steps."""

    def __init__(
        self,
        run: RunFolder,
        sets: dict[str, Shards],
        model: torch.nn.Module,
        plan: Plan,
        processes: Processes,
        every: float,
        peak: float = 0.0,
    ):
        self.run, self.sets, self.plan, self.processes = run, sets, plan, processes
        self.checkpoint_every = every  # seconds
        self.peak = peak  # operations a second of all devices together, or 0 where it is unknown
        self.device = processes.device
        self.model = processes.spread(model.to(self.device))
        self.optimizer = make_optimizer(self.model, plan.rate, plan.decay, plan.beta2)
        loss = partial(loss_of, self.model, plan, self.device)
        self.gradients = gradients_of(self.model, loss, plan, processes.sharded)
        self.ahead = Ahead(partial(read_step, sets, plan, self.device.type == "cuda"), plan.steps)
        self.spikes = Spikes(plan.spikes)
        self.step, self.tokens = 0, 0
        self.asked = False  # to stop, by a signal to this process

    def train(self, evaluate=lambda training: None) -> None:
        """From the last checkpoint, or the beginning, to the last step; calls `evaluate` after every step."""
        sizes = self.restore()
        if self.processes.first:
            self.run.cut_logs(sizes)
        flops = training_flops(self.model.config, self.sets["data"].sequence)
        share = flops / self.peak if self.peak else 0.0
        progress = Progress(self.plan.steps, self.step, quiet=not self.processes.first, utilisation=share)
        saved, stopping = time.monotonic(), False
        reading = contextlib.closing(self.ahead)
        with Journal(self.run, self.processes.first) as journal, self.interruptible(), reading:
            while self.step < self.plan.steps and not stopping:
                progress.begin()
                line = self.advance()
                line["tokens_per_second"] = progress.tick(line["step"], line["loss"], line.pop("batch_tokens"))
                if share:
                    line["mfu"] = round(share * line["tokens_per_second"], 5)
                journal.step(line)
                for entry in evaluate(self) or ():
                    journal.evaluation(entry)
                late = time.monotonic() - saved >= self.checkpoint_every
                # A signal does not reach all processes at once; of their clocks, which differ, the first one's counts.
                stopping, late = self.processes.sum_numbers(self.asked, late and self.processes.first)
                if late or stopping or self.step == self.plan.steps:
                    self.save(journal)
                    saved = time.monotonic()
        progress.close()
        if self.step < self.plan.steps:
            raise KeyboardInterrupt

    def advance(self) -> dict:
        """One optimiser step; returns its line of metrics."""
        plan = self.plan
        sequences, batch = self.ahead.take(self.step)
        rate = plan.rate_of(self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.processes.sent = 0
        loss = self.accumulate(batch)
        self.processes.sum_gradients(self.model)
        norm = self.processes.clip(self.model, plan.clip)
        self.ahead.begin(self.step + 1)  # from here on a GPU works alone until it has the loss
        [loss], norm = self.processes.sum_numbers(float(loss)), norm.item()
        if not (math.isfinite(loss) and math.isfinite(norm)):
            raise bad_numbers(self, loss, norm, batch, sequences)
        skipped = self.spikes.skips(loss, norm)
        if not skipped:
            self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += batch.tokens
        return {
            "step": self.step,
            "loss": loss,
            "tokens": self.tokens,
            "lr": rate,
            "gradient_norm": norm,
            "batch_tokens": batch.tokens,
            **({"skipped": self.spikes.skipped} if skipped else {}),
            **({"bytes_sent": self.processes.sent} if self.processes.size > 1 else {}),
        }

    def accumulate(self, batch: Batch) -> float | torch.Tensor:
        """Gradients of this process's micro-batches; returns its part of the loss, which a GPU may not know yet."""
        size = self.plan.micro_batch
        share = self.processes.share(range(0, self.plan.batch, size))
        return self.gradients.add((batch.part(first, first + size) for first in share), 1 / max(1, batch.tokens))

    def save(self, journal: Journal) -> None:
        model, optimizer = self.processes.gather(self.model, self.optimizer)
        state = {
            "model": model,
            "optimizer": optimizer,
            "spikes": self.spikes.state(),
            "step": self.step,
            "tokens": self.tokens,
            "random": torch.get_rng_state(),
        }
        self.processes.first_does(lambda: self.run.save_checkpoint(state | {"logs": journal.sizes()}))

    def restore(self) -> dict[str, int]:
        """Takes up the last checkpoint; returns how long the logs were then."""
        state = self.run.load_checkpoint()
        if state is None:
            return {}
        self.processes.scatter(self.model, self.optimizer, state["model"], state["optimizer"])
        self.spikes.restore(state["spikes"])
        self.step, self.tokens = state["step"], state["tokens"]
        torch.set_rng_state(state["random"])
        return state["logs"]

    @contextlib.contextmanager
    def interruptible(self):
        """SIGINT and SIGTERM end the loop after the current step, with a checkpoint."""

        def stop(number, frame):
            self.asked = True

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
