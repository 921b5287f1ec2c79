"""What datatrove says of documents in other languages, in the tables that LanguageParity reads.

    python languages.py make SHARED FOLDER      documents: real ones, edited ones, and some of pieces alone
    python languages.py make SHARED FOLDER CLASS [TRANSLATIONS]
                                                the same of languages that one of datatrove's classes cuts, such as
                                                IndicNLPTokenizer, and of a folder with gettext's .mo files
    python languages.py compare FOLDER          needs datatrove 0.10.1 and spacy 3.8.18 (for Chinese also jieba; for
                                                Indian languages indic-nlp-library 0.92, for Urdu urduhack 1.1.1; for
                                                Japanese sudachipy 0.7, sudachidict_core; for others laonlp,
                                                khmer-nltk, pyidaungsu)
    python languages.py made FOLDER [PATTERN] | figures FOLDER
                                                prints what LanguageFiguresTest reads, of ids that fit a pattern

SHARED is the folder `data` of the shared data. `make` writes FOLDER/languages.jsonl (`id`, `text`, `language`: a label such
as fra_Latn, `list`: its list of bad words), which origins.py reads as documents.jsonl, FOLDER/configs (FineWeb-2's) and FOLDER/wordlists.
`compare` writes FOLDER/parity/languages.tsv.gz and, for languages that spaCy cuts by rules, FOLDER/tokenizers/LABEL. Cells of sets
whose words need a library that is missing stay empty. LanguageParity then reads FOLDER as ZYDECO_SHARED/data.
"""

import contextlib
import csv
import gzip
import hashlib
import importlib.util
import json
import pathlib
import re
import shutil
import sys
import types
from unittest import mock

import datatrove_numbers
from language_documents import LISTS, make  # noqa: F401 (a command)
import origins

OWN_SENTENCES = ("IndicNLPTokenizer", "ThaiTokenizer", "LaoTokenizer", "KhmerTokenizer")
LAO = ("Lao-Dictionary.txt", "lo_spellcheck_dict.txt", "lao-wannaphong.txt", "wiktionary-20210720.txt")
SETS = ("gopher-quality", "gopher-repetition", "fineweb", "fineweb-2")
C4 = ("c4", "c4-any-ending")
COLUMNS = ("id", "words", "words_sha256", *SETS, "c4-badwords",
           *(name + part for name in C4 for part in ("", ".lines", ".sha256", ".sentences", ".lost")),
           "sentence_lengths", "numbers")


# ---- what datatrove says


@contextlib.contextmanager
def counted(module, name):
    """How long each list was that a function of a module returned."""
    lengths = []
    function = getattr(module, name)

    def counting(*args, **kwargs):
        parts = function(*args, **kwargs)
        lengths.append(len(parts))
        return parts

    with mock.patch.object(module, name, counting):
        yield lengths


@contextlib.contextmanager
def lost_sentences():
    """Counts texts whose sentences are not found in them again, an error in datatrove; they are counted then."""
    from datatrove.utils import word_tokenizers

    lost = []
    find = word_tokenizers.simple_span_tokenize

    def finding(text, sentences):
        try:
            return list(find(text, sentences))
        except ValueError:
            lost.append(1)
            return [(0, 0)] * len(sentences)

    with mock.patch.object(word_tokenizers, "simple_span_tokenize", finding):
        yield lost


def verdict(each, text):
    from datatrove.data import Document

    try:
        result = each.filter(Document(text=text, id=""))
    except ZeroDivisionError:
        return "error"
    return "pass" if result is True else result[1]


def urdu_sentences():
    """Imports urduhack's rules of sentences without its models, which need tensorflow."""
    found = None if "urduhack" in sys.modules else importlib.util.find_spec("urduhack")
    if found:
        root = pathlib.Path(found.submodule_search_locations[0])
        spec = importlib.util.spec_from_file_location("urdu_eos", root / "tokenization/eos.py")
        rules = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(rules)
        sys.modules["urduhack"] = types.ModuleType("urduhack")
        sys.modules["urduhack.tokenization"] = module = types.ModuleType("urduhack.tokenization")
        module.sentence_tokenizer = rules._generate_sentences


