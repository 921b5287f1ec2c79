"""The command `compare`: equal models on each shard set, and whether their difference can be told from noise."""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass, field
from itertools import combinations, count
from pathlib import Path
from urllib.parse import quote

import numpy as np
import torch

from trainer.curves import draw_curves
from trainer.errors import WrongCommand
from trainer.evaluating import autocast_of, load_model
from trainer.evaluation import Measured, evaluate
from trainer.run_folder import RunFolder
from trainer.shard_sets import refuse_difference
from trainer.shards import Shards
from trainer.statistics import Interval, by_document, by_seed, t_quantile
from trainer.starting import train

CONFIDENCE = 0.95
RULE = "|---|---|---|---|---|"


@dataclass
class Contestant:
    """One shard set: its runs, and per seed what its models made of each held-out set."""

    name: str
    shards: Shards
    results: list[dict] = field(default_factory=list)
    measured: list[list[dict[str, Measured]]] = field(default_factory=list)  # [seed][held-out set]

    def bits(self, seed: int) -> float:
        """Mean over the held-out sets of bits per byte."""
        return float(np.mean([bits_per_byte(found) for found in self.measured[seed]]))


def compare(options) -> dict:
    contestants = name_sets([Shards.open(path, verify=not options.unverified) for path in options.shards])
    judges = judging_sets(options, contestants)
    device, autocast = torch.device(options.device), autocast_of(options.device, options.precision)
    for contestant in contestants:
        for seed in range(1, options.seeds + 1):
            run = RunFolder(options.out / "runs" / f"{quote(contestant.name, safe='')}-seed-{seed}")
            contestant.results.append(train_one(options, contestant.shards.folder, seed, run.path))
            model = load_model(run).to(device)
            contestant.measured.append([evaluate(model, shards, device, autocast) for shards in judges])
    result = judge(contestants, judges, options)
    RunFolder(options.out).write_json(options.out / "result.json", result)
    (options.out / "comparison.md").write_text(markdown(result), encoding="utf-8")
    result["curves"] = draw_curves(options.out, {c.name: [r["loss_curve"] for r in c.results] for c in contestants})
    return result


def train_one(options, folder: Path, seed: int, out: Path) -> dict:
    alone = {"replay": None, "anneal": None, "begin": None, "shard": False, "steps": None}
    quiet = {"evaluate_every": 0, "tasks": None, "limit": None}
    return train(argparse.Namespace(**{**vars(options), **alone, **quiet, "shards": folder, "seed": seed, "out": out}))


def name_sets(sets: list[Shards]) -> list[Contestant]:
    """Sets are named by their recipes, with a number behind where two share one."""
    if len(sets) < 2:
        raise WrongCommand("compare: Cannot compare a single shard set: give at least two.")
    names: list[str] = []
    for shards in sets:
        every = (shards.recipe + (f"-{number}" if number > 1 else "") for number in count(1))
        names.append(next(name for name in every if name not in names))
    return [Contestant(name, shards) for name, shards in zip(names, sets)]


def judging_sets(options, contestants: list[Contestant]) -> list[Shards]:
    """The held-out text that all models are measured on: of every set, or of the one that the command names."""
    named = [Shards.open(options.held_out, verify=not options.unverified)] if options.held_out else []
    judges = named or [contestant.shards for contestant in contestants]
    first = contestants[0].shards
    for shards in [*judges, *(contestant.shards for contestant in contestants)]:
        refuse_difference(first, shards, "compare")
    return judges


def judge(contestants: list[Contestant], judges: list[Shards], options) -> dict:
    """Each pair by seed and by document; a set is better where it beats all others in both."""
    pairs = list(combinations(contestants, 2))
    confidence = 1 - (1 - CONFIDENCE) / len(pairs)  # Bonferroni
    compared = [compare_pair(one, other, confidence) for one, other in pairs]
    wins = {c.name: sum(pair["better"] == c.name for pair in compared) for c in contestants}
    better = next((name for name, count in wins.items() if count == len(contestants) - 1), None)
    return {
        "better": better,
        "sentence": sentence(better, contestants, compared, options.seeds),
        "preset": options.preset,
        "seeds": options.seeds,
        "confidence": CONFIDENCE,
        "held_out": [shards.recipe for shards in judges],
        "sets": [describe(contestant, options.seeds) for contestant in contestants],
        "pairs": compared,
    }


