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
import gettext
import gzip
import hashlib
import importlib.util
import io
import json
import pathlib
import random
import re
import shutil
import sys
import tarfile
import types
import zipfile
from unittest import mock

import datatrove_numbers
import origins

OWN_SENTENCES = ("IndicNLPTokenizer", "ThaiTokenizer", "LaoTokenizer", "KhmerTokenizer")
LAO = ("Lao-Dictionary.txt", "lo_spellcheck_dict.txt", "lao-wannaphong.txt", "wiktionary-20210720.txt")
SETS = ("gopher-quality", "gopher-repetition", "fineweb", "fineweb-2")
C4 = ("c4", "c4-any-ending")
COLUMNS = ("id", "words", "words_sha256", *SETS, "c4-badwords",
           *(name + part for name in C4 for part in ("", ".lines", ".sha256", ".sentences", ".lost")),
           "sentence_lengths", "numbers")

# What C4BadWordsFilter calls the languages that it has lists of, by label.
LISTS = {
    "arb_Arab": "ar", "ces_Latn": "cs", "cmn_Hani": "zh", "dan_Latn": "da", "deu_Latn": "de",
    "epo_Latn": "eo", "fas_Arab": "fa", "fil_Latn": "fil", "fin_Latn": "fi", "fra_Latn": "fr",
    "hin_Deva": "hi", "hun_Latn": "hu", "ita_Latn": "it", "jpn_Jpan": "ja", "kab_Latn": "kab",
    "kor_Hang": "ko", "nld_Latn": "nl", "nob_Latn": "no", "pol_Latn": "pl", "por_Latn": "pt",
    "rus_Cyrl": "ru", "spa_Latn": "es", "swe_Latn": "sv", "tha_Thai": "th", "tlh_Latn": "tlh",
    "tur_Latn": "tr"}
PIECES = [
    " ", " ", "  ", "\n", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\u3000", "\u2028", "\x85", "\x1c", ".", ".", ". ", "! ", "? ",
    "...", "…", "?!", "。", "！", "？", "؟", "۔", "।", "॥", "።", "։", "·", '"', "'", "”", "’", "»", "«", "„", "“", "(", ")", "[", "]",
    "[1]", "[23]", "[]", "[edit]", "[citation needed]", "l'", "d’", "qu'", "z.B.", "Abs. 1 ", "Dr. ", "M. ", "St.", "A.B.", "U.S. ",
    "10€", "5 km", "3.14", "1.", "§ 2", "-", "–", "—", "_", "ʼ", "\u0301", "\u0307", "\u200d", "\u00ad", "\u200b", "İ", "ẞ", "ΣΑΣ ",
    "Ǆ", "ﬁ", "K", "²", "٣", "😀", "👩\u200d👧", "http://a.example/b?c=d", "a@b.example", "<b>", "#", "•", "java", "script", "cookies"]
RARE = ["{", "lorem ipsum", "Lorem\u00a0Ipsum", "JavaScript", "cookie policy ", "USE COOKIES", "x" * 1001, "x" * 1000]
BETWEEN = ["", "", " ", " ", " ", ".", "-", "_", "'", "’", "\n", "\u00a0", "\u0301", "\u200d", "1", "a", "я", "的", "の", "ا", "ก", "😀"]

INDIC = [
    "1,234.56", "12/05/2020", "10:30", "3 . 5", "1 ,\t2", "7 : ", ", 8", "9", "4x5 , 6", "१२", "१,२", "२.", "½.", "四!", "Ⅷ?", "\\",
    "।।", "॥ ", "।\n", "?", "!", "ए. ", "डॉ. ", "श्री.", " बी. ", "डब्ल्यू. ", "क.", " ज़े. ", ". . ", "a.", "᱾", "᱿", "꯫", "꫱", "٪",
    "،", " ۔ ", "۔", "؟", "؛", "٫", "٬", "٭", " ہے ", " گا ", "تھے ۔ ", " ہیں اور ", "\u200c", "\u200d", "़", "्", "\u0964", "\t\t",
    " \n ", "\u2003", "\x0b", "\x1f", "\r", "…", "--", "''", "``"]


# ---- documents


