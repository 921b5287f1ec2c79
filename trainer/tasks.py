"""Likelihood tasks from JSON lines: LAMBADA, HellaSwag, PIQA, ARC, WinoGrande, OpenBookQA and others of their shapes.

Three shapes of line are known: a query with choices; options of context with one continuation (WinoGrande); a context
with one continuation that must be the likeliest word for word (LAMBADA).
"""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch

from trainer.errors import WorkFailed, WrongCommand
from trainer.model.documents import Documents
from trainer.sampling import open_tokenizer

PACKED = 4096  # tokens computed at once


@dataclass(frozen=True)
class Question:
    """Which of the (context, continuation) pairs is right? A single pair asks for the likeliest continuation."""

    pairs: tuple[tuple[str, str], ...]
    right: int


@dataclass(frozen=True)
class Scored:
    nats: float  # negative log likelihood of the continuation
    greedy: bool  # every token of it was the likeliest


def read_questions(path: Path, limit: int | None) -> list[Question]:
    questions, seen = [], set()
    for number, line in enumerate(read_lines(path), start=1):
        if limit is not None and len(questions) >= limit:
            break
        try:
            data = json.loads(line)
            if "doc" in data:  # prepared requests: one line a choice
                if data["doc"]["ind"] in seen:
                    continue
                seen.add(data["doc"]["ind"])
                data = data["doc"]
            questions.append(question(data))
        except (ValueError, KeyError, TypeError, IndexError) as problem:
            raise WorkFailed(f"{path}:{number}: Cannot read a question: {problem!r}. Its line is of no known shape.")
    if not questions:
        raise WorkFailed(f"{path}: Cannot evaluate on this task: it holds no question.")
    return questions


def question(data: dict) -> Question:
    if "context_options" in data:
        pairs = tuple((context, " " + data["continuation"]) for context in data["context_options"])
    elif "choices" in data:
        query = data["query"].rstrip()
        between = "\nAnswer: " if query.startswith("Question:") else " "
        pairs = tuple((query + between.rstrip(" "), " " + choice.strip()) for choice in data["choices"])
    else:
        return Question(((data["context"].rstrip(), " " + data["continuation"].strip()),), 0)
    if not 0 <= data["gold"] < len(pairs) or len(pairs) < 2:
        raise ValueError("gold names none of the choices")
    return Question(pairs, data["gold"])


def read_lines(path: Path) -> list[str]:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        import zstandard

        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return [line for line in data.decode("utf-8").splitlines() if line.strip()]


def score_pairs(model, encode, end_of_text: int, length: int, pairs: list[tuple[str, str]], device) -> list[Scored]:
    """Likelihood of every continuation; short documents are computed together, packed, as in training."""
    coded = []
    for context, continuation in pairs:
        before, whole = encode(context), encode(context + continuation)
        start = max(1, min(len(before), len(whole) - 1)) if before else 0
        cut = max(0, len(whole) - length)
        coded.append((whole[cut:], max(0, start - cut)))
    scored: list[Scored] = []
    at = 0
    while at < len(coded):
        last, size = at, 0
        while last < len(coded) and (last == at or size + len(coded[last][0]) <= PACKED):
            size += len(coded[last][0])
            last += 1
        scored += score_row(model, coded[at:last], end_of_text, device)
        at = last
    return scored


@torch.no_grad()
def score_row(model, coded: list[tuple[list[int], int]], end_of_text: int, device) -> list[Scored]:
    inputs = [token for ids, _ in coded for token in [end_of_text, *ids[:-1]]]
    targets = torch.tensor([token for ids, _ in coded for token in ids], device=device)
    numbers = torch.repeat_interleave(torch.arange(len(coded)), torch.tensor([len(ids) for ids, _ in coded]))
    hidden = model(torch.tensor([inputs], device=device), Documents(numbers[None].to(device)))[0]
    at, out = 0, []
    for ids, start in coded:
        asked = slice(at + start, at + len(ids))
        logits = (hidden[asked] @ model.embedding.weight.to(hidden.dtype).T).float()
        wanted = targets[asked]
        nll = logits.logsumexp(-1) - logits.gather(1, wanted[:, None])[:, 0]
        out.append(Scored(nll.double().sum().item(), bool((logits.argmax(-1) == wanted).all())))
        at += len(ids)
    return out


def run_task(model, encode, end_of_text: int, length: int, questions: list[Question], device) -> dict:
    """Accuracy with a 95 % interval (Wilson), the random baseline, and the accuracy centred on it."""
    scored = score_pairs(model, encode, end_of_text, length, [p for q in questions for p in q.pairs], device)
    right = by_byte = at = 0
    for asked in questions:
        mine = scored[at : at + len(asked.pairs)]
        at += len(asked.pairs)
        if len(mine) == 1:
            right += mine[0].greedy
            by_byte += mine[0].greedy
            continue
        sizes = [len(continuation.encode()) for _, continuation in asked.pairs]
        right += min(range(len(mine)), key=lambda i: mine[i].nats) == asked.right
        by_byte += min(range(len(mine)), key=lambda i: mine[i].nats / sizes[i]) == asked.right
    count = len(questions)
    random = sum(1 / len(q.pairs) if len(q.pairs) > 1 else 0 for q in questions) / count
    low, high = wilson(right, count)
    return {
        "questions": count,
        "accuracy": right / count,
        "accuracy_low": low,
        "accuracy_high": high,
        "accuracy_by_byte": by_byte / count,
        "random": random,
        "centred": (right / count - random) / (1 - random),
    }


def wilson(right: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    share, extra = right / count, z * z / count
    half = z * math.sqrt(share * (1 - share) / count + extra / count / 4)
    return (share + extra / 2 - half) / (1 + extra), (share + extra / 2 + half) / (1 + extra)


def run_tasks(model, run, about: dict, paths: list[Path], limit: int | None, device) -> dict[str, dict]:
    """Every task by the name of its file, with the tokenizer that the run keeps."""
    path = run.path / "tokenizer.json"
    tokenizer = open_tokenizer(path)
    if tokenizer is None:
        raise WrongCommand(f"{path}: Cannot tokenise questions: the run has no tokenizer, for the shards had none.")

    def encode(text: str) -> list[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids

    model.eval()
    end = about["tokenizer"]["end-of-text"]
    found = {}
    for task in paths:
        questions = read_questions(task, limit)
        found[task.name.split(".")[0]] = run_task(model, encode, end, about["sequence"], questions, device)
    return found
