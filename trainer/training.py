"""The training loop: from shards to a run folder, resumable at every checkpoint to the same bits."""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from trainer.batches import sequence_numbers, training_batch
from trainer.errors import WorkFailed, WrongCommand
from trainer.evaluation import evaluate, summary
from trainer.model import make_model
from trainer.model.config import ModelConfig
from trainer.model.documents import Documents
from trainer.model.loss import weighted_loss
from trainer.model.transformer import dense_like
from trainer.optimizer import make_optimizer, rate_at
from trainer.presets import batch_tokens_for, find_preset, model_config, rate_for
from trainer.processes import Processes
from trainer.progress import Progress
from trainer.run_folder import RunFolder, environment
from trainer.shards import Shards


@dataclass(frozen=True)
class Plan:
    """What a run does, fully decided before it begins; equal plans on equal shards give equal runs."""

    preset: str
    seed: int
    steps: int
    batch: int  # sequences of one step
    micro_batch: int  # sequences at once; the gradient is summed over them
    rate: float  # peak learning rate
    schedule: str
    warmup: int  # steps
    final: float  # last learning rate as a share of the peak
    decay: float  # weight decay
    beta2: float
    clip: float  # largest gradient norm
    z: float  # weight of the squared log partition function in the loss
    threads: int
    device: str


