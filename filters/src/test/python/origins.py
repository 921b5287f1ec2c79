"""What the origins' own code says of any documents, in the tables that the parity tests read.

    python origins.py FOLDER PEER [SRC]

FOLDER has documents.jsonl (`id`, `text`) and parity/documents.tsv (id, file, chars, text_sha256) in the same
order; the table goes to FOLDER/parity. PEER: datatrove (0.10.1, spacy 3.8.18), statistics (datatrove's blocks),
dolma (1.2.1), or with SRC, a checkout of the origin: nemo (NeMo Curator), dclm, zyda1, rpv2 (a current nltk).
FOLDER/wordlists/ldnoobw/en and FOLDER/parity/lists are as in shared/data.
The tests then read FOLDER as ZYDECO_SHARED/data.
"""

import contextlib
import functools
import gzip
import hashlib
import json
import pathlib
import re
import sys
import types
from collections import Counter
from unittest import mock

import datatrove_numbers
from datatrove_numbers import digits


def documents(folder):
    with open(folder / "documents.jsonl", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield row["id"], row["text"]


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def absent(*names):
    """Modules that an origin imports and whose parts are not used here."""
    for name in names:
        sys.modules[name] = mock.MagicMock()


def bare(root, *names):
    """Packages whose own code is not run, so that single modules of them can be imported."""
    for name in names:
        package = types.ModuleType(name)
        package.__path__ = [str(pathlib.Path(root, *name.split(".")))]
        sys.modules[name] = package


def table(folder, name, rows):
    with gzip.open(folder / "parity" / (name + ".tsv.gz"), "wt", encoding="utf-8") as out:
        columns = None
        for row in rows:
            if columns is None:
                columns = list(row)
                out.write("\t".join(columns) + "\n")
            out.write("\t".join(str(row[column]) for column in columns) + "\n")


# ---- datatrove


def datatrove(folder, _):
    from datatrove.data import Document
    from datatrove.pipeline.filters import c4_filters, fineweb_quality_filter
    from datatrove.pipeline.filters import gopher_quality_filter, gopher_repetition_filter
    from datatrove.utils.text import split_into_words
    from datatrove.utils.word_tokenizers import load_word_tokenizer

    load_word_tokenizer("eng").tokenizer.memory_zone = lambda *a, **k: contextlib.nullcontext()
    kept = {}

    def words_of(text, language=None):
        if text not in kept:
            kept.clear()
            kept[text] = split_into_words(text, "eng")
        return kept[text]

    for module in (gopher_quality_filter, gopher_repetition_filter, fineweb_quality_filter):
        module.split_into_words = words_of
    repetition = gopher_repetition_filter
    gq = gopher_quality_filter.GopherQualityFilter()
    gr = repetition.GopherRepetitionFilter()
    fw = fineweb_quality_filter.FineWebQualityFilter()
    c4 = {"c4": c4_filters.C4QualityFilter(),
          "c4np": c4_filters.C4QualityFilter(filter_no_terminal_punct=False)}
    bad = {column: bad_words(c4_filters, folder / file) for column, file in
           {"c4bad": "parity/lists/ldnoobw-en-25e679f.txt",
            "c4bad_shared": "wordlists/ldnoobw/en"}.items()}

    def verdict(each, text):
        try:
            result = each.filter(Document(text=text, id=""))
        except ZeroDivisionError:
            return "error"
        return "pass" if result is True else result[1]

    def rows():
        for name, text in documents(folder):
            words = words_of(text)
            row = {"id": name, "chars": len(text), "gq": verdict(gq, text), "gr": verdict(gr, text),
                   "fw": verdict(fw, text), "c4bad": verdict(bad["c4bad"], text),
                   "c4bad_shared": verdict(bad["c4bad_shared"], text)}
            row["gq.words_sha256"] = sha("\n".join(words))[:16]
            row.update(datatrove_numbers.of(text, words, gq, gr, fw))
            for column, each in c4.items():
                row.update(c4_row(each, column, text))
            yield row

    table(folder, "datatrove", rows())


def c4_row(each, column, text):
    from datatrove.data import Document

    counts = Counter()
    each.stat_update = lambda *labels, **k: counts.update(labels)
    document = Document(text=text, id="")
    result = each.filter(document)
    lines = ("total", "filter-too_long_word", "filter-no_terminal_punc", "filter-too_few_words",
             "filter-javascript", "filter-policy", "kept")
    return {column: "pass" if result is True else result[1],
            column + ".lines": ",".join(str(counts["line-" + label]) for label in lines),
            column + ".sha256": sha(document.text) if result is True else ""}


def statistics(folder, _):
    """FOLDER/statistics.jsonl: each text with the numbers of all blocks under our names."""
    from datatrove.data import Document
    from datatrove.pipeline import stats
    from datatrove.utils.word_tokenizers import load_word_tokenizer

    load_word_tokenizer("eng").tokenizer.memory_zone = lambda *a, **k: contextlib.nullcontext()
    blocks = {name.lower() + "-stats-": getattr(stats, name + "Stats")(str(folder / "unused"))
              for name in ("Doc", "Line", "Paragraph", "Word", "Sentence")}
    with open(folder / "statistics.jsonl", "w", encoding="utf-8") as out:
        for _, text in documents(folder):
            numbers = {prefix + name.replace("_", "-"): value for prefix, block in blocks.items()
                       for name, value in block.extract_stats(Document(text=text, id="")).items()}
            out.write(json.dumps({"text": text, "numbers": numbers}) + "\n")


def bad_words(module, file, language="en"):
    with mock.patch.object(module, "cached_asset_path_or_download", lambda *a, **k: str(file)):
        each = module.C4BadWordsFilter(default_language=language)
        each._get_badwords(language)
    return each


# ---- dolma


def dolma(folder, _):
    import importlib.util

    root = pathlib.Path(importlib.util.find_spec("dolma").origin).parents[1]
    bare(root, "dolma", "dolma.core", "dolma.taggers")
    from dolma.taggers.gopher import get_attributes

    def rows():
        for name, text in documents(folder):
            row = {"id": name}
            spans = {span.type: span.score for span in get_attributes(text).as_spans()}
            for n in range(2, 11):
                kind = "most_common" if n < 5 else "duplicate"
                column = "fraction_of_characters_in_%s_%dgrams" % (kind, n)
                row["gopher." + column] = digits(spans.get(column))
            for column in ("word_count", "median_word_length", "symbol_to_word_ratio",
                           "fraction_of_words_with_alpha_character", "required_word_count"):
                row["gopher." + column] = digits(spans[column])
            for column in ("lines_starting_with_bullet_point", "lines_ending_with_ellipsis",
                           "duplicate_lines", "characters_in_duplicate_lines"):
                row["gopher_v1.fraction_of_" + column] = digits(spans["fraction_of_" + column])
            yield row

    table(folder, "dolma", rows())


# ---- NeMo Curator


def nemo_stages(source, language):
    """The filters of a chain in its order: name of the column, class, options."""
    config = "nemo_curator/config/text/heuristic_filter_%s_pipeline.yaml" % language
    stages = pathlib.Path(source, config).read_text()
    for stage in re.findall(r"^ +filter_obj:\n((?: {6}\S.*\n)+)", stages, re.M):
        options = dict(line.strip().split(": ") for line in stage.splitlines()
                       if not line.strip().startswith("#"))
        kind = options.pop("_target_").split(".")[-1]
        values = {key: json.loads(value.lower()) for key, value in options.items()}
        yield kind.removesuffix("Filter") + ("_%d" % values["n"] if "n" in values else ""), kind, values


def nemo_chain(source):
    """The filters of the English chain; the other has the same ones but for three."""
    bare(source, "nemo_curator", "nemo_curator.stages", "nemo_curator.stages.text",
         "nemo_curator.stages.text.utils", "nemo_curator.stages.text.filters")
    from nemo_curator.stages.text.filters.heuristic.repetition import repetition
    from nemo_curator.stages.text.filters.heuristic import string

    stages = list(nemo_stages(source, "english"))
    alone = ("NonAlphaNumeric", "WordsWithoutAlphabets", "CommonEnglishWords")
    assert [s for s in stages if s[0] not in alone] == list(nemo_stages(source, "non_english"))
    return [(column, (getattr(string, kind, None) or getattr(repetition, kind))(**values))
            for column, kind, values in stages]


def nemo(folder, source):
    chain = nemo_chain(source)

    def tied(text, n):
        """The lowest and highest score of all n-grams that are the most frequent."""
        words = text.strip().split()
        if len(words) < n:
            return 1.0, 1.0
        counts = Counter(zip(*[words[i:] for i in range(n)]))
        most = max(counts.values())
        grams = {" ".join(gram) for gram, count in counts.items() if count == most}
        scores = [(len(text) - len(text.replace(gram, ""))) / len(text) for gram in grams]
        return min(scores), max(scores)

    def rows():
        for name, text in documents(folder):
            row, open_ = {"id": name, "keep": "1", "first_reason": "", "keeps": ""}, ""
            for column, each in chain:
                if column.startswith("RepeatingTop"):
                    ends = tied(text, each._n)
                    row[column + ".min"], row[column + ".max"] = map(repr, ends)
                    keeps = {bool(each.keep_document(score)) for score in ends}
                else:
                    try:
                        score = each.score_document(text)
                    except (ZeroDivisionError, ValueError):
                        score = None
                    keeps = {score is not None and bool(each.keep_document(score))}
                    row[column] = digits(score)
                row["keeps"] += "?" if len(keeps) == 2 else "%d" % min(keeps)
                if row["keep"] != "0" and False in keeps:
                    if len(keeps) == 1:
                        row["keep"], row["first_reason"] = "0", open_ + column
                    elif not open_:
                        row["keep"], row["first_reason"], open_ = "?", "?" + column, "?"
            yield row

    table(folder, "nemo", rows())


# ---- DCLM


def dclm_steps(source):
    """Its filters, and the steps of its chain: rewrites, checks, rewrites of lines."""
    absent("transformers", "justext", "lxml", "lxml.etree", "bs4", "unidecode", "resiliparse")
    bare(source, "baselines", "baselines.mappers", "baselines.mappers.filters")
    sys.path.insert(0, str(pathlib.Path(source, "baselines")))
    bare(pathlib.Path(source, "baselines"), "core")
    from baselines.mappers import modifiers
    from baselines.mappers.filters import content_filters as filters

    tlds = str(pathlib.Path(source, "baselines/mappers/iana_tlds.txt"))
    first = [("url_removal_modifier", modifiers.url_removal_modifier(tlds_filepath=tlds), {}),
             ("newline_removal_modifier", modifiers.newline_removal_modifier(max_consecutive=2), {})]
    checks = [
        ("page_length_filter", dict(length_type="word", min_length=50, max_length=100000,
                                    ignore_punctuation=True)),
        ("word_length_filter", dict(min_length=3, max_length=10)),
        ("symbol_ratio_filter", dict(max_symbol_to_word_ratio=0.1)),
        ("bullet_count_filter", dict(max_bullet_start_ratio=0.9)),
        ("ellipsis_count_filter", dict(max_ellipsis_end_ratio=0.3)),
        ("alphabetic_word_ratio_filter", dict(max_ratio=0.2)),
        ("stop_word_filter", dict(count_unique=False, min_stop_word=2)),
        ("massive_web_repetition_filters", {}),
    ]
    phrases = (("items in cart", {}), ("Read more...", {"location": "suffix"}),
               ("Sign-in", {"location": "prefix"}))
    then = [
        ("uppercase_ratio_line_modifier", modifiers.uppercase_ratio_line_modifier,
         dict(max_ratio=0.5)),
        ("numeric_ratio_line_modifier", modifiers.numeric_ratio_line_modifier,
         dict(max_ratio=0.999999)),
        ("counter_line_modifier", modifiers.counter_line_modifier(), {}),
        ("line_length_modifier", modifiers.line_length_modifier, dict(min_length=2)),
    ] + [("substring_line_modifier:" + phrase, modifiers.substring_line_modifier(
          banlist=phrase, max_length=10, remove_substring_only=True, **where), {})
         for phrase, where in phrases]
    return filters, first, checks, then


def dclm(folder, source):
    filters, first, checks, then = dclm_steps(source)
    from baselines.mappers import core_utils

    split_once = functools.lru_cache(maxsize=8)(
        lambda text, options: core_utils.split_words(text, **dict(options)))

    def split_words(text, model="fasttext", **options):
        return split_once(text, tuple(sorted(options.items())) + (("model", model),))

    filters.split_words = split_words
    rules = [("line", 0.3, False), ("paragraph", 0.3, False), ("line", 0.2, True),
             ("paragraph", 0.2, True)]
    rules += [(n, bound, True) for n, bound in
              zip(range(2, 11), (0.2, 0.18, 0.16, 0.15, 0.14, 0.13, 0.12, 0.11, 0.10))]

    def modify(row, page, steps):
        for name, step, options in steps:
            before = page["text"] if page else None
            page = (step(page, **options) or [None])[0] if page else None
            if page is None:
                row["after:" + name] = "EMPTY"
            else:
                text = page["text"]
                row["after:" + name] = (
                    "=" if text == before else "%d:%s" % (len(text), sha(text)[:16]))
        return page

    def rows():
        for name, text in documents(folder):
            row = {"id": name}
            page = modify(row, {"text": text}, first)
            verdicts, reasons, repetition = "-", [], "-" * 13
            row["words_fasttext"] = ""
            for check, options in checks:
                keep = getattr(filters, check)(dict(page), **options) if page else None
                verdicts += "-" if page is None else "1" if keep else "0"
                if not keep:
                    reasons.append(check)
            before, cache = 0, {}
            if page:
                repetition = "".join(
                    "1" if filters.repetition_filter(page, kind, bound, count_characters=characters,
                                                     cache=cache) else "0"
                    for kind, bound, characters in rules)
                before = len(split_words(page["text"], ignore_punctuation=True))
                row["words_fasttext"] = before
            page = modify(row, page, then)
            if page:
                page["previous"] = before
            keep = page and filters.word_removal_ratio_filter(
                page, prev_word_count_key="previous", max_removed_ratio=0.05)
            verdicts += "-" if page is None else "1" if keep else "0"
            if not keep:
                reasons.append("word_removal_ratio_filter")
            row["keep"] = "0" if reasons else "1"
            row["first_reason"] = reasons[0] if reasons else ""
            row["filters"], row["repetition"] = verdicts, repetition
            row["final_sha256"] = "" if reasons else sha(page["text"])
            yield row

    table(folder, "dclm", rows())


# ---- Zyda-1


def zyda1(folder, source):
    import os

    import nltk

    nltk.download = lambda *a, **k: True
    absent("datasets", "transformers")
    os.environ["REPO_BASE"] = str(source)
    sys.path.insert(0, str(source))
    from zyda.preprocessing_and_filtering import preprocess_and_filter as code
    from zyda.utils import filtering as bounds

    def first_reason(row):
        length = len(row["transformed_text"])
        mean = row["mean_word_length"]
        checks = [
            ("min_length", length < bounds.MIN_LENGTH),
            ("min_mean_word_length", mean < bounds.MIN_MEAN_WORD_LENGTH),
            ("max_mean_word_length", mean > bounds.MAX_MEAN_WORD_LENGTH),
            ("max_fraction_non_alphanumeric",
             row["fraction_non_alphanumeric"] > bounds.MAX_FRACTION_NON_ALPHANUMERIC),
            ("max_fraction_numerical", row["fraction_numerical"] > bounds.MAX_FRACTION_NUMERICAL),
            ("max_repeated_substrings",
             row["substrings_counts"] > bounds.MAX_NUM_REPEATED_SUBSTRINGS),
        ]
        for counts, most, least in (
                ("pattern_counts", bounds.PATTERNS_WITH_MAX_COUNTS, "count:"),
                ("pattern_counts", bounds.PATTERNS_WITH_MAX_FRACTIONS, "fraction:"),
                ("word_list_counts", bounds.WORD_LISTS_WITH_MAX_COUNTS, "count:"),
                ("word_list_counts", bounds.WORD_LISTS_WITH_MAX_FRACTIONS, "fraction:")):
            for key, bound in most.items():
                value = row[counts][key]
                if least == "fraction:":
                    value = value / length if length else 0
                checks.append((least + key, value > bound))
        return next((reason for reason, broken in checks if broken), "")

    numbers = ("mean_word_length", "fraction_non_alphanumeric", "fraction_numerical")

    def rows():
        for name, text in documents(folder):
            changed = code.transform(text)
            row = {
                **{key: getattr(code, key)(text) for key in numbers},
                "transformed_text": changed,
                "pattern_counts": {p: code.count_pattern(text, p) for p in code.PATTERNS},
                "word_list_counts": {key: code.count_word_list(text, words)
                                     for key, words in code.WORD_LISTS.items()},
                "substrings_counts": code.count_substrings(changed),
            }
            reason = first_reason(row)
            if bounds.filter(row) != (not reason):
                raise AssertionError(name)
            out = {"id": name, "first_reason": reason, "transformed_chars": len(changed),
                   "transformed_sha256": sha(changed), "substrings_counts": row["substrings_counts"]}
            out.update((key, repr(row[key])) for key in numbers)
            out.update(("pattern:" + key, n) for key, n in row["pattern_counts"].items())
            out.update(("list:" + key, n) for key, n in row["word_list_counts"].items())
            yield out

    table(folder, "zyda1", rows())


# ---- RedPajama-V2


def rpv2(folder, source):
    import tempfile

    sys.path.insert(0, str(pathlib.Path(source, "app/src")))
    from core.document import Document
    from core.quality_signals import content, lines, natural_language, repetitions

    with tempfile.TemporaryDirectory() as lists:
        words = folder / "wordlists/ldnoobw/en"
        pathlib.Path(lists, "en.txt").write_bytes(words.read_bytes())
        pathlib.Path(lists, "domain_to_category_id.json").write_text("{}")
        signals = (content.register_content_callables("en", lists, lists)
                   + lines.register_lines_callables()
                   + natural_language.register_natural_language_callables()
                   + repetitions.register_repetitions_callables())
    signals = [signal for signal in signals if "ut1" not in signal.field_name]
    with gzip.open(folder / "parity/rpv2.jsonl.gz", "wt", encoding="utf-8") as out:
        for name, text in documents(folder):
            document = Document(text, domain=None, precompute_ngrams=True)
            row = {"id": name, "n": len(text), "doc": {}, "line": {},
                   "n_lines": len(document.raw_lines),
                   "lines": [[line.start, line.end] for line in document.raw_lines]}
            for signal in signals:
                spans = signal(document)
                if signal.field_name.startswith("rps_lines"):
                    row["line"][signal.field_name] = [span[2] for span in spans]
                else:
                    row["doc"][signal.field_name] = spans[0][2]
            out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    globals()[sys.argv[2]](pathlib.Path(sys.argv[1]), sys.argv[3] if len(sys.argv) > 3 else None)
