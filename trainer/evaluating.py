"""The command `evaluate`: a finished or unfinished run on the held-out text of any shards of its tokenizer."""

from __future__ import annotations

import torch

from trainer.errors import WrongCommand
from trainer.evaluation import evaluate, summary
from trainer.model import make_model
from trainer.model.config import ModelConfig
from trainer.plan import default_precision
from trainer.progress import Progress
from trainer.run_folder import RunFolder
from trainer.shards import Shards
from trainer.tasks import Tasks
from trainer.training import autocast_for


def load_model(run: RunFolder) -> torch.nn.Module:
    """The model of a run's last checkpoint."""
    model = make_model(ModelConfig.from_json(run.config()["model"]))
    model.load_state_dict(run.load_checkpoint()["model"])
    return model


def refuse_missing_device(device: str) -> None:
    if device == "cuda" and not torch.cuda.is_available():
        raise WrongCommand("--device cuda: Cannot compute there: PyTorch finds no GPU that it can use. Leave it out.")


def autocast_of(device: str, precision: str | None = None):
    """Makes contexts of a precision; by default that which runs on the device have by default."""
    return lambda: autocast_for(precision or default_precision(device), torch.device(device))


def evaluate_run(options) -> dict:
    torch.set_num_threads(options.threads)
    refuse_missing_device(options.device)
    run = RunFolder.existing(options.run)
    shards = Shards.open(options.shards, verify=not options.unverified)
    tasks = Tasks.open(run, options.tasks, options.limit)
    model = load_model(run)
    refuse_other_tokenizer(run, shards, model.config.vocabulary)
    device = torch.device(options.device)
    progress = Progress.of_evaluation()
    found = evaluate(model.to(device), shards, device, autocast_of(options.device), progress.evaluated)
    progress.close()
    answered = {"tasks": tasks.measure(model, device)} if tasks else {}
    measured = {**summary(shards, found), **answered, "shards_fingerprint": shards.fingerprint}
    return {"run": str(run.path), "recipe": shards.recipe, **measured}


def refuse_other_tokenizer(run: RunFolder, shards: Shards, vocabulary: int) -> None:
    if shards.vocabulary > vocabulary:
        raise WrongCommand(
            f"{shards.folder}: Cannot evaluate {run.path} on these shards: their vocabulary of {shards.vocabulary} "
            f"ids is too large for the model, which knows {vocabulary}. They were made with another tokenizer."
        )
    known = run.config()["shards"]["tokenizer"]["sha256"]
    found = shards.description["tokenizer"]["sha256"]
    if known is not None and found != known:
        raise WrongCommand(
            f"{shards.folder}: Cannot evaluate {run.path} on these shards: they were made with another tokenizer "
            f"(SHA-256 {found[:16]}… instead of {known[:16]}…), so that their ids mean other words."
        )
