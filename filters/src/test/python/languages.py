"""What datatrove says of documents in other languages, in the tables that LanguageParity reads.

    python languages.py FOLDER CONFIGS

FOLDER has languages.jsonl (`id`, `text`, `language`: a label such as fra_Latn); CONFIGS is the folder `configs` of
FineWeb-2's repository. Needs datatrove 0.10.1 and spacy 3.8.18 (for Chinese also jieba). Writes
FOLDER/parity/languages.tsv.gz and, for languages that spaCy cuts by rules, FOLDER/tokenizers/LABEL. That program then reads
FOLDER as ZYDECO_SHARED/data, with CONFIGS copied to FOLDER/configs.
"""

import contextlib
import gzip
import hashlib
import json
import pathlib
import sys

import yaml
from datatrove.data import Document
from datatrove.pipeline.filters import (
    fineweb_quality_filter,
    gopher_quality_filter,
    gopher_repetition_filter,
)
from datatrove.utils.word_tokenizers import SpaCyTokenizer, load_word_tokenizer

COLUMNS = ["id", "words", "words_sha256", "gopher-quality", "gopher-repetition", "fineweb", "fineweb-2"]


def verdict(each, text):
    try:
        result = each.filter(Document(text=text, id=""))
    except ZeroDivisionError:
        return "error"
    return "pass" if result is True else result[1]


class Language:
    def __init__(self, label, configs):
        self.splitter = load_word_tokenizer(label)
        spacy = self.spacy()
        if spacy is not None:
            spacy.memory_zone = lambda *a, **k: contextlib.nullcontext()
        with open(configs / (label + ".yml"), encoding="utf-8") as file:
            own = yaml.safe_load(file)
        gq = gopher_quality_filter.GopherQualityFilter
        gr = gopher_repetition_filter.GopherRepetitionFilter
        fw = fineweb_quality_filter.FineWebQualityFilter
        self.filters = {
            "gopher-quality": [gq(stop_words=own["stopwords"])],
            "gopher-repetition": [gr()],
            "fineweb": [fw()],
            "fineweb-2": [
                gr(dup_para_frac=0, dup_line_char_frac=0, dup_para_char_frac=0,
                   dup_line_frac=own["dup_line_frac"], top_n_grams=own["top_n_grams"],
                   dup_n_grams=own["dup_n_grams"]),
                fw(short_line_thr=999, char_duplicates_ratio=0.1,
                   line_punct_thr=own["line_punct_thr"], new_line_ratio=own["new_line_ratio"]),
                gq(max_avg_word_length=own["max_avg_word_length"],
                   min_avg_word_length=own["min_avg_word_length"], stop_words=own["stopwords"],
                   max_non_alpha_words_ratio=own["max_non_alpha_words_ratio"], min_stop_words=2),
            ],
        }

    def spacy(self):
        """spaCy's pipeline, or None."""
        if isinstance(self.splitter, SpaCyTokenizer):
            return self.splitter.tokenizer
        return self.splitter._spacy_xx.tokenizer if hasattr(self.splitter, "_spacy_xx") else None

    def write(self, file):
        """Writes the rules, where there are some."""
        spacy = self.spacy()
        if spacy is not None and hasattr(spacy.tokenizer, "prefix_search"):
            spacy.tokenizer.to_disk(file, exclude=["vocab"])

    def row(self, text):
        words = self.splitter.word_tokenize(text)
        for module in (gopher_quality_filter, gopher_repetition_filter, fineweb_quality_filter):
            module.split_into_words = lambda t, language=None: words
        row = {"words": len(words), "words_sha256": hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]}
        for name, filters in self.filters.items():
            said = (verdict(each, text) for each in filters)
            row[name] = next((one for one in said if one != "pass"), "pass")
        return row


def main(folder, configs):
    languages = {}
    (folder / "parity").mkdir(exist_ok=True)
    (folder / "tokenizers").mkdir(exist_ok=True)
    with open(folder / "languages.jsonl", encoding="utf-8") as file, gzip.open(
        folder / "parity" / "languages.tsv.gz", "wt", encoding="utf-8"
    ) as out:
        out.write("\t".join(COLUMNS) + "\n")
        for line in file:
            document = json.loads(line)
            label = document["language"]
            if label not in languages:
                languages[label] = Language(label, configs)
                languages[label].write(folder / "tokenizers" / label)
            row = {"id": document["id"], **languages[label].row(document["text"])}
            out.write("\t".join(str(row[column]) for column in COLUMNS) + "\n")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
