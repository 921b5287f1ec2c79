"""MB of UTF-8 text per CPU-second of one core: Hugging Face's fastest call and tiktoken on the documents of a file.

    python tokenize/readers/peers_speed.py FILE.jsonl.zst TOKENIZER.json [MB]

tiktoken gets the vocabulary of the same file, byte-level BPE with GPT-2's or cl100k's pattern. Compare with
zydeco.tokenize.benchmark.TokenizerSpeed on the same file, run right before or after it.
"""

import io
import json
import os
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import tiktoken
import tokenizers
import zstandard

GPT2 = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def texts(path, megabytes):
    found, size = [], 0
    with open(path, "rb") as raw:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), "utf-8"):
            found.append(json.loads(line)["text"])
            size += len(found[-1].encode())
            if size > megabytes * 1e6:
                break
    return found, size


def speed(call, size, rounds=3):
    best = 0.0
    for _ in range(rounds):
        start = time.process_time()
        call()
        best = max(best, size / 1e6 / (time.process_time() - start))
    return best


def byte_table():
    plain = [b for b in range(256) if chr(b).isprintable() and b not in (32, 173) and (b < 127 or b > 160)]
    table = {chr(b): b for b in plain}
    table.update({chr(256 + n): b for n, b in enumerate(b for b in range(256) if b not in plain)})
    return table


def as_tiktoken(definition):
    table = byte_table()
    model, words = definition["model"], definition["pre_tokenizer"]
    ranks = {}
    for token, rank in sorted(model["vocab"].items(), key=lambda item: item[1]):
        if all(c in table for c in token):
            ranks[bytes(table[c] for c in token)] = rank
    split = words.get("pretokenizers", [{}])[0].get("pattern", {}).get("Regex")
    return tiktoken.Encoding("same", pat_str=split or GPT2, mergeable_ranks=ranks, special_tokens={})


def main(path, tokenizer, megabytes="5"):
    documents, size = texts(path, float(megabytes))
    hf = tokenizers.Tokenizer.from_file(tokenizer)
    fastest = getattr(hf, "encode_batch_fast", hf.encode_batch)
    print(f"{os.path.basename(tokenizer)} on {size / 1e6:.1f} MB of {os.path.basename(path)}, MB per CPU-second")
    print(f"  tokenizers {tokenizers.__version__} {fastest.__name__}: "
          f"{speed(lambda: fastest(documents, add_special_tokens=False), size):.2f}")
    try:
        encoding = as_tiktoken(json.load(open(tokenizer)))
        rate = speed(lambda: [encoding.encode_ordinary(d) for d in documents], size)
        print(f"  tiktoken {tiktoken.__version__} encode_ordinary: {rate:.2f}")
    except Exception as problem:
        print(f"  tiktoken cannot take this vocabulary: {problem}")


if __name__ == "__main__":
    main(*sys.argv[1:])