def make(shared, folder, tokenizer=None, translations=None):
    (folder / "parity").mkdir(parents=True, exist_ok=True)
    archive = unpacked(shared / "langid/fineweb-2-language-configs.tar.zst")
    for name, content in members(archive):
        (folder / "configs").mkdir(exist_ok=True)
        (folder / "configs" / name).write_bytes(content)
    shutil.copytree(shared / "wordlists/ldnoobw", folder / "wordlists/ldnoobw", dirs_exist_ok=True)
    choice = random.Random(17)
    labels = {path.stem for path in (folder / "configs").iterdir()}
    real = list(documents(shared, labels))
    lists = {label: (folder / "wordlists/ldnoobw" / code).read_text().split("\n")[:-1]
             for label, code in LISTS.items()}
    if tokenizer:
        labels = {label for label in labels if str(tokenizer) in cut_by(label)}
        real = [each for each in [*real, *translated(translations)] if each[1] in labels]
        made = [*real, *edited_by_label(real, choice)]
    else:
        made = [*real, *edited(real, lists, choice), *of_pieces(real, lists, choice)]
    with open(folder / "languages.jsonl", "w", encoding="utf-8") as out, open(
        folder / "parity/documents.tsv", "w", encoding="utf-8"
    ) as table:
        table.write("id\tfile\tchars\ttext_sha256\n")
        for name, label, text in made:
            row = {"id": name, "language": label, "text": text}
            row.update({"list": LISTS[label]} if label in LISTS else {})
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            table.write("%s\tlanguages.jsonl\t%d\t%s\n" % (name, len(text), origins.sha(text)))
    shutil.copyfile(folder / "languages.jsonl", folder / "documents.jsonl")


