"""Where documents begin and end inside packed sequences, in the forms that the layers need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import torch
import torch.nn.functional as F


@dataclass(frozen=True)
class ChunkMasks:
    """Who may speak to whom inside chunks of Q time steps, and across their borders."""

    numbers: torch.Tensor  # (b, n, q) the documents
    same: torch.Tensor  # (b, n, q, q) bool: j <= i and both in one document
    to_end: torch.Tensor  # (b, n, q) bool: in the document of the chunk's last step
    from_before: torch.Tensor  # (b, n, q) bool: in the document of the previous chunk's last step
    passes: torch.Tensor  # (b, n) bool: the previous chunk's last document lives through the whole chunk

    def seen(self, like: torch.Tensor) -> torch.Tensor:
        """(b, n, 1, q, q): `same` as numbers, of the kind of another tensor."""
        return self.same[:, :, None].to(like.dtype)


class Documents:
    """The document number of every position, (batch, time); a number must not come back later in its row."""

    def __init__(self, numbers: torch.Tensor):
        self.numbers = numbers
        self._chunks: dict[int, ChunkMasks] = {}
        self._openings: dict[int, tuple[torch.Tensor, ...]] = {}
        self._rotations: dict[tuple[int, float], tuple[torch.Tensor, torch.Tensor]] = {}

    @staticmethod
    def single(tokens: torch.Tensor) -> "Documents":
        """Each row is one document."""
        return Documents(torch.zeros_like(tokens))

    @cached_property
    def positions(self) -> torch.Tensor:
        """(b, t): distance from the start of the document."""
        here = torch.arange(self.numbers.shape[1], device=self.numbers.device).expand_as(self.numbers)
        starts = torch.where(self.first, here, torch.zeros_like(here))
        return here - starts.cummax(dim=1).values

    @cached_property
    def as_int32(self) -> tuple[torch.Tensor, torch.Tensor]:
        """(b, t) each, for kernels: positions, and numbers from 0 in every row."""
        numbers = self.first.cumsum(1) - 1
        return self.positions.to(torch.int32).contiguous(), numbers.to(torch.int32).contiguous()

    @cached_property
    def first(self) -> torch.Tensor:
        """(b, t) bool: the position begins a document."""
        changed = self.numbers[:, 1:] != self.numbers[:, :-1]
        return F.pad(changed, (1, 0), value=True)

    @cached_property
    def starts(self) -> torch.Tensor:
        """(b, t): the first step of the document."""
        return torch.arange(self.numbers.shape[1], device=self.numbers.device) - self.positions

    @cached_property
    def ends(self) -> torch.Tensor:
        """(b, t): the step behind the document's last."""
        time = self.numbers.shape[1]
        behind = torch.arange(1, time + 1, device=self.numbers.device).expand_as(self.numbers)
        last = F.pad(self.first[:, 1:], (0, 1), value=True)
        return torch.where(last, behind, time).flip(1).cummin(dim=1).values.flip(1)

    def openings(self, taps: int) -> tuple[torch.Tensor, ...]:
        """Places where a window of the last `taps` steps reaches into an earlier document.

        Row and step of each place (m,), the steps of its window (m, taps), and which of these are in its document.
        """
        if taps not in self._openings:
            row, step = torch.nonzero((self.positions < taps - 1) & (self.starts > 0), as_tuple=True)
            back = step[:, None] - torch.arange(taps - 1, -1, -1, device=step.device)
            seen = back >= self.starts[row, step][:, None]
            self._openings[taps] = row, step, back.clamp(min=0), seen
        return self._openings[taps]

    @cached_property
    def attention(self) -> torch.Tensor:
        """(b, 1, t, t) bool: position i may look at position j."""
        same = self.numbers[:, :, None] == self.numbers[:, None, :]
        return same.tril()[:, None]

    @cached_property
    def earliest(self) -> list[int]:
        """For every position, the earliest start, over the batch, of the document it is in."""
        return self.starts.min(dim=0).values.tolist()

    def rotation(self, half: int, base: float) -> tuple[torch.Tensor, torch.Tensor]:
        """(t, half) fp32 each: cosines and sines of the rotary angles of every position there may be."""
        if (half, base) not in self._rotations:
            here = torch.arange(self.numbers.shape[1], device=self.numbers.device)
            angles = rotary_angles(here, half, base)
            self._rotations[half, base] = angles.cos(), angles.sin()
        return self._rotations[half, base]

    def chunks(self, size: int) -> ChunkMasks:
        if size not in self._chunks:
            self._chunks[size] = chunk_masks(self.numbers, size)
        return self._chunks[size]


def rotary_angles(positions: torch.Tensor, half: int, base: float) -> torch.Tensor:
    """(.., half) fp32: a position times rates that fall from 1 towards 1 / base."""
    rates = base ** (-torch.arange(half, device=positions.device, dtype=torch.float32) / half)
    return positions[..., None].float() * rates


def chunk_masks(numbers: torch.Tensor, size: int) -> ChunkMasks:
    """Masks for a row filled up with a document of its own to a whole number of chunks."""
    batch, time = numbers.shape
    filled = F.pad(numbers, (0, -time % size), value=-1)
    cut = filled.view(batch, -1, size)  # (b, n, q)
    last = cut[:, :, -1:]  # (b, n, 1)
    before = torch.cat([torch.full_like(last[:, :1], -2), last[:, :-1]], dim=1)
    return ChunkMasks(
        numbers=cut,
        same=(cut[..., :, None] == cut[..., None, :]).tril(),
        to_end=cut == last,
        from_before=cut == before,
        passes=(last == before)[..., 0],
    )
