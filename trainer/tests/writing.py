"""Shards written byte by byte, for tests of the reader and small runs on real text."""

from __future__ import annotations

import hashlib
import json
import struct
from itertools import accumulate
from pathlib import Path

END, PADDING, FIRST_BYTE = 0, 1, 2
VOCABULARY = 258


def encode(text: bytes) -> list[int]:
    """The tokenizer of the tests: one id a byte, then end-of-text."""
    return [FIRST_BYTE + byte for byte in text] + [END]


def write_shards(folder: Path, training: list[bytes], held_out: dict[str, list[bytes]] = {}, sequence=64, **changes):
    """Concatenates the documents, cuts them at sequence borders, and fills the last sequence with padding."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [write_pair(folder, "train-00000", training, sequence) | {"set": "train"}]
    for source, documents in held_out.items():
        name = f"held-out-{source}-00000"
        files.append(write_pair(folder, name, documents, sequence) | {"set": "held-out", "source": source})
    description = {
        "format": "megatron",
        "version": 1,
        "recipe": folder.name,
        "tokenizer": {
            "file": "tokenizer.json",
            "sha256": hashlib.sha256(b"bytes").hexdigest(),
            "vocabulary": VOCABULARY,
            "end-of-text": END,
            "padding": PADDING,
        },
        "dtype": "uint16",
        "sequence": sequence,
        "packing": "concatenate",
        "seed": 17,
        "files": files,
        "train": totals([file for file in files if file["set"] == "train"], sequence),
        "held-out": totals([file for file in files if file["set"] == "held-out"], sequence) if held_out else None,
    }
    description.update(changes)
    (folder / "shards.json").write_text(json.dumps(description))
    return folder


def totals(files: list[dict], sequence: int) -> dict:
    sums = {key: sum(file[key] for file in files) for key in ("sequences", "tokens", "documents", "bytes")}
    return sums | {"padding": sums["sequences"] * sequence - sums["tokens"]}


def write_pair(folder: Path, name: str, documents: list[bytes], sequence: int) -> dict:
    ids, lengths, marks = [], [], [0]
    for document in documents:
        left = encode(document)
        while left:
            room = sequence - len(ids) % sequence
            ids += left[:room]
            lengths.append(len(left[:room]))
            left = left[room:]
        marks.append(len(lengths))
    tokens = len(ids)
    fill = -tokens % sequence
    if fill:
        ids += [PADDING] * fill
        lengths.append(fill)
        marks.append(len(lengths))
    return write_bytes(folder, name, ids, lengths, marks) | {
        "sequences": len(ids) // sequence,
        "tokens": tokens,
        "documents": len(documents),
        "bytes": sum(map(len, documents)),
    }


def write_bytes(folder: Path, name: str, ids, lengths, marks, code: int = 8) -> dict:
    form = {8: "H", 4: "i"}[code]
    width = struct.calcsize("<" + form)
    pointers = [sum(lengths[:i]) * width for i in range(len(lengths))]
    stream = struct.pack(f"<{len(ids)}{form}", *ids)
    index = b"MMIDIDX\x00\x00" + struct.pack("<QBQQ", 1, code, len(lengths), len(marks))
    index += struct.pack(f"<{len(lengths)}i", *lengths) + struct.pack(f"<{len(pointers)}q", *pointers)
    index += struct.pack(f"<{len(marks)}q", *marks)
    (folder / f"{name}.bin").write_bytes(stream)
    (folder / f"{name}.idx").write_bytes(index)
    return {
        "name": name,
        "bin-sha256": hashlib.sha256(stream).hexdigest(),
        "idx-sha256": hashlib.sha256(index).hexdigest(),
    }


def real_documents(size: int = 60_000) -> list[bytes]:
    """Real text that is always at hand, about so many bytes: sources of the trainer, one document a paragraph."""
    here = Path(__file__).resolve().parent.parent
    texts = [path.read_bytes() for path in sorted(here.glob("*.md")) + sorted(here.rglob("*.py"))]
    documents = [part for text in texts for part in text.split(b"\n\n") if part.strip()]
    return [part for part, end in zip(documents, accumulate(map(len, documents))) if end <= size]
