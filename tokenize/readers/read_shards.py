"""Opens shards of every format with the reader that its own trainers use, and compares the tokens of each sequence.

    python tokenize/readers/read_shards.py DIR/shards [PHASE]

Needs numpy, torch, megatron-core, datatrove, mosaicml-streaming, webdataset and pyarrow; a format whose folder is not there
is skipped. Prints a line a format; exits 1 where one disagrees with Megatron's.
"""

import csv
import gzip
import json
import sys
from pathlib import Path

import numpy as np


def megatron(folder, description):
    from megatron.core.datasets.indexed_dataset import IndexedDataset

    for file in description["files"]:
        data = IndexedDataset(str(folder / file["name"]), mmap=True)
        pieces = [np.asarray(data[i]) for i in range(len(data))]
        yield from sequences(np.concatenate(pieces), description)
        assert data.document_indices[-1] == len(pieces)


def sequences(ids, description):
    length = description["sequence"]
    assert len(ids) % length == 0
    return np.asarray(ids).astype(np.int64).reshape(-1, length)


def width(description):
    return np.dtype(description["dtype"]).itemsize


def datatrove(folder, description):
    from datatrove.utils.dataset import DatatroveFileDataset

    for file in description["files"]:
        path = folder / (file["name"] + ".ds")
        data = DatatroveFileDataset(str(path), seq_len=description["sequence"] - 1, token_size=width(description))
        assert len(data) == file["sequences"], (len(data), file)
        for i in range(len(data)):
            yield data[i]["input_ids"].numpy()
        ends = np.fromfile(str(path) + ".index", "<u8")
        assert ends[-1] == file["sequences"] * description["sequence"] and (np.diff(ends) > 0).all()


def mds(folder, description):
    from streaming import StreamingDataset
    from streaming.base.util import clean_stale_shared_memory

    clean_stale_shared_memory()
    for set_ in sets(description):
        data = StreamingDataset(local=str(folder / set_), shuffle=False, batch_size=1)
        for i in range(len(data)):
            sample = data[i]
            assert sample["ends"][-1] == description["sequence"]
            yield sample["tokens"].astype(np.int64)


def sets(description):
    return list(dict.fromkeys(file["name"].rsplit("-", 1)[0] for file in description["files"]))


def dolma(folder, description):
    for file in description["files"]:
        path = folder / file["name"]
        ids = np.memmap(str(path) + ".npy", dtype=description["dtype"], mode="r")
        with gzip.open(str(path) + ".csv.gz", "rt") as rows:
            pieces = [(int(row[0]), int(row[1])) for row in csv.reader(rows)]
        assert sum(end - start for start, end in pieces) == file["tokens"]
        yield from sequences(ids, description)


def webdataset(folder, description):
    import webdataset as wds

    for set_ in sets(description):
        manifest = [json.loads(line) for line in (folder / set_ / "manifest.jsonl").read_text().splitlines()]
        for shard in manifest:
            data = wds.WebDataset(str(folder / set_ / (shard["shard"] + ".tar")), shardshuffle=False).decode()
            found = [np.asarray(sample["json.gz"]) for sample in data]
            assert len(found) == shard["num_sequences"]
            yield from found


def parquet(folder, description):
    import pyarrow.parquet

    for file in description["files"]:
        table = pyarrow.parquet.read_table(folder / (file["name"] + ".parquet"))
        for row in table.to_pylist():
            assert row["ends"][-1] == description["sequence"]
            yield np.asarray(row["input_ids"])


READERS = {
    "megatron": megatron,
    "datatrove": datatrove,
    "mds": mds,
    "dolma": dolma,
    "webdataset": webdataset,
    "parquet": parquet,
}


def main(root, phase=""):
    expected = None
    for name, reader in READERS.items():
        folder = Path(root) / name / phase
        if not (folder / "shards.json").is_file():
            continue
        description = json.loads((folder / "shards.json").read_text())
        found = np.stack(list(reader(folder, description)))
        same = expected is None or np.array_equal(found, expected)
        expected = found if expected is None else expected
        print(f"{name:12} {description['dtype']:7} {found.shape[0]:,} sequences, {found.size:,} ids: "
              + ("same" if same else "DIFFERENT"), flush=True)
        if not same:
            raise SystemExit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
