"""The shard sets of one run: what it trains on, what it replays, what it anneals on."""

from __future__ import annotations

from pathlib import Path

from trainer.batches import Batch, make_batch
from trainer.errors import WrongCommand
from trainer.shards import Shards


def open_sets(options) -> dict[str, Shards]:
    """By their part in the run: "data", and where they are given "replay" and "anneal"."""
    paths = {"data": options.shards, "replay": options.replay, "anneal": options.anneal}
    verify = not options.unverified
    sets = {name: Shards.open(path, verify) for name, path in paths.items() if path is not None}
    first = sets["data"]
    for name, shards in sets.items():
        refuse_difference(first, shards, f"--{name}")
    return sets


def refuse_difference(first: Shards, other: Shards, what: str) -> None:
    """Sets that are read side by side must have one tokenizer with the same special ids, and one length of sequence."""
    for about, one, two in (
        ("tokenizers", first.description["tokenizer"]["sha256"], other.description["tokenizer"]["sha256"]),
        ("ids of end-of-text", first.end_of_text, other.end_of_text),
        ("ids of padding", first.padding, other.padding),
        ("lengths of sequence", first.sequence, other.sequence),
    ):
        if one != two:
            raise WrongCommand(
                f"{what}: Cannot use {other.folder} together with {first.folder}: their {about} differ. "
                "Build both with the same tokenizer, end-of-text, padding and sequence in output.shards."
            )


def mixed_batch(sets: dict[str, Shards], sequences: list[tuple[str, int]]) -> Batch:
    """The named sequences, in order."""
    return make_batch(sets["data"], [sets[name].locate(number) for name, number in sequences])


def about_shards(shards: Shards) -> dict:
    return {
        "fingerprint": shards.fingerprint,
        "recipe": shards.recipe,
        "sequence": shards.sequence,
        "tokenizer": shards.description["tokenizer"],
    }


def tokenizer_file(shards: Shards) -> Path:
    return shards.folder / Path(shards.description["tokenizer"]["file"]).name
