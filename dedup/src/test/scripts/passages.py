"""datatrove's sentence deduplication beside `passage-dedup`, on the same documents in the same order.

    passages.py make OUT.jsonl FILES          the texts of JSON lines, plain or .zst, numbered in `n`
    passages.py datatrove IN.jsonl OUT UNITS paragraph|sentence
    passages.py compare IN.jsonl OUT BUILD    BUILD/documents beside what datatrove left, line by line

Ours is a recipe of `fields: {place: n}` and `passage-dedup: {unit, units, normalize: datatrove, min-characters: 1,
order-by: [-place]}`. Lines without a letter or digit are left out: datatrove takes all of them for copies of one, ours
compares none. Needs datatrove with spaCy and orjson; compare needs pyarrow, make zstandard.
"""

import glob
import io
import json
import os
import shutil
import sys
import time


def lines_of(path):
    with open(path, "rb") as raw:
        if path.endswith(".zst"):
            import zstandard

            raw = zstandard.ZstdDecompressor().stream_reader(raw)
        for line in io.TextIOWrapper(raw, encoding="utf-8"):
            yield json.loads(line)


def make(out, *files):
    number = 0
    with open(out, "w", encoding="utf-8") as to:
        for path in files:
            for row in lines_of(path):
                if isinstance(row.get("text"), str) and row["text"].strip():
                    row = {"id": str(number), "text": row["text"], "n": number}
                    to.write(json.dumps(row, ensure_ascii=False) + "\n")
                    number += 1
    print(number, "documents")


def datatrove(source, out, units, unit):
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup.sentence_dedup import (
        SentDedupConfig,
        SentenceDedupFilter,
        SentenceDedupSignature,
        SentenceFindDedups,
    )
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    shutil.rmtree(out, ignore_errors=True)
    config = SentDedupConfig(
        n_sentences=int(units),
        split_sentences=unit == "sentence",
        only_dedup_in_index=False,
        min_doc_words=0,
        min_num_sentences=0,
    )
    read = JsonlReader(os.path.dirname(os.path.abspath(source)), glob_pattern=os.path.basename(source))
    begin = time.process_time()
    for steps in (
        [read, SentenceDedupSignature(output_folder=out + "/signatures", config=config, finder_workers=1)],
        [SentenceFindDedups(data_folder=out + "/signatures", output_folder=out + "/found", config=config)],
        [
            read,
            SentenceDedupFilter(data_folder=out + "/found", config=config),
            JsonlWriter(out + "/left", compression=None),
        ],
    ):
        LocalPipelineExecutor(steps, tasks=1, workers=1).run()
    print(f"{time.process_time() - begin:.1f} CPU s")


def compare(source, out, build):
    import pyarrow.parquet as parquet

    def parts(text):
        return [line.strip() for line in text.splitlines() if any(c.isalnum() for c in line)]

    theirs = {}
    for path in glob.glob(out + "/left/*.jsonl"):
        theirs.update((row["id"], row["text"]) for row in lines_of(path))
    table = parquet.read_table(build + "/documents", columns=["origin_id", "text"]).to_pylist()
    ours = {row["origin_id"]: row["text"] for row in table}
    ids = [row["id"] for row in lines_of(source)]
    other = [i for i in ids if parts(theirs.get(i, "")) != parts(ours.get(i, ""))]
    print(f"{len(ids)} documents, {len(ids) - len(other)} the same; others: {other[:10]}")


if __name__ == "__main__":
    {"make": make, "datatrove": datatrove, "compare": compare}[sys.argv[1]](*sys.argv[2:])