def make_plan(options, shards: Shards, parameters: int) -> Plan:
    """Fills in what the command left open, from the preset or from the rules by model size."""
    preset = find_preset(options.preset)
    batch_tokens = preset.batch_tokens or batch_tokens_for(parameters)
    batch = options.batch or max(1, round(batch_tokens / shards.sequence))
    steps = options.steps or math.ceil(options.tokens / (batch * shards.real_tokens_per_sequence))
    return Plan(
        preset=options.preset,
        seed=options.seed,
        steps=steps,
        batch=batch,
        micro_batch=min(batch, options.micro_batch or max(1, 4096 // shards.sequence)),
        rate=options.rate or preset.rate or rate_for(parameters),
        schedule=options.schedule,
        warmup=options.warmup if options.warmup is not None else max(1, min(steps // 10, 500)),
        final=options.final,
        decay=options.decay,
        beta2=options.beta2 or (0.95 if batch_tokens >= 524_288 else 0.99),
        clip=options.clip,
        z=options.z,
        threads=options.threads,
        device=options.device,
    )


def build_model(config: ModelConfig, seed: int) -> torch.nn.Module:
    torch.manual_seed(seed)
    return make_model(config)


class Training:
    """One run: model, optimiser, place in the data. `step` counts finished optimiser steps."""

    def __init__(
        self, run: RunFolder, shards: Shards, config: ModelConfig, plan: Plan, processes: Processes, every: float
    ):
        self.run, self.shards, self.plan, self.processes = run, shards, plan, processes
        self.checkpoint_every = every  # seconds
        self.device = processes.device
        self.model = build_model(config, plan.seed).to(self.device)
        self.optimizer = make_optimizer(self.model, plan.rate, plan.decay, plan.beta2)
        self.step, self.tokens = 0, 0
        self.stopping = False

    def autocast(self):
        if self.device.type == "cuda":
            return torch.autocast("cuda", torch.bfloat16)
        return contextlib.nullcontext()

    def train(self) -> None:
        """From the last checkpoint, or the beginning, to the last step."""
        metrics_size = self.restore()
        if self.processes.first:
            self.run.cut_metrics(metrics_size)
        progress = Progress(self.plan.steps, self.step, quiet=not self.processes.first)
        saved = time.monotonic()
        where = self.run.metrics_path if self.processes.first else os.devnull
        with open(where, "a", encoding="utf-8") as metrics, self.interruptible():
            while self.step < self.plan.steps and not self.stopping:
                line = self.advance()
                line["tokens_per_second"] = progress.tick(line["step"], line["loss"], line.pop("batch_tokens"))
                metrics.write(json.dumps(line) + "\n")
                last = self.step == self.plan.steps or self.stopping
                if self.processes.first and (last or time.monotonic() - saved >= self.checkpoint_every):
                    self.save(metrics)
                    saved = time.monotonic()
        progress.close()
        if self.stopping and self.step < self.plan.steps:
            raise KeyboardInterrupt

    def advance(self) -> dict:
        """One optimiser step; returns its line of metrics."""
        plan, started = self.plan, self.step
        numbers = sequence_numbers(plan.seed, started, plan.batch, self.shards.training_sequences)
        batch = training_batch(self.shards, numbers)
        share = rate_at(started, plan.steps, plan.warmup, plan.schedule, plan.final)
        for group in self.optimizer.param_groups:
            group["lr"] = plan.rate * share
        loss = 0.0
        for first in self.processes.share(range(0, plan.batch, plan.micro_batch)):
            part = batch.part(first, first + plan.micro_batch).to(self.device)
            with self.autocast():
                value = weighted_loss(self.model, part, Documents(part.documents), 1 / max(1, batch.tokens), plan.z)
            value.backward()
            loss += value.item()
        sent = self.processes.sum_gradients(self.model)
        loss, stopping = self.processes.sum_numbers(loss, self.stopping)
        self.stopping = stopping > 0
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), plan.clip).item()
        if not (math.isfinite(loss) and math.isfinite(norm)):
            self.refuse_nan(loss, norm, numbers, batch.names)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += batch.tokens
        return {
            "step": self.step,
            "loss": loss,
            "tokens": self.tokens,
            "lr": plan.rate * share,
            "gradient_norm": norm,
            "batch_tokens": batch.tokens,
            **({"bytes_sent": sent} if self.processes.size > 1 else {}),
        }

    def refuse_nan(self, loss: float, norm: float, numbers: list[int], names: tuple[str, ...]) -> None:
        places = ", ".join(f"{number} ({name})" for number, name in zip(numbers, names))
        raise WorkFailed(
            f"{self.run.path}: Cannot go on after step {self.step}: the loss is {loss} and the gradient's norm {norm}. "
            f"The batch was of the training sequences {places}. Look at these documents, or lower --lr; the last "
            "checkpoint is untouched."
        )

    def save(self, metrics) -> None:
        metrics.flush()
        self.run.save_checkpoint(
            {
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "step": self.step,
                "tokens": self.tokens,
                "metrics_size": metrics.tell(),
                "random": torch.get_rng_state(),
            }
        )

    def restore(self) -> int:
        """Takes up the last checkpoint; returns how long the metrics file was then."""
        state = self.run.load_checkpoint()
        if state is None:
            return 0
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.tokens = state["step"], state["tokens"]
        torch.set_rng_state(state["random"])
        return state["metrics_size"]

    @contextlib.contextmanager
    def interruptible(self):
        """SIGINT and SIGTERM end the loop after the current step, with a checkpoint."""

        def stop(number, frame):
            self.stopping = True

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def finish(self) -> dict:
        """Evaluates, writes result.json and returns it."""
        progress = Progress.of_evaluation()
        found = evaluate(self.model, self.shards, self.device, self.autocast, progress.evaluated)
        progress.close()
        curve = [[line["step"], line["loss"]] for line in self.run.metrics()]
        result = {
            "recipe": self.shards.recipe,
            **summary(self.shards, found),
            "tokens": self.tokens,
            "steps": self.step,
            "parameters": sum(p.numel() for p in self.model.parameters()),
            "parameters_besides_embedding": sum(
                p.numel() for name, p in self.model.named_parameters() if name != "embedding.weight"
            ),
            "preset": self.plan.preset,
            "seed": self.plan.seed,
            "loss_curve": curve,
            "shards_fingerprint": self.shards.fingerprint,
        }
        self.run.write_json(self.run.result_path, result)
        return result


def train(options) -> dict:
    """The command `train`: starts a run or takes it up again, and returns its result."""
    torch.set_num_threads(options.threads)
    shards = Shards.open(options.shards, verify=not options.unverified)
    config = model_config(options.preset, shards.vocabulary)
    if options.dense:
        config = dense_like(config, count_parameters(config))
    plan = make_plan(options, shards, count_parameters(config))
    run, processes = RunFolder(options.out), Processes(torch.device(plan.device))
    if processes.first:
        claim(run, config, plan, shards)
    processes.wait()
    if run.result_path.is_file():
        return json.loads(run.result_path.read_text(encoding="utf-8"))
    try:
        training = Training(run, shards, config, plan, processes, options.checkpoint_every)
        training.train()
        return training.finish() if processes.first else {}
    finally:
        processes.close()


def claim(run: RunFolder, config: ModelConfig, plan: Plan, shards: Shards) -> None:
    """Begins a run's folder, or makes sure that it is this very run."""
    wanted = {"model": config.to_json(), "plan": asdict(plan), "shards": about_shards(shards)}
    found = run.config()
    if found is not None:
        refuse_change(run, found, wanted)
        return
    tokenizer = shards.folder / Path(shards.description["tokenizer"]["file"]).name
    run.start({**wanted, "environment": environment(plan.threads, plan.device)}, tokenizer)


def about_shards(shards: Shards) -> dict:
    return {
        "fingerprint": shards.fingerprint,
        "recipe": shards.recipe,
        "sequence": shards.sequence,
        "tokenizer": shards.description["tokenizer"],
    }


def refuse_change(run: RunFolder, found: dict, wanted: dict) -> None:
    """A run is resumed by the same command on the same shards, or not at all."""
    if found["shards"]["fingerprint"] != wanted["shards"]["fingerprint"]:
        raise WrongCommand(
            f"{run.path}: Cannot resume: the run was started on shards with fingerprint "
            f"{found['shards']['fingerprint'][:16]}… and these have {wanted['shards']['fingerprint'][:16]}…. "
            "The shard set has changed; give it another --out."
        )
    for part in ("model", "plan"):
        old, new = json.loads(json.dumps(found[part])), json.loads(json.dumps(wanted[part]))
        changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        if changed:
            key = changed[0]
            raise WrongCommand(
                f"{run.path}: Cannot resume: the run was started with {key} {old.get(key)} and this command says "
                f"{new.get(key)}. Give the same options again, or another --out."
            )


def count_parameters(config: ModelConfig) -> int:
    """Parameters besides the embedding: the size that the rules for batch and learning rate go by."""
    with torch.device("meta"):
        model = make_model(config)
    return sum(p.numel() for p in model.parameters()) - config.vocabulary * config.width
