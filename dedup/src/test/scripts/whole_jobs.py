"""Whole fuzzy deduplications by other projects: Parquet in, survivors as Parquet out, one core. Prints documents a CPU-second.

Usage: whole_jobs.py make OUT.parquet N FILE.jsonl.zst...   N documents of some 4 KB: pieces of the files' texts, a fifth of them edits of another
       whole_jobs.py repeat IN.parquet OUT.parquet TIMES    the same and TIMES - 1 versions of them, a third of the words of each unlike any other's
       whole_jobs.py TOOL IN.parquet OUT_FOLDER             with TOOL one of datatrove, text-dedup, datasketch
       whole_jobs.py datasketch IN.parquet OUT_FOLDER char  the same as Zyda-2 has it: 8 bands of 16 rows over 25 characters
       whole_jobs.py copy IN.parquet OUT_FOLDER LEVEL       reads all documents and writes three of four (zstd, level), and decides nothing: a limit
Every tool has 14 bands of 8 rows over runs of 5 words (datatrove and text-dedup know no others), its usual classes and steps; its own start is not
counted (imports come first). Needs datatrove, text-dedup, datasketch, pyarrow, xxhash, spacy, zstandard.
"""

import io
import json
import os
import random
import resource
import sys
from pathlib import Path

BANDS, ROWS, WORDS = 14, 8, 5
ZYDA2_BANDS, ZYDA2_ROWS, ZYDA2_CHARACTERS = 8, 16, 25
PIECE = 4096


def pieces(files):
    import zstandard

    for file in files:
        with open(file, "rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as plain:
            for line in io.TextIOWrapper(plain, encoding="utf-8"):
                text = json.loads(line)["text"]
                for at in range(0, len(text), PIECE):
                    if len(text) - at > PIECE // 2:
                        yield text[at : at + PIECE]


def make(out, count, files):
    import pyarrow as pa
    import pyarrow.parquet as pq

    drawn = random.Random(20261126)
    first = list(dict.fromkeys(pieces(files)))
    drawn.shuffle(first)
    texts = first[: count * 4 // 5]
    while len(texts) < count:
        words = drawn.choice(first[: count * 4 // 5]).split(" ")
        for _ in range(drawn.randrange(1, 12)):
            words[drawn.randrange(len(words))] = f"edit{drawn.randrange(10**9)}"
        texts.append(" ".join(words))
    drawn.shuffle(texts)
    table = pa.table({"id": [f"doc-{i}" for i in range(len(texts))], "text": texts})
    pq.write_table(table, out, compression="zstd", row_group_size=2000)
    print(f"{len(texts)} documents, {sum(len(text.encode()) for text in texts) / 1e6:.1f} MB")


def repeat(source, out, times):
    import pyarrow as pa
    import pyarrow.parquet as pq

    def version(text, number):
        words = text.split(" ")
        words[number % 3 :: 3] = [f"{word[::-1]}{number}" for word in words[number % 3 :: 3]]
        return " ".join(words)

    first = pq.ParquetFile(source)
    with pq.ParquetWriter(out, first.schema_arrow, compression="zstd") as writer:
        for number in range(times):
            for batch in first.iter_batches(2000):
                ids, texts = batch.column("id").to_pylist(), batch.column("text").to_pylist()
                if number > 0:
                    ids, texts = [f"{name}-{number}" for name in ids], [version(text, number) for text in texts]
                writer.write_table(pa.table({"id": ids, "text": texts}, first.schema_arrow))


def datatrove(source, out):
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers import ParquetWriter

    config = MinhashConfig(n_grams=WORDS, num_buckets=BANDS, hashes_per_bucket=ROWS)
    reader = lambda: ParquetReader(str(source.parent), glob_pattern=source.name)  # noqa: E731

    def steps():
        yield 1, [reader(), MinhashDedupSignature(f"{out}/signatures", config)]
        yield BANDS, [MinhashDedupBuckets(f"{out}/signatures", f"{out}/buckets", config=config)]
        yield 1, [MinhashDedupCluster(f"{out}/buckets", f"{out}/remove", config=config)]
        yield 1, [reader(), MinhashDedupFilter(f"{out}/remove"), ParquetWriter(f"{out}/survivors")]

    def run():
        for tasks, step in steps():
            LocalPipelineExecutor(step, tasks=tasks, workers=1).run()

    return run


def text_dedup(source, out):
    from text_dedup import minhash
    from text_dedup.utils import IOArgs, MetaArgs, MinHashArgs

    def run():
        minhash.main.callback(
            io_args=IOArgs(path="parquet", data_files=str(source), split="train", output=f"{out}/survivors", cache_dir=f"{out}/cache", num_proc=1),
            meta_args=MetaArgs(column="text", batch_size=10000),
            minhash_args=MinHashArgs(ngram=WORDS, num_perm=BANDS * ROWS, b=BANDS, r=ROWS),
        )

    return run


def shingles(text, unit):
    if unit == "char":
        return [text[i : i + ZYDA2_CHARACTERS].encode() for i in range(len(text) - ZYDA2_CHARACTERS + 1)]
    words = text.split()
    return [" ".join(words[i : i + WORDS]).encode() for i in range(len(words) - WORDS + 1)]


def datasketch(source, out, unit="word"):
    import pyarrow as pa
    import pyarrow.parquet as pq
    from datasketch import MinHash, MinHashLSH

    def run():
        table = pq.read_table(source)
        bands, rows = (BANDS, ROWS) if unit == "word" else (ZYDA2_BANDS, ZYDA2_ROWS)
        index = MinHashLSH(num_perm=bands * rows, params=(bands, rows))
        first = MinHash(num_perm=bands * rows)
        kept = []
        for at, text in enumerate(table["text"].to_pylist()):
            sketch = MinHash(num_perm=bands * rows, permutations=first.permutations, scheme=first.scheme)
            sketch.update_batch(shingles(text, unit))
            if not index.query(sketch):
                kept.append(at)
            index.insert(at, sketch)
        pq.write_table(table.take(pa.array(kept)), f"{out}/survivors.parquet", compression="zstd")

    return run


def copy(source, out, level="1"):
    import pyarrow.parquet as pq

    def run():
        first = pq.ParquetFile(source)
        with pq.ParquetWriter(out / "survivors.parquet", first.schema_arrow, compression="zstd", compression_level=int(level)) as writer:
            for batch in first.iter_batches(2000):
                writer.write_batch(batch.slice(0, batch.num_rows * 3 // 4))

    return run


def cpu():
    return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def survivors(out):
    import datasets
    import pyarrow.parquet as pq

    if (out / "survivors/dataset_info.json").exists():
        return len(datasets.load_from_disk(str(out / "survivors")))
    return sum(pq.read_metadata(file).num_rows for file in out.rglob("*.parquet"))


def main(tool, source, out, *unit):
    import pyarrow.parquet as pq

    os.environ["OMP_NUM_THREADS"] = "1"
    out.mkdir(parents=True)
    run = {"datatrove": datatrove, "text-dedup": text_dedup, "datasketch": datasketch, "copy": copy}[tool](source, out, *unit)
    begin = cpu()
    run()
    seconds = cpu() - begin
    count = pq.read_metadata(source).num_rows
    print(f"{tool}: {count} documents, {survivors(out)} left, {seconds:.1f} CPU-seconds: {count / seconds:.1f} documents a CPU-second")


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]), sys.argv[4:])
    elif sys.argv[1] == "repeat":
        repeat(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main(sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve(), *sys.argv[4:])
