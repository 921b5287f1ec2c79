"""MinHash of other projects on the same documents, one thread: documents and MB a CPU-second, and the pairs that their bands find.

Usage: peers.py TOOL PAIRS.tsv.gz FILE.jsonl.zst...   with TOOL one of datasketch, datatrove, text-dedup.
PAIRS has a header and the columns key, id_a, id_b, jaccard. Needs datasketch, datatrove, text-dedup, spacy, xxhash, zstandard in the
environment that runs it. Shingles are 5 words, bands 14 of 8 rows (FineWeb's), each tool with its own words, hashes and usual calls;
datasketch,UNIT,SIZE,BANDS,ROWS (as datasketch,char,25,8,16) takes others.
"""

import gzip
import io
import json
import sys
import time
from collections import defaultdict
from itertools import combinations

BANDS, ROWS, WORDS = 14, 8, 5


def datasketch(unit="word", size=WORDS, band_count=BANDS, rows=ROWS):
    from datasketch import MinHash

    size, band_count, rows = int(size), int(band_count), int(rows)
    first = MinHash(num_perm=band_count * rows)
    join = {"word": " ", "char": ""}[unit]

    def bands(text):
        units = text.split() if unit == "word" else text
        sketch = MinHash(num_perm=band_count * rows, permutations=first.permutations, scheme=first.scheme)
        sketch.update_batch([join.join(units[i : i + size]).encode() for i in range(len(units) - size + 1)])
        values = sketch.hashvalues.tolist()
        return [tuple(values[b * rows : (b + 1) * rows]) for b in range(band_count)] if len(units) >= size else []

    return bands


def datatrove():
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature

    config = MinhashConfig(n_grams=WORDS, num_buckets=BANDS, hashes_per_bucket=ROWS)
    step = MinhashDedupSignature("unused", config)

    def bands(text):
        shingles = step.get_shingles(text)
        return [tuple(band) for band in step.get_signature(shingles)] if shingles.size else []

    return bands


def text_dedup():
    import numpy as np
    from text_dedup.minhash import SIGNATURE_COLUMN, embed_func
    from text_dedup.utils import xxh3_32hash

    prime = np.uint64((1 << 61) - 1)
    random = np.random.RandomState(42)
    settings = {
        "num_perm": BANDS * ROWS,
        "ngram_size": WORDS,
        "min_length": WORDS,
        "hashranges": [(b * ROWS, (b + 1) * ROWS) for b in range(BANDS)],
        "permutations": (
            random.randint(1, prime, size=BANDS * ROWS, dtype=np.uint64),
            random.randint(0, prime, size=BANDS * ROWS, dtype=np.uint64),
        ),
        "hash_func": xxh3_32hash,
        "dtype": np.uint64,
        "max_hash": np.uint32((1 << 32) - 1),
        "modulo_prime": prime,
    }
    empty = embed_func("", 0, **settings)[SIGNATURE_COLUMN]

    def bands(text):
        made = embed_func(text, 0, **settings)[SIGNATURE_COLUMN]
        return [] if made == empty else made

    return bands


def read(files):
    import zstandard

    for file in files:
        with open(file, "rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as plain:
            for line in io.TextIOWrapper(plain, encoding="utf-8"):
                row = json.loads(line)
                yield row["id"], row["text"]


def main(tool, truth, files):
    name, *settings = tool.split(",")
    bands = {"datasketch": datasketch, "datatrove": datatrove, "text-dedup": text_dedup}[name](*settings)
    documents = list(read(files))
    bands(documents[0][1])
    start = time.process_time()
    signed = [(name, bands(text)) for name, text in documents]
    seconds = time.process_time() - start
    buckets = defaultdict(list)
    for name, keys in signed:
        for band, key in enumerate(keys):
            buckets[band, key].append(name)
    pairs = {frozenset(pair) for names in buckets.values() for pair in combinations(names, 2)}
    known = {name for name, _ in documents}
    with gzip.open(truth, "rt", encoding="utf-8") as rows:
        near = [row.rstrip("\n").split("\t")[1:] for row in rows][1:]
    near = [frozenset((a, b)) for a, b, jaccard in near if a in known and b in known and float(jaccard) >= 0.8]
    megabytes = sum(len(text.encode()) for _, text in documents) / 1e6
    print(
        f"{tool}: {len(documents)} documents, {megabytes:.1f} MB, {seconds:.2f} CPU-seconds: "
        f"{len(documents) / seconds:.0f} documents and {megabytes / seconds:.3f} MB a CPU-second; "
        f"{len(pairs)} pairs, {sum(pair in pairs for pair in near)} of {len(near)} of Jaccard 0.8 and more"
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
