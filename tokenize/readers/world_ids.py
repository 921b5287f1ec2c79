"""Ids of RWKV World by its authors' own code, for zydeco.tokenize.benchmark.TokenizerParity, which starts this.

    python tokenize/readers/world_ids.py rwkv_tokenizer.py rwkv_vocab_v20230424.txt

Texts come on stdin, each behind its length in bytes; ids go to stdout, those of a text behind their count. All numbers are
four bytes, the least first.
"""

import importlib.util
import struct
import sys


def official(path):
    spec = importlib.util.spec_from_file_location("rwkv_tokenizer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(code, vocabulary):
    tokenizer = official(code).TRIE_TOKENIZER(vocabulary)
    texts, answers = sys.stdin.buffer, sys.stdout.buffer
    while len(size := texts.read(4)) == 4:
        ids = tokenizer.encodeBytes(texts.read(struct.unpack("<i", size)[0]))
        answers.write(struct.pack(f"<i{len(ids)}i", len(ids), *ids))
        answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
