"""Text that a model writes by itself, for people to look at."""

from __future__ import annotations

from pathlib import Path

import torch

from trainer.model.documents import Documents

TEMPERATURE = 0.8


@torch.no_grad()
def sample_ids(model, end_of_text: int, vocabulary: int, count: int, length: int, seed: int, device) -> list[list[int]]:
    """`count` continuations of nothing, each cut at its end-of-text; the draws depend on the seed alone."""
    generator = torch.Generator().manual_seed(seed)
    tokens = torch.full((count, 1), end_of_text, dtype=torch.long, device=device)
    for _ in range(length):
        last = model(tokens, Documents.single(tokens))[:, -1]
        logits = (last @ model.embedding.weight.to(last.dtype).T).float().cpu()[:, :vocabulary]
        drawn = torch.multinomial((logits / TEMPERATURE).softmax(-1), 1, generator=generator)
        tokens = torch.cat([tokens, drawn.to(device)], dim=1)
    return [until(row, end_of_text) for row in tokens[:, 1:].tolist()]


def until(ids: list[int], end: int) -> list[int]:
    return ids[: ids.index(end)] if end in ids else ids


def open_tokenizer(path: Path):
    """The Hugging Face tokenizer of a file, or None where there is no such file, or none that the library can read."""
    from tokenizers import Tokenizer

    if not path.is_file():
        return None
    try:
        return Tokenizer.from_file(str(path))
    except Exception:  # the library raises nothing narrower for a file that is no tokenizer
        return None


def as_text(tokenizer, ids: list[int]) -> str:
    """The text of token ids, or the ids themselves where there is no tokenizer."""
    return tokenizer.decode(ids) if tokenizer is not None else " ".join(map(str, ids))
