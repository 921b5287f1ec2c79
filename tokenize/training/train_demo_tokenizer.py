"""Trains a small byte-level BPE tokenizer and writes it as a Hugging Face tokenizer.json.

Needs the PyPI packages `tokenizers` and, for .zst input, `zstandard`:

    python train_demo_tokenizer.py --vocabulary 8192 --out demo-tokenizer.json TEXT...

TEXT is a .jsonl or .jsonl.zst file (its field `text`), a documentation jar (the text of its .html
pages), or any other file read as UTF-8. The pre-tokenizer is GPT-2's, without normalisation, so any
bytes that are UTF-8 come back unchanged. Ids 0 and 1 are <|endoftext|> and <|padding|>.
"""

import argparse
import html.parser
import io
import json
import pathlib
import zipfile

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers


class PageText(html.parser.HTMLParser):
    """The text of a page without scripts and styles."""

    def __init__(self):
        super().__init__()
        self.parts = []
        self.hidden = 0

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


def page_text(page):
    parser = PageText()
    parser.feed(page)
    lines = (" ".join(line.split()) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)


def texts(path):
    if path.suffix == ".jar":
        with zipfile.ZipFile(path) as jar:
            for name in sorted(jar.namelist()):
                if name.endswith(".html"):
                    yield page_text(jar.read(name).decode("utf-8", "replace"))
    elif path.name.endswith((".jsonl", ".jsonl.zst")):
        with open(path, "rb") as stream:
            if path.suffix == ".zst":
                import zstandard

                stream = zstandard.ZstdDecompressor().stream_reader(stream)
            for line in io.TextIOWrapper(stream, encoding="utf-8"):
                yield json.loads(line)["text"]
    else:
        yield path.read_text(encoding="utf-8")


def limited(paths, megabytes):
    """At most so many megabytes of each file, so that none outweighs the others."""
    for path in paths:
        left = megabytes * 1_000_000
        for text in texts(path):
            if left <= 0:
                break
            left -= len(text)
            yield text


def train(paths, vocabulary, megabytes):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<|endoftext|>", "<|padding|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(limited(paths, megabytes), trainer)
    return tokenizer


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", nargs="+", type=pathlib.Path)
    parser.add_argument("--vocabulary", type=int, default=8192)
    parser.add_argument("--megabytes", type=float, default=8, help="at most of each file")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    tokenizer = train(arguments.texts, arguments.vocabulary, arguments.megabytes)
    # Compact JSON: the library's own indentation doubles the file.
    definition = json.loads(tokenizer.to_str())
    arguments.out.write_text(
        json.dumps(definition, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
