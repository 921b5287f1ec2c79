"""Bits per byte on held-out text: how many bits the model needs to write down one UTF-8 byte of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch

from trainer.batches import make_batch
from trainer.model.documents import Documents
from trainer.model.loss import token_nll
from trainer.shards import ShardFile, Shards

AT_ONCE = {"cpu": 8192, "cuda": 65_536}  # tokens


def held_out_parts(shards: Shards) -> list[tuple[str, list[tuple[ShardFile, int]], int | None]]:
    """(source, its rows, its bytes) of what is evaluated; the bytes are unknown for reserved training sequences."""
    if shards.held_out:
        by_source: dict[str, tuple[list, list]] = {}
        for file in shards.held_out:
            rows, sizes = by_source.setdefault(file.source or "all", ([], []))
            rows += [(file, number) for number in range(file.sequences)]
            sizes.append(file.bytes)
        return [(source, rows, sum(sizes)) for source, (rows, sizes) in by_source.items()]
    first = shards.training_sequences
    return [("train", [shards.locate(number) for number in range(first, first + shards.reserved)], None)]


@dataclass
class Measured:
    """What a model made of the held-out documents of one source: one entry a document that has text."""

    nats: list[np.ndarray]  # summed negative log likelihood
    tokens: list[np.ndarray]
    bytes: int


def evaluate(model, shards: Shards, device, autocast, progress=lambda done, total: None) -> dict[str, Measured]:
    """Runs the model over all held-out text, by source; every token of every document counts, the first as well."""
    model.eval()
    parts = held_out_parts(shards)
    total, done, found = sum(len(rows) for _, rows, _ in parts), 0, {}
    size = max(1, AT_ONCE[torch.device(device).type] // shards.sequence)
    for source, rows, known in parts:
        sums: dict[str, DocumentSums] = {}
        for at in range(0, len(rows), size):
            here = rows[at : at + size]
            batch = make_batch(shards, here)
            moved = batch.to(device)
            with autocast():
                nll = token_nll(model, moved, Documents(moved.documents)).double().cpu().numpy()
            for row, (file, _) in enumerate(here):
                counted = batch.counted[row].numpy()
                of_file = sums.setdefault(file.name, DocumentSums(file))
                of_file.add(batch.documents[row].numpy()[counted], nll[row][counted])
            done += len(here)
            progress(done, total)
        pairs = [of_file.seen() for of_file in sums.values()]
        tokens = [tokens for _, tokens in pairs]
        count = sum(int(t.sum()) for t in tokens)
        found[source] = Measured(
            [nats for nats, _ in pairs], tokens, known if known is not None else round(count * shards.bytes_per_token)
        )
    model.train()
    return found


class DocumentSums:
    """Sums over the documents of one file."""

    def __init__(self, file: ShardFile):
        self.marks = file.documents
        self.nats = np.zeros(len(file.documents) - 1)
        self.tokens = np.zeros(len(file.documents) - 1, dtype=np.int64)

    def add(self, pieces: np.ndarray, nats: np.ndarray) -> None:
        documents = np.searchsorted(self.marks, pieces, side="right") - 1
        np.add.at(self.nats, documents, nats)
        np.add.at(self.tokens, documents, 1)

    def seen(self) -> tuple[np.ndarray, np.ndarray]:
        return self.nats[self.tokens > 0], self.tokens[self.tokens > 0]


def summary(shards: Shards, found: dict[str, Measured]) -> dict:
    """Bits per byte over all held-out text and by source."""
    nats = {source: math.fsum(np.concatenate(m.nats)) for source, m in found.items()}
    tokens = sum(int(t.sum()) for m in found.values() for t in m.tokens)
    size = sum(m.bytes for m in found.values())
    bits = {source: nats[source] / math.log(2) / max(1, found[source].bytes) for source in nats}
    return {
        "bits_per_byte": math.fsum(nats.values()) / math.log(2) / max(1, size),
        "bits_per_byte_by_source": bits if shards.held_out else {},
        "loss_per_token": math.fsum(nats.values()) / max(1, tokens),
        "held_out_tokens": tokens,
        "held_out_bytes": size,
        "held_out_documents": sum(len(t) for m in found.values() for t in m.tokens),
        "held_out": "held-out files" if shards.held_out else "last 1 % of the training sequences",
        "held_out_bytes_estimated": not shards.held_out,
    }
