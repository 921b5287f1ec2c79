"""Evaluation while a run goes: bits per byte, tasks and samples every so many steps."""

from __future__ import annotations

import contextlib

import torch

from trainer.evaluation import evaluate, summary
from trainer.model import fast
from trainer.progress import Progress
from trainer.run_folder import RunFolder
from trainer.sampling import as_text, open_tokenizer, sample_ids
from trainer.tasks import Tasks

SAMPLES, SAMPLE_TOKENS = 2, 32


class Watch:
    """What is measured, and when; a model cut up among processes is measured by all of them, for each holds a part."""

    def __init__(self, options, run: RunFolder, autocast):
        self.every = options.evaluate_every
        self.tasks = Tasks.open(run, options.tasks, options.limit)
        self.autocast = autocast

    def __call__(self, training):
        """The entries for the journal after a step: none or one."""
        due = self.every and training.step % self.every == 0 and training.step < training.plan.steps
        if due and (training.processes.first or training.processes.sharded):
            yield self.measure(training)

    def measure(self, training) -> dict:
        shards, model = training.sets["data"], training.model
        progress = Progress.of_evaluation(quiet=not training.processes.first)
        found = evaluate(model, shards, training.device, self.autocast, progress.evaluated)
        progress.close()
        with by_pytorch(training.device):
            entry = {"step": training.step, **summary(shards, found), "samples": samples(training)}
            if self.tasks:
                entry["tasks"] = self.tasks.measure(model, training.device)
                model.train()
        return entry


@contextlib.contextmanager
def by_pytorch(device: torch.device):
    """Without kernels: they were chosen for the precision of training, and each new length would compile some anew."""
    some = torch.empty(0, device=device)
    chosen = {kind: fast.warps(kind) for kind in fast.KINDS if fast.fast(some, kind)}
    fast.use({})
    try:
        yield
    finally:
        fast.use(chosen)


def samples(training) -> list[str]:
    shards, model = training.sets["data"], training.model
    model.eval()
    ids = sample_ids(
        model, shards.end_of_text, shards.vocabulary, SAMPLES, SAMPLE_TOKENS, training.plan.seed, training.device
    )
    model.train()
    tokenizer = open_tokenizer(training.run.path / "tokenizer.json")
    return [as_text(tokenizer, row) for row in ids]