def compare_pair(one: Contestant, other: Contestant, confidence: float) -> dict:
    """The difference in bits per byte, second minus first: above zero where the first set is better."""
    seeds = by_seed([other.bits(s) - one.bits(s) for s in range(len(one.measured))], confidence)
    documents = by_documents(one, other, confidence)
    side = seeds.side if seeds.side == documents.side else 0
    return {
        "first": one.name,
        "second": other.name,
        "difference_by_seed": seeds.to_json(),
        "difference_by_document": documents.to_json(),
        "better": {1: one.name, -1: other.name, 0: None}[side],
    }


def by_documents(one: Contestant, other: Contestant, confidence: float) -> Interval:
    """The mean over the held-out sets; documents are paired, and their likelihoods averaged over the seeds first.

    Held-out sets may have documents in common, so the errors of their intervals are taken to go the same way.
    """
    parts = []
    for number in range(len(one.measured[0])):
        first, second = (mean_nats([seed[number] for seed in c.measured]) for c in (one, other))
        found = one.measured[0][number]
        tokens = np.concatenate([t for m in found.values() for t in m.tokens])
        scale = tokens.sum() / math.log(2) / sum(m.bytes for m in found.values())
        parts.append(by_document(second - first, tokens, scale, confidence))
    mean = float(np.mean([part.mean for part in parts]))
    half = float(np.mean([part.high - part.mean for part in parts]))
    return Interval(mean, mean - half, mean + half)


def mean_nats(found: list[dict[str, Measured]]) -> np.ndarray:
    return np.mean([np.concatenate([n for m in seed.values() for n in m.nats]) for seed in found], axis=0)


def bits_per_byte(found: dict[str, Measured]) -> float:
    nats = math.fsum(float(n.sum()) for m in found.values() for n in m.nats)
    return nats / math.log(2) / max(1, sum(m.bytes for m in found.values()))


def describe(contestant: Contestant, seeds: int) -> dict:
    values = [contestant.bits(seed) for seed in range(seeds)]
    train_tokens = contestant.shards.training_sequences * contestant.shards.real_tokens_per_sequence
    tokens = contestant.results[0]["tokens"]
    spread = t_quantile(CONFIDENCE, seeds - 1) * np.std(values, ddof=1) / math.sqrt(seeds) if seeds > 1 else None
    return {
        "name": contestant.name,
        "bits_per_byte": float(np.mean(values)),
        "bits_per_byte_half_interval": None if spread is None else float(spread),
        "bits_per_byte_by_seed": values,
        "tokens": tokens,
        "epochs": tokens / train_tokens,
        "shards_fingerprint": contestant.shards.fingerprint,
    }


def sentence(better: str | None, contestants: list[Contestant], compared: list[dict], seeds: int) -> str:
    if better is not None:
        return f"{better} is better: by seed and by document, its bits per byte are lower than every other set's."
    if seeds < 2:
        return "Cannot tell: one seed says nothing about the noise between seeds. Use --seeds 3 or more."
    best = min(contestants, key=lambda c: np.mean([c.bits(s) for s in range(seeds)])).name
    open_pairs = [f"{p['first']} and {p['second']}" for p in compared if p["better"] is None]
    doubt = "; ".join(open_pairs)
    return f"Cannot tell: {best} has the lowest bits per byte, but noise may explain it between {doubt}."


def markdown(result: dict) -> str:
    lines = [result["sentence"], "", "| set | bits per byte | 95 % by seed | tokens | epochs |", RULE]
    for row in result["sets"]:
        half = row["bits_per_byte_half_interval"]
        width = "unknown" if half is None else f"± {half:.4f}"
        about = f"{row['name']} | {row['bits_per_byte']:.4f} | {width} | {row['tokens']:,} | {row['epochs']:.2f}"
        lines.append(f"| {about} |")
    lines += ["", "| pair (second minus first) | difference | by seed | by document | better |", RULE]
    for pair in result["pairs"]:
        seed, document = (bounds(pair[f"difference_by_{kind}"]) for kind in ("seed", "document"))
        mean = pair["difference_by_seed"]["mean"]
        better = pair["better"] or "cannot tell"
        lines.append(f"| {pair['first']}, {pair['second']} | {mean:+.4f} | {seed} | {document} | {better} |")
    return "\n".join(lines) + "\n"


def bounds(interval: dict) -> str:
    return "unknown" if interval["low"] is None else f"{interval['low']:+.4f} to {interval['high']:+.4f}"


def print_comparison(result: dict, as_json: bool) -> None:
    print(json.dumps(result) if as_json else markdown(result), end="\n" if as_json else "")
