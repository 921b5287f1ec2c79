"""Intervals for paired differences: Student's t over seeds, and over documents by their ratio of sums."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Interval:
    """A mean and the interval that covers the truth with the asked confidence; no width can be told from one sample."""

    mean: float
    low: float
    high: float

    @property
    def side(self) -> int:
        """-1 where the whole interval lies below zero, 1 above, 0 where it holds zero or is unknown."""
        return -1 if self.high < 0 else 1 if self.low > 0 else 0

    def to_json(self) -> dict:
        known = math.isfinite(self.low)
        return {"mean": self.mean, "low": self.low if known else None, "high": self.high if known else None}


def by_seed(differences: list[float], confidence: float) -> Interval:
    """Student's t interval of the mean of a few paired differences."""
    values, count = np.asarray(differences, dtype=np.float64), len(differences)
    if count < 2:
        return Interval(float(values.mean()), -math.inf, math.inf)
    half = t_quantile(confidence, count - 1) * values.std(ddof=1) / math.sqrt(count)
    return Interval(float(values.mean()), float(values.mean() - half), float(values.mean() + half))


def by_document(nats: np.ndarray, tokens: np.ndarray, scale: float, confidence: float) -> Interval:
    """Interval of `scale` x sum(nats) / sum(tokens) over documents: ratio estimate, error by the jackknife."""
    ratio, count = nats.sum() / tokens.sum(), len(nats)
    if count < 2:
        return Interval(float(scale * ratio), -math.inf, math.inf)
    without = (nats.sum() - nats) / (tokens.sum() - tokens)  # the ratio, each document left out once
    spread = math.sqrt((count - 1) * without.var())
    half = t_quantile(confidence, count - 1) * spread
    return Interval(float(scale * ratio), float(scale * (ratio - half)), float(scale * (ratio + half)))


def t_quantile(confidence: float, freedom: int) -> float:
    """The t that a Student variable stays below in absolute value with this probability."""
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if inside(middle, freedom) < confidence else (low, middle)
    return high


def inside(t: float, freedom: int) -> float:
    """P(|T| < t) for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4; above 200 by 26.7.8)."""
    if freedom > 200:
        normal = t * (1 - 1 / (4 * freedom)) / math.sqrt(1 + t * t / (2 * freedom))
        return math.erf(normal / math.sqrt(2))
    angle = math.atan(t / math.sqrt(freedom))
    sine, square = math.sin(angle), math.cos(angle) ** 2
    odd = freedom % 2
    term, total = (math.cos(angle), 0.0) if odd else (1.0, 0.0)
    for k in range(1, (freedom - odd) // 2 + 1):
        total += term
        term *= square * (2 * k / (2 * k + 1) if odd else (2 * k - 1) / (2 * k))
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
