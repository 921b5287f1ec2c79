"""Reader of packed shards: `shards.json` and the Megatron `.bin` / `.idx` pairs it names, nothing else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from trainer.errors import WorkFailed, WrongCommand

MAGIC = b"MMIDIDX\x00\x00"
HEADER_BYTES = 9 + 8 + 1 + 8 + 8
TYPES = {8: np.dtype("<u2"), 4: np.dtype("<i4")}
TYPE_NAMES = {"uint16": 8, "int32": 4}


@dataclass(frozen=True)
class ShardFile:
    """One `.bin` / `.idx` pair: `sequences` x `sequence` token ids, cut into pieces of documents."""

    name: str
    source: str | None
    tokens: np.ndarray  # (sequences, sequence), memory-mapped
    ends: np.ndarray  # (pieces,) int64: where each piece ends, counted in tokens from the file's start
    documents: np.ndarray  # (documents + 1,) int64: first piece of each document
    bytes: int  # UTF-8 bytes of its documents

    @property
    def sequences(self) -> int:
        return len(self.tokens)

    def read(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """The ids of one sequence and the number, in this file, of the piece that each id belongs to."""
        length = self.tokens.shape[1]
        places = np.arange(number * length, (number + 1) * length)
        return self.tokens[number].astype(np.int64), np.searchsorted(self.ends, places, side="right")


@dataclass(frozen=True)
class Shards:
    """A shard folder, opened and checked. Training sequences are numbered through all files in listed order."""

    folder: Path
    description: dict
    training: tuple[ShardFile, ...]
    held_out: tuple[ShardFile, ...]

    @staticmethod
    def open(folder: Path, verify: bool = True) -> "Shards":
        folder = find_folder(folder)
        description = read_description(folder)
        files = description["files"]
        training = [f for f in files if f["set"] == "train"]
        held_out = [f for f in files if f["set"] == "held-out"]
        if not training or sum(f["sequences"] for f in training) == 0:
            raise WorkFailed(f"{folder}: Cannot train on these: they hold no training sequence. Build more text.")
        return Shards(
            folder,
            description,
            tuple(open_file(folder, f, description, verify) for f in training),
            tuple(open_file(folder, f, description, verify) for f in held_out if f["sequences"] > 0),
        )

    @property
    def recipe(self) -> str:
        return self.description["recipe"]

    @property
    def sequence(self) -> int:
        return self.description["sequence"]

    @property
    def vocabulary(self) -> int:
        return self.description["tokenizer"]["vocabulary"]

    @property
    def end_of_text(self) -> int:
        return self.description["tokenizer"]["end-of-text"]

    @property
    def padding(self) -> int:
        return self.description["tokenizer"]["padding"]

    @cached_property
    def fingerprint(self) -> str:
        """Names the content: equal for two copies of the same shards wherever they lie."""
        parts = [self.description[key] for key in ("dtype", "sequence")]
        parts.append(self.description["tokenizer"])
        for file in self.description["files"]:
            parts.append([file[key] for key in ("name", "set", "sequences", "bin-sha256", "idx-sha256")])
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @property
    def reserved(self) -> int:
        """Sequences at the end of the training set that are kept for evaluation where there is no held-out file."""
        total = sum(file.sequences for file in self.training)
        return 0 if self.held_out else max(1, total // 100)

    @cached_property
    def training_sequences(self) -> int:
        left = sum(file.sequences for file in self.training) - self.reserved
        if left < 1:
            raise WorkFailed(
                f"{self.folder}: Cannot train on these shards: they hold one sequence and no held-out file, "
                "and that sequence is needed for evaluation. Build more text, or a shorter sequence."
            )
        return left

    @property
    def in_order(self) -> bool:
        """Whether its sequences are to be read as they stand: more of the good late."""
        return self.description.get("order") == "curriculum"

    @property
    def replays(self) -> bool:
        """Whether text of an earlier phase is in the set."""
        return self.description["train"].get("replay") is not None

    @property
    def real_tokens_per_sequence(self) -> float:
        """Mean number of tokens of a training sequence that are not padding."""
        train = self.description["train"]
        return self.sequence - train["padding"] / max(1, train["sequences"])

    @property
    def bytes_per_token(self) -> float:
        """Mean UTF-8 bytes behind one token of the training set."""
        train = self.description["train"]
        return train["bytes"] / max(1.0, train["sequences"] * self.real_tokens_per_sequence)

    @cached_property
    def _firsts(self) -> np.ndarray:
        return np.cumsum([0] + [file.sequences for file in self.training])

    def locate(self, number: int) -> tuple[ShardFile, int]:
        """The file, and the row in it, of a training sequence."""
        at = int(np.searchsorted(self._firsts, number, side="right")) - 1
        return self.training[at], int(number - self._firsts[at])


def find_folder(folder: Path) -> Path:
    """The folder that holds `shards.json`: the given one, or its only subfolder that has one."""
    folder = Path(folder)
    if not folder.is_dir():
        raise WrongCommand(f"{folder}: Cannot read shards: there is no such folder.")
    if (folder / "shards.json").is_file():
        return folder
    below = [path.parent for deep in ("", "*/", "*/*/") for path in sorted(folder.glob(f"{deep}*/shards.json"))]
    below = [path for path in below if is_megatron(path)] or below
    if len(below) == 1:
        return below[0]
    found = ", ".join(str(path.relative_to(folder)) for path in below) or "none"
    raise WrongCommand(
        f"{folder}: Cannot read shards: shards.json is not in it, and of the folders below exactly one must have it "
        f"(found: {found}). Name the folder that holds shards.json."
    )


def is_megatron(folder: Path) -> bool:
    """Whether this trainer's format lies here; a build may hold others beside it."""
    try:
        return json.loads((folder / "shards.json").read_text(encoding="utf-8"))["format"] == "megatron"
    except (ValueError, OSError, KeyError, TypeError):
        return False


