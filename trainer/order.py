"""The order of the data: which sequences a step reads, a pure function of seed and step, whatever the processes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from trainer.plan import Phase, Plan, again


def sequences_of(
    plan: Plan, step: int, totals: dict[str, int], in_order: frozenset[str] = frozenset()
) -> list[tuple[str, int]]:
    """(shard set, number of the sequence in it) of one step.

    `totals` are the training sequences of the sets; sets `in_order`, of a curriculum, are read as they stand.
    """
    phase, done = plan.at(step)
    slots = [slot(phase, place) for place in range(done * plan.batch, (done + 1) * plan.batch)]
    return [
        (name, place % totals[name] if name in in_order else numbered(plan.seed, place, totals[name]))
        for name, place in slots
    ]


def slot(phase: Phase, place: int) -> tuple[str, int]:
    """The set that a place of a phase is filled from, and the place in that set's own order."""
    replayed = again(place, phase.replay_share)
    if again(place + 1, phase.replay_share) > replayed:
        return phase.replay, phase.replay_from + replayed
    return phase.data, place - replayed


def numbered(seed: int, place: int, total: int) -> int:
    """The sequence at a place; each epoch has an order of its own."""
    return int(epoch_order(seed, place // total, total)[place % total])


@lru_cache(maxsize=4)
def epoch_order(seed: int, epoch: int, total: int) -> np.ndarray:
    """A permutation of 0..total-1: sorted by a 64-bit mix (splitmix64) of number, seed and epoch."""
    with np.errstate(over="ignore"):
        key = mix(np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(epoch))
        return np.argsort(mix(np.arange(total, dtype=np.uint64) ^ key), kind="stable")


def mix(value: np.ndarray) -> np.ndarray:
    value = value + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
