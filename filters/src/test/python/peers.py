"""Megabytes a second of processor time of the peers' own code, beside SignalsSpeed's figures.

    python peers.py FILE.jsonl.zst DOCUMENTS [REDPAJAMA_SRC]

datatrove 0.10.1 with spacy 3.8.18: its chain of four filters as it comes, and with the word cache kept
(spaCy's memory zone taken away, so that a tokenizer keeps what it has cut). With the folder app/src of
RedPajama-Data 6d2cee9d (and nltk): its rule signals.
"""

import contextlib
import io
import json
import sys
import time

import zstandard


def texts(path, most):
    with open(path, "rb") as file:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        for _, line in zip(range(most), lines):
            yield json.loads(line)["text"]


def report(name, documents, run):
    size = sum(len(text.encode()) for text in documents)
    run(documents[:20])
    start = time.process_time()
    run(documents)
    print("%-40s %4d documents %.2f MB: %.3f MB per CPU s"
          % (name, len(documents), size / 1e6, size / 1e6 / (time.process_time() - start)), flush=True)


def chain(documents):
    from datatrove.data import Document
    from datatrove.pipeline.filters import (
        C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter,
    )
    filters = [GopherRepetitionFilter(), GopherQualityFilter(),
               C4QualityFilter(filter_no_terminal_punct=False), FineWebQualityFilter()]
    for i, text in enumerate(documents):
        document = Document(text=text, id=str(i))
        for each in filters:
            kept = each.filter(document)
            if kept is not True:
                break


def keep_words():
    from datatrove.utils.word_tokenizers import load_word_tokenizer
    load_word_tokenizer("eng").tokenizer.memory_zone = lambda *a, **k: contextlib.nullcontext()


def redpajama(documents):
    from core.document import Document
    from core.quality_signals.lines import register_lines_callables
    from core.quality_signals.natural_language import register_natural_language_callables
    from core.quality_signals.repetitions import register_repetitions_callables
    signals = (register_lines_callables() + register_natural_language_callables()
               + register_repetitions_callables())
    for text in documents:
        document = Document(text, domain=None, precompute_ngrams=True)
        for signal in signals:
            signal(document)


if __name__ == "__main__":
    documents = list(texts(sys.argv[1], int(sys.argv[2])))
    report("datatrove, 4 filters, as it comes", documents, chain)
    keep_words()
    report("datatrove, 4 filters, word cache kept", documents, chain)
    if len(sys.argv) > 3:
        sys.path.insert(0, sys.argv[3])
        report("RedPajama-V2, lines, language, repetition", documents, redpajama)
