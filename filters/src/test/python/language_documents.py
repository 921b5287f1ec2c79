"""Documents in other languages for languages.py: real ones, edited ones, and some made of pieces alone."""

import csv
import gettext
import io
import json
import random
import shutil
import tarfile
import zipfile

import origins

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