def read_description(folder: Path) -> dict:
    path = folder / "shards.json"
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as problem:
        raise WorkFailed(f"{path}: Cannot read the description of the shards: {problem}. Build them again.")
    try:
        check_description(path, description)
    except KeyError as problem:
        raise WorkFailed(f"{path}: Cannot use these shards: {problem.args[0]!r} is missing. Build them again.")
    except TypeError as problem:
        raise WorkFailed(f"{path}: Cannot use these shards: something is of the wrong kind: {problem}. Build again.")
    return description


def check_description(path: Path, description: dict) -> None:
    """Everything that is used later is there and of its kind."""
    if description["format"] != "megatron" or description["version"] != 1:
        found = f"{description['format']} version {description['version']}"
        raise WorkFailed(f"{path}: Cannot read shards of format {found}: this trainer reads megatron version 1.")
    if description["dtype"] not in TYPE_NAMES:
        raise WorkFailed(f"{path}: Cannot read ids of type {description['dtype']!r}: must be uint16 or int32.")
    vocabulary = description["tokenizer"]["vocabulary"]
    if description["dtype"] == "uint16" and vocabulary > 65536:
        raise WorkFailed(f"{path}: Cannot use these shards: {vocabulary} ids of vocabulary do not fit uint16.")
    for name in ("end-of-text", "padding"):
        if not 0 <= description["tokenizer"][name] < vocabulary:
            raise WorkFailed(f"{path}: Cannot use these shards: the {name} id lies outside the vocabulary.")
    if not description["sequence"] >= 2:
        raise WorkFailed(f"{path}: Cannot use these shards: a sequence must be at least 2 tokens long.")
    special = dict.fromkeys(("vocabulary", "end-of-text", "padding"), int)
    kinds = [(description, {"recipe": str, "sequence": int})]
    kinds.append((description["tokenizer"], {"file": str, "sha256": str} | special))
    kinds.append((description["train"], dict.fromkeys(("sequences", "bytes", "padding"), int)))
    texts, sizes = ("name", "set", "bin-sha256", "idx-sha256"), ("sequences", "bytes")
    kinds += [(file, dict.fromkeys(texts, str) | dict.fromkeys(sizes, int)) for file in description["files"]]
    for part, wanted in kinds:
        for key, kind in wanted.items():
            if not isinstance(part[key], kind) or kind is int and part[key] < 0:
                raise TypeError(f"{key} is {part[key]!r}")
    train, sequences = description["train"], sum(f["sequences"] for f in description["files"] if f["set"] == "train")
    if train["sequences"] != sequences or train["padding"] > sequences * description["sequence"]:
        raise WorkFailed(f"{path}: Cannot use these shards: the totals of train are not its files'. Build again.")


