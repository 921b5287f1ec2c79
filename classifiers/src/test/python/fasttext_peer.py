"""MB of text a CPU second that the official fastText library judges: the peer of FastTextSpeed.

    python fasttext_peer.py MODEL SOURCES [SOURCE...]

SOURCES is the folder of SOURCE/*.jsonl.zst; c4, dolma-cc and redpajama-samples where none is named. Newlines are given
as spaces, because the library takes one line. Median of seven rounds after one to warm up.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import fasttext
import zstandard

MOST = 2000
ROUNDS = 7


def texts_of(folder: Path) -> list[str]:
    texts = []
    for file in sorted(folder.glob("*.jsonl.zst")):
        with zstandard.open(file, "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines]
    return texts[:MOST]


def main() -> None:
    model = fasttext.load_model(sys.argv[1])
    sources = sys.argv[3:] or ["c4", "dolma-cc", "redpajama-samples"]
    texts = [text.replace("\n", " ") + "\n" for source in sources for text in texts_of(Path(sys.argv[2]) / source)]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    rates = []
    for _ in range(ROUNDS + 1):
        start = time.thread_time()
        for text in texts:
            model.f.predict(text, 1, 0.0, "strict")  # what predict calls, without its arrays
        rates.append(megabytes / (time.thread_time() - start))
    rates = sorted(rates[1:])
    print(
        f"official fastText, {Path(sys.argv[1]).name}: {len(texts)} documents, {megabytes:.1f} MB, "
        f"{statistics.median(rates):.1f} MB/s of CPU ({rates[0]:.1f} to {rates[-1]:.1f})"
    )


if __name__ == "__main__":
    main()
