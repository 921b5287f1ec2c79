"""Passages of documents, apart by document: for a model, for what it scores, and for measuring (docs/benchmarks.md).

    python passages.py SOURCES OUT [SHARE]

SOURCES is a folder of .jsonl.zst files with id and text, OUT gets large-good.jsonl and large-bad.jsonl (to train the
larger model on), learn.jsonl and measure.jsonl (for it to score). All passages of a document, and all versions of
a document, are in one of them. Articles and the textbook count as good; with SHARE, 0 to 1, only so many
of them are scored. The same files give the same bytes.
"""

import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LENGTH = 1_500
MOST = {"wikipedia-2015": 29_000, "novels-en": 14_000}
GOOD = {"wikipedia-2015", "textbook"}
FILES = {
    "wikipedia-2015": "wikipedia-2015/part-0*.jsonl.zst", "textbook": "textbook/*.zst", "blog-18f": "blog-18f/*.zst",
    "c4": "c4/*.zst", "dolma-cc": "dolma-cc/*.zst", "redpajama-samples": "redpajama-samples/*.zst",
    "peps": "peps/peps-2026-08-01.jsonl.zst", "powershell-docs": "powershell-docs/powershell-7.7.jsonl.zst",
    "rust-rfcs": "rust-rfcs/*.zst", "novels-en": "novels-en/*.zst",
}
LARGE = {True: 1_166, False: 944}


def rank(*words: str) -> int:
    return int.from_bytes(hashlib.sha256("\t".join(words).encode()).digest()[:8], "big")


def passages(text: str) -> Iterator[str]:
    """Whole lines until they are long enough; a long line by itself, at its blanks."""
    kept = ""
    for line in re.split(r"(?<=\n)", text):
        for piece in re.findall(rf".{{1,{LENGTH}}}(?:\s+|$)|\S+", line, re.DOTALL) if len(line) > LENGTH else [line]:
            if len(kept) + len(piece) > LENGTH and len(kept) > LENGTH // 3:
                yield kept.strip()
                kept = ""
            kept += piece
    if len(kept.strip()) > LENGTH // 3:
        yield kept.strip()


def rows(source: str, files: list[Path]) -> list[dict]:
    """A source's passages, those with the smallest hashes where it has too many."""
    found = []
    for file in files:
        lines = io.StringIO(subprocess.run(["zstd", "-dc", file], capture_output=True, check=True).stdout.decode())
        for line in lines:
            document = json.loads(line)
            for number, passage in enumerate(passages(document["text"])):
                found.append({"id": f"{document['id']}#{number}", "text": passage[: 2 * LENGTH], "of": source,
                              "part": rank(source, document["id"]) % 100})
    found.sort(key=lambda row: rank(row["id"]))
    return found[: MOST.get(source, len(found))]


def main(sources: Path, out: Path, share: float) -> None:
    everything = [row for source, glob in FILES.items() for row in rows(source, sorted(sources.glob(glob)))]
    everything.sort(key=lambda row: rank("order", row["id"]))
    parts = {"large-good": [], "large-bad": [], "measure": [], "learn": []}
    for row in everything:
        part = row.pop("part")
        good = row["of"] in GOOD
        large = parts["large-good" if good else "large-bad"]
        if part >= 8:
            if good and rank("thin", row["id"]) % 1_000 >= 1_000 * share:
                continue
            parts["measure" if part < 22 else "learn"].append(row)
        elif len(large) < LARGE[good]:
            large.append(row)
    out.mkdir(parents=True, exist_ok=True)
    for name, kept in parts.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept)
        (out / f"{name}.jsonl").write_text(text, encoding="utf-8")
        counts = {source: sum(row["of"] == source for row in kept) for source in FILES}
        print(name, len(kept), ", ".join(f"{source} {count}" for source, count in counts.items() if count))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float((sys.argv[3:] or [1])[0]))