def unpacked(path):
    import zstandard

    with open(path, "rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file).read()


def members(archive):
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if member.isfile():
                yield member.name.split("/")[-1], tar.extractfile(member).read()


def documents(shared, labels):
    """Names, labels and texts of real documents."""
    for source, label, most in (("laws-de", "deu_Latn", 40_000), ("novels-fr", "fra_Latn", 400_000)):
        lines = unpacked(shared / "sources" / source / (source + ".jsonl.zst")).decode().split("\n")
        for number, line in enumerate(filter(None, lines)):
            if source == "novels-fr" or number % 2 == 0:
                yield "%s/%04d" % (source, number), label, json.loads(line)["text"][:most]
    with open(shared / "quality/fineweb-c-danish-1000-human.csv", encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            yield "danish/%04d" % number, "dan_Latn", row["text"]
    with zipfile.ZipFile(shared / "langid/udhr2.zip") as archive:
        for name in sorted(archive.namelist()):
            text = archive.read(name).decode("utf-8", "replace")
            label = labelled(name.split("/")[-1][:3], text, labels)
            if label:
                yield "udhr/" + name.split("/")[-1], label, text
    archive = unpacked(shared / "langid/tatoeba-112-languages.tar.zst")
    for name, content in sorted(members(archive)):
        sentences = content.decode("utf-8", "replace").split("\n")
        label = labelled(name.split(".")[-1], content.decode("utf-8", "replace"), labels)
        for part in range(3 if label and not name.endswith(".eng") else 0):
            some = sentences[50 * part:50 * part + 50]
            text = "\n".join(" ".join(some[at:at + 1 + 3 * part]) for at in range(0, 50, 1 + 3 * part))
            yield "tatoeba/%s/%d" % (name, part), label, text


def labelled(code, text, labels):
    """The label of FineWeb-2 of a code of ISO 639-3 and the script of the text, or None."""
    latin = sum(c.isascii() for c in text if c.isalpha()) > sum(c.isalpha() for c in text) / 2
    found = [label for label in sorted(labels)
             if label[:4] == {"ara": "arb", "tgl": "fil"}.get(code, code) + "_" and latin == label.endswith("Latn")]
    return found[0] if found else None


def piece(words, choice):
    which = choice.random()
    if which < 0.15:
        word = choice.choice(words)
        return choice.choice([word, word.upper(), word.capitalize(), word[:-1], word + word[-1:]])
    return choice.choice(RARE if which < 0.17 else PIECES)


def edited(real, lists, choice):
    for number in range(1500):
        name, label, text = choice.choice(real)
        start = choice.randrange(max(1, len(text) - 3000))
        text = text[start:start + 3000]
        words = lists.get(label) or lists[choice.choice(sorted(lists))]
        for _ in range(choice.randrange(5, 100)):
            at = choice.randrange(len(text) + 1)
            text = text[:at] + piece(words, choice) + text[at + choice.randrange(3):]
        yield "edited/%04d" % number, label, text


def cut_by(label):
    """The name of the class that cuts a language's words in datatrove, and the language that it is told."""
    from datatrove.utils.word_tokenizers import load_tokenizer_assignments

    factory = load_tokenizer_assignments().get(label)
    return factory.args if factory else ()


def translated(folder):
    """Documents of 40 messages of gettext's files, by the language's code; and texts in folders named by label."""
    for path in sorted(folder.glob("*_*/*.txt")) if folder else ():
        yield "text/" + path.stem, path.parent.name, path.read_bytes().decode("utf-8")
    labels = {"as": "asm_Beng", "bn": "ben_Beng", "ckb": "ckb_Arab", "gu": "guj_Gujr", "hi": "hin_Deva",
              "kn": "kan_Knda", "ml": "mal_Mlym", "mr": "mar_Deva", "ne": "npi_Deva", "or": "ory_Orya",
              "pa": "pan_Guru", "sd": "snd_Arab", "si": "sin_Sinh", "ta": "tam_Taml", "te": "tel_Telu",
              "ja": "jpn_Jpan", "km": "khm_Khmr", "lo": "lao_Laoo", "my": "mya_Mymr", "th": "tha_Thai",
              "ur": "urd_Arab", "zh": "cmn_Hani"}
    for path in sorted(folder.glob("**/LC_MESSAGES/*.mo")) if folder else ():
        code = path.parts[-3].split("_")[0]
        if code in labels:
            with open(path, "rb") as file:
                texts = [text for text in gettext.GNUTranslations(file)._catalog.values() if isinstance(text, str)]
            for start in range(0, len(texts) if len(texts) > 9 else 0, 40):
                name = "translation/%s/%d" % (path.relative_to(folder), start)
                yield name, labels[code], ("\n", " ")[start // 40 % 2].join(texts[start:start + 40])


def edited_by_label(real, choice):
    """For each language 150 edited documents, 50 short ones of parts and pieces, and 50 without a part of a real one."""
    of = {}
    for _, label, text in real:
        of.setdefault(label, []).append(text)
    for label, texts in sorted(of.items()):
        letters = sorted({c for text in texts for c in text if not c.isspace()})
        for number in range(200):
            text = choice.choice(texts)
            start = choice.randrange(max(1, len(text) - 3000))
            text = text[start:start + 3000] if number < 150 else ""
            for _ in range(choice.randrange(5, 100)):
                some = choice.choice(texts)
                first = choice.randrange(len(some))
                text = with_piece(text, some[first:first + choice.randrange(1, 40)], choice)
            yield "by-label/%s/%03d" % (label, number), label, text
        for number in range(50):
            words = ["".join(choices(choice, letters, 6)) for _ in range(9)]
            text = ""
            for _ in range(choice.randrange(5, 120)):
                text = with_piece(text, " ".join(choices(choice, words, 12)), choice)
            yield "made/%s/%02d" % (label, number), label, text


def choices(choice, some, most):
    return choice.choices(some, k=choice.randrange(1, most))


def with_piece(text, part, choice):
    """A text with a piece, or a part of a text, somewhere in it."""
    at = choice.randrange(len(text) + 1)
    if choice.random() < 0.5:
        part = piece(["."], choice)
    elif choice.random() < 0.5:
        part = choice.choice(INDIC)
    else:
        part += choice.choice([".", ". ", " ", "", " . ", "\n"])
    return text[:at] + part + text[at + choice.randrange(2):]


def of_pieces(real, lists, choice):
    """Bad words of each language, whole and not, beside characters of all kinds."""
    of = {label: [text for _, other, text in real if other == label] for label in lists}
    for label, words in lists.items():
        for number in range(60):
            text = ""
            for _ in range(choice.randrange(1, 12)):
                if of[label] and choice.random() < 0.7:
                    base = choice.choice(of[label])
                    at = choice.randrange(len(base))
                    text += base[at:at + choice.randrange(1, 60)]
                else:
                    text += piece(words, choice)
                text += choice.choice(BETWEEN)
            if number % 2:
                word = choice.choice(words)
                text += choice.choice([word, word.upper()]) + choice.choice(BETWEEN)
            yield "pieces/%s/%02d" % (label, number), label, text


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
