"""Megabytes a second of processor time of the peers' own code, beside SignalsSpeed's figures.

    python peers.py FILE.jsonl.zst DOCUMENTS [redpajama=SRC] [nemo=SRC] [dclm=SRC] [dolma=]

datatrove 0.10.1 with spacy 3.8.18: its chain of four filters as it comes, and with the word cache kept
(spaCy's memory zone taken away, so that a tokenizer keeps what it has cut). With the folder app/src of
RedPajama-Data 6d2cee9d (and nltk): its rule signals. With a checkout of NeMo Curator or of DCLM: its English chain.
dolma 1.2.1: its Gopher tagger.
"""

import contextlib
import io
import json
import sys
import time

import origins
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


def redpajama_from(source):
    sys.path.insert(0, source)
    return redpajama


def nemo_from(source):
    each = [step for _, step in origins.nemo_chain(source)]

    def nemo(documents):
        for text in documents:
            for step in each:
                try:
                    if not step.keep_document(step.score_document(text)):
                        break
                except (ZeroDivisionError, ValueError):
                    break
    return nemo


def dclm_from(source):
    for name in [name for name in sys.modules if name.split(".")[0] == "core"]:
        del sys.modules[name]  # RedPajama's
    filters, first, checks, then = origins.dclm_steps(source)

    def steps():
        for _, step, options in first:
            yield lambda page: step(page, **options)
        for name, options in checks:
            yield lambda page: getattr(filters, name)(page, **options)
        for _, step, options in then:
            yield lambda page: step(page, **options)

    def dclm(documents):
        for text in documents:
            page = {"text": text}
            for step in steps():
                pages = step(page)
                if not pages:
                    break
                page = pages[0]
    return dclm


def dolma_from(_):
    import importlib.util
    import pathlib

    root = pathlib.Path(importlib.util.find_spec("dolma").origin).parents[1]
    origins.bare(root, "dolma", "dolma.core", "dolma.taggers")
    from dolma.taggers.gopher import get_attributes
    return lambda documents: [get_attributes(text).as_spans() for text in documents]


if __name__ == "__main__":
    documents = list(texts(sys.argv[1], int(sys.argv[2])))
    report("datatrove, 4 filters, as it comes", documents, chain)
    keep_words()
    report("datatrove, 4 filters, word cache kept", documents, chain)
    for peer in sys.argv[3:]:
        name, source = peer.split("=", 1)
        report(name, documents, globals()[name + "_from"](source))
