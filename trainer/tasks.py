"""Likelihood tasks from JSON lines: LAMBADA, HellaSwag, PIQA, ARC, WinoGrande, OpenBookQA and others of their shapes.

Three shapes of line are known: a query with choices; options of context with one continuation (WinoGrande); a context
with one continuation that must be the likeliest word for word (LAMBADA).
"""

from __future__ import annotations

import gzip
import json
import math
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator

import torch

from trainer.errors import WorkFailed, WrongCommand
from trainer.model.documents import Documents
from trainer.run_folder import RunFolder
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
        if not line.strip():
            continue
        try:
            data = json.loads(line.decode("utf-8-sig"))
            if "doc" in data:  # prepared requests: one line a choice
                if data["doc"]["ind"] in seen:
                    continue
                seen.add(data["doc"]["ind"])
                data = data["doc"]
            questions.append(question(data))
        except KeyError as problem:
            raise WorkFailed(f"{path}:{number}: Cannot read a question: it has no {problem.args[0]!r}.")
        except (ValueError, TypeError, AttributeError) as problem:
            raise WorkFailed(f"{path}:{number}: Cannot read a question: {problem}. Its line is of no known shape.")
    if not questions:
        raise WorkFailed(f"{path}: Cannot evaluate on this task: it holds no question.")
    return questions


def question(data: dict) -> Question:
    if "context_options" in data:
        pairs = tuple((context, " " + data["continuation"]) for context in data["context_options"])
    elif "choices" in data:
        query = data["query"].rstrip()
        if re.search("^Question:", query, re.MULTILINE) and not query.endswith("Answer:"):
            query += "\nAnswer:"
        pairs = tuple((query, " " + choice.strip()) for choice in data["choices"])
    else:
        pairs = ((data["context"].rstrip(), " " + data["continuation"].strip()),)
    if not all(continuation.strip() for _, continuation in pairs):
        raise ValueError("a continuation is empty")
    if len(pairs) == 1 and "gold" not in data:
        return Question(pairs, 0)
    right = data["gold"]
    right = int(right) if isinstance(right, str) and right.isdecimal() else right
    if type(right) is not int or not 0 <= right < len(pairs) or len(pairs) < 2:
        raise ValueError("gold names none of the choices")
    return Question(pairs, right)


def read_lines(path: Path) -> list[bytes]:
    """The lines of a file, blank ones too; JSON strings may hold all that Unicode calls a break but the newline."""
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        elif path.suffix == ".zst":
            data = b"".join(frames(data))
    except (OSError, EOFError, ValueError, zlib.error, ImportError) as problem:
        raise WorkFailed(f"{path}: Cannot read questions: {getattr(problem, 'strerror', None) or problem}.")
    return data.split(b"\n")


def frames(data: bytes) -> Iterator[bytes]:
    """What each frame of a zstd file holds; there may be several."""
    import zstandard  # here, since all else goes without it

    while data:
        frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            text = frame.decompress(data)
        except zstandard.ZstdError as problem:
            raise ValueError(str(problem))
        yield text
        if not frame.eof:
            raise ValueError("the file is cut short")
        data = frame.unused_data


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


@dataclass(frozen=True)
class Tasks:
    """The questions of all tasks, by the names of their files, and how a run's model reads them."""

    questions: dict[str, list[Question]]
    encode: Callable[[str], list[int]]
    end_of_text: int
    length: int

    @staticmethod
    def open(run: RunFolder, paths: list[Path] | None, limit: int | None) -> "Tasks | None":
        """Reads everything, so that what is wrong is said before hours of training; None where nothing is asked."""
        if not paths:
            return None
        questions = {}
        for path in paths:
            name = path.name.split(".")[0]
            if name in questions:
                raise WrongCommand(f"--tasks {path}: Cannot use this file: another one gives the task {name} already.")
            questions[name] = read_questions(path, limit)
        place, about = run.path / "tokenizer.json", run.config()["shards"]
        tokenizer = open_tokenizer(place)
        if tokenizer is None:
            raise WrongCommand(f"{place}: Cannot tokenise questions: there is no tokenizer, or none that can be read.")

        def encode(text: str) -> list[int]:
            return tokenizer.encode(text, add_special_tokens=False).ids

        return Tasks(questions, encode, about["tokenizer"]["end-of-text"], about["sequence"])

    def measure(self, model, device) -> dict[str, dict]:
        model.eval()
        return {
            name: run_task(model, self.encode, self.end_of_text, self.length, questions, device)
            for name, questions in self.questions.items()
        }
