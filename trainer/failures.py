"""What to say when a step cannot be taken: numbers that are not finite, and memory that does not suffice."""

from __future__ import annotations

import contextlib

import numpy as np
import torch

from trainer.batches import Batch
from trainer.counting import activation_bytes, state_bytes
from trainer.errors import WorkFailed
from trainer.memory import free_bytes
from trainer.model.config import ModelConfig
from trainer.model.documents import Documents
from trainer.model.fast import kernels_wanted
from trainer.model.loss import token_nll
from trainer.plan import Plan
from trainer.presets import PRESETS, model_config
from trainer.run_folder import RunFolder
from trainer.sampling import as_text, open_tokenizer

NAMED = 6  # sequences


def bad_numbers(training, loss: float, norm: float, batch: Batch, sequences: list[tuple[str, int]]) -> WorkFailed:
    """Names the documents of the sequences whose own loss is not finite, or of the batch where no single one is."""
    bad = [row for row in range(len(sequences)) if not finite(training, batch.part(row, row + 1))]
    alone = 0 < len(bad) < len(sequences)
    rows = bad if alone else range(len(sequences))
    tokenizer = open_tokenizer(training.run.path / "tokenizer.json")
    named = [describe(training.sets, *sequences[row], tokenizer) for row in rows[:NAMED]]
    more = f"; and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    of = "It comes from" if alone else "The batch was of"
    return WorkFailed(
        f"{training.run.path}: Cannot go on after step {training.step}: the loss is {loss} and the gradient's norm "
        f"{norm}. {of} the training sequences {'; '.join(named)}{more}. Look at these documents, or lower --lr; the "
        "last checkpoint is untouched."
    )


def finite(training, row: Batch) -> bool:
    moved = row.to(training.device)
    return bool(token_nll(training.model, moved, Documents(moved.documents)).isfinite().all())


def describe(sets, name: str, number: int, tokenizer) -> str:
    """A sequence, its documents by their number in the file, and how the first of them begins there."""
    file, row = sets[name].locate(number)
    ids, pieces = file.read(row)
    documents = np.unique(np.searchsorted(file.documents, pieces, side="right") - 1)
    until = f" to {documents[-1]}" if len(documents) > 1 else ""
    place = f"{number} ({file.name}:{row}, documents {documents[0]}{until} of the file"
    return f"{place}, beginning {as_text(tokenizer, ids[:12].tolist())!r})"


@contextlib.contextmanager
def out_of_memory(run: RunFolder, config: ModelConfig, plan: Plan, sequence: int, device: torch.device):
    """Turns a failed allocation into a message that says what would fit."""
    try:
        yield
    except (MemoryError, RuntimeError) as problem:
        if not is_about_memory(problem):
            raise
        raise WorkFailed(
            f"{run.path}: Cannot go on: memory does not suffice for the model and "
            f"{plan.micro_batch * plan.side_by_side} sequences of {sequence} tokens at once. "
            + what_fits(config, plan, sequence, free_bytes(device))
        ) from problem


def foresee_memory(config: ModelConfig, plan: Plan, sequence: int, device: torch.device) -> str | None:
    """A warning where the estimate says so: where there is too little, Linux may end the process without a word."""
    free = free_bytes(device)
    each = activation_bytes(config, sequence, plan.precision, kernels_wanted(plan.device))
    at_once = plan.micro_batch * plan.side_by_side * each
    if state_bytes(config) + at_once <= free:
        return None
    return "train: Memory may not suffice. " + what_fits(config, plan, sequence, free)


def is_about_memory(problem: Exception) -> bool:
    # The last is what oneDNN says where it gets no room for its code or its scratch.
    words = ("out of memory", "can't allocate memory", "not enough memory", "could not create a primitive")
    return isinstance(problem, MemoryError) or any(word in str(problem).lower() for word in words)


def what_fits(config: ModelConfig, plan: Plan, sequence: int, free: int) -> str:
    """The largest micro-batch, or else the largest preset, whose estimate stays below the memory there is."""
    precision, fixed = plan.precision, state_bytes(config)
    kernels = kernels_wanted(plan.device)
    each = plan.side_by_side * activation_bytes(config, sequence, precision, kernels)
    need = fixed + plan.micro_batch * each
    said = f"It needs about {gigabytes(need)}, of which the model and its optimiser {gigabytes(fixed)}; "
    said += f"there are {gigabytes(free)}. "
    fits = min(plan.micro_batch - 1, (free - fixed) // each)
    if fits >= 1:
        return said + f"--micro-batch {fits} would fit, with the same result but for rounding."
    sizes = {name: preset_bytes(name, config.vocabulary, sequence, precision, kernels) for name in PRESETS}
    smaller = [name for name in PRESETS if sizes[name] <= free]
    if smaller:
        return said + f"No micro-batch would; --preset {max(smaller, key=sizes.get)} would, with --micro-batch 1."
    return said + "No preset would; build the shards with a shorter sequence or a smaller vocabulary."


def preset_bytes(name: str, vocabulary: int, sequence: int, precision: str, kernels: bool) -> int:
    config = model_config(name, vocabulary)
    return state_bytes(config) + activation_bytes(config, sequence, precision, kernels)


def gigabytes(size: float) -> str:
    return f"{size / 1e9:.1f} GB"