def open_file(folder: Path, file: dict, description: dict, verify: bool) -> ShardFile:
    dtype = TYPES[TYPE_NAMES[description["dtype"]]]
    length = description["sequence"]
    stem = folder / file["name"]
    bin_path, idx_path = stem.parent / (stem.name + ".bin"), stem.parent / (stem.name + ".idx")
    expected = file["sequences"] * length * dtype.itemsize
    for path in (bin_path, idx_path):
        if not path.is_file():
            raise WorkFailed(f"{path}: Cannot read a shard: shards.json names it but it is not there.")
    if bin_path.stat().st_size != expected:
        raise WorkFailed(
            f"{bin_path}: Cannot read a shard: it has {bin_path.stat().st_size} bytes, and {file['sequences']} "
            f"sequences of {length} tokens are {expected}. It is cut short or not the file that shards.json describes."
        )
    if verify:
        check_sha256(bin_path, file["bin-sha256"])
        check_sha256(idx_path, file["idx-sha256"])
    lengths, documents = read_index(idx_path, dtype)
    ends = np.cumsum(lengths, dtype=np.int64)
    check_pieces(idx_path, ends, lengths, file["sequences"], length)
    tokens = np.memmap(bin_path, dtype, "r") if expected else np.zeros(0, dtype)
    return ShardFile(
        file["name"], file.get("source"), tokens.reshape(file["sequences"], length), ends, documents, file["bytes"]
    )


def check_sha256(path: Path, expected: str) -> None:
    with open(path, "rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != expected:
        raise WorkFailed(
            f"{path}: Cannot trust a shard: its SHA-256 is {found[:16]}… and shards.json says {expected[:16]}…. "
            "The file has changed since it was written; build the shards again or copy them again."
        )


def read_index(path: Path, dtype: np.dtype) -> tuple[np.ndarray, np.ndarray]:
    """Lengths of the pieces, in tokens, and the first piece of each document (one more than there are documents)."""
    data = path.read_bytes()
    if len(data) < HEADER_BYTES or data[:9] != MAGIC:
        raise WorkFailed(f"{path}: Cannot read an index: it does not begin as a Megatron index does.")
    version, code, pieces, marks = np.frombuffer(data, np.dtype("<u8,u1,<u8,<u8"), 1, 9)[0].tolist()
    if version != 1 or TYPES.get(code) != dtype:
        raise WorkFailed(f"{path}: Cannot read an index: version {version}, type code {code}, expected {dtype} ids.")
    if len(data) != HEADER_BYTES + 12 * pieces + 8 * marks:
        raise WorkFailed(f"{path}: Cannot read an index: {len(data)} bytes do not hold {pieces} pieces, {marks} marks.")
    lengths = np.frombuffer(data, "<i4", pieces, HEADER_BYTES)
    pointers = np.frombuffer(data, "<i8", pieces, HEADER_BYTES + 4 * pieces)
    documents = np.frombuffer(data, "<i8", marks, HEADER_BYTES + 12 * pieces)
    begins = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)[:-1]]) if pieces else np.zeros(0, np.int64)
    if (lengths < 1).any() or (pointers != begins * dtype.itemsize).any():
        raise WorkFailed(f"{path}: Cannot read an index: its pieces do not follow one another without a gap.")
    if marks < 1 or documents[0] != 0 or documents[-1] != pieces or (np.diff(documents) < 0).any():
        raise WorkFailed(f"{path}: Cannot read an index: its documents do not cover its pieces in order.")
    return lengths, documents


def check_pieces(path: Path, ends: np.ndarray, lengths: np.ndarray, sequences: int, length: int) -> None:
    covered = int(ends[-1]) if len(ends) else 0
    if covered != sequences * length:
        raise WorkFailed(f"{path}: Cannot read an index: its pieces cover {covered} of {sequences * length} tokens.")
    if len(ends) and ((ends - 1) // length != (ends - lengths) // length).any():
        raise WorkFailed(f"{path}: Cannot read an index: a piece crosses the border of two sequences.")
