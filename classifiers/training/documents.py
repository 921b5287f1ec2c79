"""Documents of files, as the commands that make models take them.

A file is JSON lines (.jsonl), plain or .gz or .zst, a .csv with a heading, or .parquet; a folder stands for all such
files below it, so that DIR/documents of a build works as it is.
"""

import csv
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".csv", ".parquet")


def files_of(paths: list[Path]) -> list[Path]:
    """The files that paths stand for, sorted within each folder; exits with 2 where there is none."""
    files = []
    for path in paths:
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.name.endswith(ENDINGS))
            if not found:
                refuse(f"{path}: Cannot read documents: no file below it ends in {', '.join(ENDINGS)}. Name another folder.")
            files += found
        elif not path.is_file():
            refuse(f"{path}: Cannot read it: there is no such file. Check the path.")
        elif not path.name.endswith(ENDINGS):
            refuse(f"{path}: Cannot read it: it ends in none of {', '.join(ENDINGS)}. Name it by what it holds.")
        else:
            files.append(path)
    return files


def rows_of(paths: list[Path], text: str = "text") -> Iterator[tuple[str, dict]]:
    """Each document as its place, 'file:row' from 1, and its fields; exits with 2 at the first that has no text."""
    for file in files_of(paths):
        number = 0
        try:
            for number, row in enumerate(_rows(file), 1):
                place = f"{file}:{number}"
                if not isinstance(row, dict) or not isinstance(row.get(text), str):
                    refuse(f"{place}: Cannot read the document: it has no field '{text}' with a string. Give each one.")
                yield place, row
        except (OSError, EOFError, ValueError, zstandard.ZstdError) as e:
            refuse(f"{file}:{number + 1}: Cannot read the document: {e}. Mend the file or leave it out.")


def _rows(file: Path) -> Iterator[dict]:
    if file.suffix == ".csv":
        csv.field_size_limit(1 << 30)
        with file.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
    elif file.suffix == ".parquet":
        import pyarrow.parquet

        for batch in pyarrow.parquet.ParquetFile(file).iter_batches(1024):
            yield from batch.to_pylist()
    else:
        with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as raw:
            lines = _lines(_frames(raw)) if file.suffix == ".zst" else raw
            yield from (json.loads(line) for line in lines if line.strip())


def _frames(raw: BinaryIO) -> Iterator[bytes]:
    """What the frames of a zstd file hold, in parts; its own reader ends in silence where a file is cut short."""
    frame = None
    while part := raw.read(1 << 20):
        while part:
            frame = frame or zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(part)
            part = frame.unused_data
            frame = None if frame.eof else frame
    if frame is not None:
        raise ValueError("the file is cut short")


def _lines(parts: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for part in parts:
        *whole, rest = (rest + part).split(b"\n")
        yield from whole
    yield rest


def refuse(message: str) -> None:
    """Ends the command: it was given what it cannot use."""
    print(message, file=sys.stderr)
    sys.exit(2)
