"""Counts a build's shards by hand: every piece in every format, every document of an epoch, tokens by source.

    python tokenize/readers/conservation.py DIR [PHASE...]

Encodes the documents of DIR, which its recipe must have written, again with the Hugging Face library, opens the shards with
the readers of read_shards.py, and holds each row of shards/placement (what `./zydeco why` tells) against both. Needs what
read_shards.py needs, and tokenizers. Only for tokenizer.json files, and documents in which special tokens are text.
"""

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from read_shards import READERS
from tokenizers import Tokenizer


def documents(build, tokenizer, end_of_text):
    """By id: the source, and the ids with end-of-text."""
    tokenizer.encode_special_tokens = True
    found = {}
    for file in sorted((build / "documents").rglob("*.parquet")):
        source = file.parent.name.removeprefix("source=")
        rows = pq.read_table(file, columns=["id", "text"], partitioning=None).to_pylist()
        for row in rows:
            ids = tokenizer.encode(row["text"], add_special_tokens=False).ids
            found[row["id"]] = source, np.array(ids + [end_of_text])
    return found


def placement(build, phase):
    for file in sorted((build / "shards/placement" / phase).glob("*.parquet")):
        for row in pq.read_table(file).to_pylist():
            yield file.stem, row


def check_pieces(folder, reader, places, texts):
    """Each piece stands where it is said to, none on another; what no piece covers is padding."""
    description = json.loads((folder / "shards.json").read_text())
    found = np.stack(list(reader(folder, description)))
    first, count = {}, 0
    for file in description["files"]:
        first[file["name"].replace("/", "-")] = count
        count += file["sequences"]
    assert count == len(found)
    used = np.zeros(found.shape, bool)
    for shard, row in places:
        at = first[shard] + row["sequence"], slice(row["offset"], row["offset"] + row["tokens"])
        assert not used[at].any(), row
        used[at] = True
        assert np.array_equal(found[at], texts[row["id"]][1][row["from"] : row["from"] + row["tokens"]]), row
    padding = int((~used).sum())
    told = sum(file["padding"] for file in description["files"])
    assert padding == told, (padding, told)
    print(f"{folder}: {len(places):,} pieces where they are said to be, {padding:,} ids of padding")
    return description


def check_documents(places, texts, train):
    """Each copy is whole; each source's tokens are those told; prints how often its documents stand in which epoch."""
    copies = defaultdict(list)
    for _, row in places:
        copies[row["id"], row["epoch"]].append((row["from"], row["tokens"]))
    tokens, epochs = Counter(), defaultdict(Counter)
    for (id_, epoch), pieces in copies.items():
        at = 0
        for begin, length in sorted(pieces):
            assert begin == at, (id_, epoch, pieces)
            at += length
        source, ids = texts[id_]
        assert at == len(ids), (id_, epoch)
        tokens[source] += at
        epochs[source][epoch] += 1
    assert {name: row["tokens"] for name, row in train["sources"].items()} == dict(tokens)
    for source, count in sorted(tokens.items()):
        held = [len(ids) for name, ids in texts.values() if name == source]
        print(f"  {source}: {len(held):,} documents of {sum(held):,} tokens; {count:,} written, "
              + ", ".join(f"{n:,} documents {named(e)}" for e, n in sorted(epochs[source].items())))


def named(epoch):
    return "replayed" if epoch < 0 else f"in epoch {epoch + 1}"


def main(root, *phases):
    build = Path(root)
    any_format = next(iter(sorted((build / "shards").glob("*/" + (phases[0] + "/" if phases else "") + "shards.json"))))
    tokenizer = json.loads(any_format.read_text())["tokenizer"]
    texts = documents(build, Tokenizer.from_file(str(any_format.parent / tokenizer["file"])), tokenizer["end-of-text"])
    for phase in phases or ("",):
        places = list(placement(build, phase))
        training = [place for place in places if place[0].startswith("train")]
        for name, reader in READERS.items():
            folder = build / "shards" / name / phase
            if (folder / "shards.json").is_file():
                description = check_pieces(folder, reader, places, texts)
        check_documents(training, texts, description["train"])


if __name__ == "__main__":
    main(*sys.argv[1:])