class Language:
    def __init__(self, label, folder):
        from datatrove.pipeline.filters import (
            c4_filters, fineweb_quality_filter, gopher_quality_filter, gopher_repetition_filter)
        from datatrove.utils.word_tokenizers import load_word_tokenizer

        self.modules = (gopher_quality_filter, gopher_repetition_filter, fineweb_quality_filter)
        urdu_sentences()
        self.sentences = 0
        self.c4_filters = c4_filters
        try:
            self.splitter = load_word_tokenizer(label)
            self.splitter.word_tokenize("A b.")
            self.splitter.span_tokenize("A b.")
        except (ImportError, ValueError):
            self.splitter = None
        spacy = self.spacy()
        if spacy is not None:
            spacy.memory_zone = lambda *a, **k: contextlib.nullcontext()
            if hasattr(spacy.tokenizer, "prefix_search"):
                spacy.tokenizer.to_disk(folder / "tokenizers" / label, exclude=["vocab"])
            if type(spacy.tokenizer).__name__ == "ChineseTokenizer":
                jieba = pathlib.Path(importlib.util.find_spec("jieba").submodule_search_locations[0])
                shutil.copyfile(jieba / "dict.txt", folder / "tokenizers" / label)
                shutil.copyfile(jieba / "finalseg/prob_emit.py", folder / "tokenizers" / (label + ".emit"))
            if type(spacy.tokenizer).__name__ == "JapaneseTokenizer":
                self.link(folder, label, "sudachidict_core", "resources/system.dic")
        if type(self.splitter).__name__ == "LaoTokenizer":
            for number, name in enumerate(LAO, 1):
                self.link(folder, label, "laonlp", "corpus/" + name, ".%d" % number if number > 1 else "")
        if type(self.splitter).__name__ == "BurmeseTokenizer":
            self.link(folder, label, "pyidaungsu", "model/tokenizer.crfsuite")
        if type(self.splitter).__name__ == "KhmerTokenizer":
            self.link(folder, label, "khmernltk", "utils/constants.py")
            self.link(folder, label, "khmernltk", "word_tokenize/sklearn_crf_ner_10000.sav", ".emit")
        if type(self.splitter).__name__ == "ThaiTokenizer":
            corpus = importlib.util.find_spec("pythainlp").submodule_search_locations[0] + "/corpus/"
            shutil.copyfile(corpus + "words_th.txt", folder / "tokenizers" / label)
            shutil.copyfile(corpus + "sentenceseg_crfcut.model", folder / "tokenizers" / (label + ".model"))
        code = LISTS.get(label)
        self.bad = code and origins.bad_words(c4_filters, folder / "wordlists/ldnoobw" / code, code)
        self.c4 = {"c4": c4_filters.C4QualityFilter(language=label),
                   "c4-any-ending": c4_filters.C4QualityFilter(
                       filter_no_terminal_punct=False, language=label)}
        self.filters = self.sets(folder / "configs" / (label + ".yml"))

    @staticmethod
    def link(folder, label, package, name, ending=""):
        """Puts a package's file where LanguageParity finds the files of a label."""
        origin = pathlib.Path(importlib.util.find_spec(package).submodule_search_locations[0]) / name
        place = folder / "tokenizers" / (label + ending)
        place.unlink(missing_ok=True)
        place.symlink_to(origin)

    def sets(self, config):
        import yaml

        own = yaml.safe_load(config.read_text(encoding="utf-8"))
        gq = self.modules[0].GopherQualityFilter
        gr = self.modules[1].GopherRepetitionFilter
        fw = self.modules[2].FineWebQualityFilter
        return {
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
        from datatrove.utils.word_tokenizers import SpaCyTokenizer

        if isinstance(self.splitter, SpaCyTokenizer):
            return self.splitter.tokenizer
        return self.splitter._spacy_xx.tokenizer if hasattr(self.splitter, "_spacy_xx") else None

    def row(self, text):
        row = dict.fromkeys(COLUMNS, "")
        if self.bad:
            row["c4-badwords"] = verdict(self.bad, text)
        if self.splitter is None:
            return row
        words = self.splitter.word_tokenize(text)
        for module in self.modules:
            module.split_into_words = lambda t, language=None: words
        filters = (self.filters[name][0] for name in SETS[:3])
        row["numbers"] = json.dumps(datatrove_numbers.of(text, words, *filters))
        row["words"] = len(words)
        row["words_sha256"] = hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
        for name, filters in self.filters.items():
            said = (verdict(each, text) for each in filters)
            row[name] = next((one for one in said if one != "pass"), "pass")
        if type(self.splitter).__name__ in OWN_SENTENCES or self.splitter.language == "ja":
            row["sentence_lengths"] = json.dumps([len(each) for each in self.splitter.sent_tokenize(text)])
        for name, each in self.c4.items():
            with counted(self.c4_filters, "split_into_sentences") as sentences, lost_sentences() as lost:
                row.update(origins.c4_row(each, name, text))
                row[name + ".sentences"] = sum(sentences)
                row[name + ".lost"] = sum(lost)
        return row


def compare(folder):
    languages = {}
    (folder / "tokenizers").mkdir(exist_ok=True)
    with open(folder / "languages.jsonl", encoding="utf-8") as file, gzip.open(
        folder / "parity" / "languages.tsv.gz", "wt", encoding="utf-8"
    ) as out:
        out.write("\t".join(COLUMNS) + "\n")
        for line in file:
            document = json.loads(line)
            label = document["language"]
            if label not in languages:
                languages[label] = Language(label, folder)
            row = {**languages[label].row(document["text"]), "id": document["id"]}
            out.write("\t".join(str(row[column]) for column in COLUMNS) + "\n")


# ---- figures for tests that have no table


def rows_of(folder):
    """Each document with its row of the table."""
    with open(folder / "languages.jsonl", encoding="utf-8") as file:
        for document, row in zip(file, table(folder, "languages")):
            yield json.loads(document), row


def table(folder, name):
    path = folder / "parity" / (name + ".tsv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def first_broken(keeps):
    """The number of the first filter of the non-English chain that drops a text; ? by the hash seed."""
    own = ((i, keep) for i, keep in enumerate(keeps) if i not in (0, 13, 14))
    return next(("?" if keep == "?" else str(i) for i, keep in own if keep != "1"), "pass")


def made(folder, ids=""):
    """Prints each document with its cells, and the words of its list, as a JSON line; of the Declaration no text."""
    for document, row in rows_of(folder):
        if not re.match(str(ids), document["id"]):
            continue
        cells = {column: cell for column, cell in row.items() if column.startswith("c4") and cell}
        if row["sentence_lengths"]:
            cells.update((column, row[column]) for column in ("words_sha256", "sentence_lengths", "numbers"))
            cells.pop("c4-badwords", document.pop("list", None))
        if document["id"].startswith("udhr/"):
            del document["text"]
        words = {"words": (folder / "wordlists/ldnoobw" / document["list"]).read_text().splitlines()
                 } if "list" in document else {}
        print(json.dumps({**document, **words, **cells}, ensure_ascii=False))


def figures(folder):
    """Prints digests of cells of German laws, French novels and each Declaration of Human Rights.

    Reads NeMo Curator's table, too, which origins.py writes.
    """
    from datatrove.utils.word_tokenizers import SpaCyTokenizer, WhitespaceTokenizer, load_word_tokenizer

    nemo = {row["id"]: row["keeps"] for row in table(folder, "nemo")}
    groups = {}
    for document, row in rows_of(folder):
        source = document["id"].split("/")[0]
        if source in ("laws-de", "novels-fr", "udhr"):
            groups.setdefault(document["id"] if source == "udhr" else source, []).append((document, row))
    print("source\tlabel\tlist\tdocuments\tlines\tsentences\tbad-words\tremoved\tnemo")
    for name, rows in groups.items():
        document, first = rows[0]
        words = load_word_tokenizer(document["language"]) if first["c4"] else None
        ours = isinstance(words, WhitespaceTokenizer) or (
            isinstance(words, SpaCyTokenizer) and words.language == "xx")
        if not ours and "list" not in document:
            continue
        columns = [["c4.lines", "c4-any-ending.lines"] if words else [],
                   [name + part for name in C4 for part in ("", ".sentences", ".sha256")] if ours else [],
                   ["c4-badwords"] if "list" in document else []]
        digests = [digest(rows, each) if each else "" for each in columns]
        removed = sum(row["c4-badwords"] not in ("", "pass") for _, row in rows)
        broken = [first_broken(nemo[row["id"]]) for _, row in rows]
        print("\t".join([
            name, document["language"], document.get("list", ""), str(len(rows)), *digests, str(removed),
            origins.sha("\n".join(broken))[:16]]))


def digest(rows, columns):
    return origins.sha("\n".join(" ".join(row[column] for column in columns) for _, row in rows))[:16]


if __name__ == "__main__":
    globals()[sys.argv[1]](*map(pathlib.Path, sys.argv[2:]))
