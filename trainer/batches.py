"""From sequence numbers to tensors: the order of the data, and what the model sees of a sequence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable

import numpy as np
import torch

from trainer.errors import WorkFailed
from trainer.shards import ShardFile, Shards


@dataclass(frozen=True)
class Batch:
    """Sequences as the model sees them: every position predicts its own token from those before it in its document.

    The first token of a piece is predicted from the end-of-text id, so that every byte of a text is paid for.
    """

    inputs: torch.Tensor  # (batch, time) int64: the token before, or end-of-text at the start of a piece
    targets: torch.Tensor  # (batch, time) int64
    documents: torch.Tensor  # (batch, time) int64: number of the piece, unique within the file
    counted: torch.Tensor  # (batch, time) bool: false on padding
    names: tuple[str, ...]  # one per row, for messages

    @property
    def tokens(self) -> int:
        return int(self.counted.sum())

    def part(self, first: int, last: int) -> "Batch":
        rows = slice(first, last)
        return replace(self.each(lambda tensor: tensor[rows]), names=self.names[rows])

    def to(self, device: torch.device) -> "Batch":
        """On a device; a GPU copies what is pinned while the caller goes on."""
        return self.each(lambda tensor: tensor.to(device, non_blocking=True))

    def pinned(self) -> "Batch":
        """In memory that a GPU copies from by itself."""
        return self.each(torch.Tensor.pin_memory)

    def each(self, change: Callable[[torch.Tensor], torch.Tensor]) -> "Batch":
        return Batch(*map(change, (self.inputs, self.targets, self.documents, self.counted)), self.names)


def training_batch(shards: Shards, numbers: list[int]) -> Batch:
    return make_batch(shards, [shards.locate(number) for number in numbers])


def make_batch(shards: Shards, places: list[tuple[ShardFile, int]]) -> Batch:
    """Reads the named rows, marks padding, and shifts the tokens by one inside every piece."""
    rows = [file.read(number) for file, number in places]
    names = tuple(f"{file.name}:{number}" for file, number in places)
    targets = np.stack([ids for ids, _ in rows])
    pieces = np.stack([piece for _, piece in rows])
    check_ids(shards, targets, names)
    starts = np.ones_like(targets, dtype=bool)
    starts[:, 1:] = pieces[:, 1:] != pieces[:, :-1]
    inputs = np.where(starts, shards.end_of_text, np.roll(targets, 1, axis=1))
    counted = np.stack([real_tokens(ids, piece, shards.padding) for ids, piece in rows])
    return Batch(*(torch.from_numpy(a) for a in (inputs, targets, pieces, counted)), names)


def real_tokens(ids: np.ndarray, pieces: np.ndarray, padding: int) -> np.ndarray:
    """True where a token is text: its piece has at least one id that is not padding."""
    local = pieces - pieces[0]
    return (np.bincount(local, weights=ids != padding) > 0)[local]


def check_ids(shards: Shards, ids: np.ndarray, names: tuple[str, ...]) -> None:
    rows, places = np.nonzero((ids < 0) | (ids >= shards.vocabulary))
    if len(rows):
        raise WorkFailed(
            f"{shards.folder}: Cannot use sequence {names[rows[0]]}: it holds the id {ids[rows[0], places[0]]} and the "
            f"vocabulary ends at {shards.vocabulary - 1}. The shards and their description do not belong together."
        )
