"""Writes FOLDER/documents.jsonl and FOLDER/parity/documents.tsv: texts of many kinds, for origins.py.

    python kinds.py FOLDER SEED [TREE...]

Half are windows of files below the TREEs (manual pages, source code, HTML, CSV, change logs, licences, translations),
as many of every ending; the other half is made: code, tables, mails, chats, verse, lists, OCR, subtitles, lines of
thousands of words, all line ends, quotes, addresses, joined emoji, invisible characters, 24 scripts, and texts with
the number of a rule at its bound or one off.
"""

import gzip
import json
import pathlib
import random
import sys

import origins

WORDS = (
    "the of and to a in is that for it as was with be by on not he his but at are this have from or had an they "
    "which one you were her all she there would their we him been has when who will more no if out so said what up "
    "its about into than them can only other new some could time these two may then do first any my now such like "
    "our over man me even most made after also did many before must through back years where much your way well "
    "down should because each just those people Mr. how too little state good very make world still own see men "
    "work long get here between both life being under never day same another know while last might us great old "
    "year off come since against go came right used take three Dr. U.S. e.g. i.e. don't can't it's we'll they're "
    "I'm you've John's rock'n'roll well-known twenty-five state-of-the-art and/or C++ .NET 3D lorem ipsum "
    "javascript cookie cookies policy privacy terms use elephant misunderstanding internationalization "
).split()
BULLETS = [
    "\u2022", "\u2023", "\u25b6", "\u25c0", "\u25e6", "\u25a0", "\u25a1", "\u25aa", "\u25ab", "\u2013", "-", "*",
    "+", "\u00b7", "1.", "(a)", "\u2012", "\u27a2"]
LINE_ENDS = [
    "\n", "\r\n", "\r", "\n\n", "\n\n\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
ENDS = [
    ".", ".", ".", "!", "?", "...", "\u2026", ".\"", "\".", ".'", ".\u201d", "\u201d.", ".)", "?!", ".[1]", ". . .",
    ":", ";", "", ","]
SCRIPTS = [
    (0x61, 0x7A), (0xE0, 0xFF), (0x100, 0x17F), (0x370, 0x3FF), (0x400, 0x4FF), (0x531, 0x587), (0x5D0, 0x5EA),
    (0x620, 0x64A), (0x710, 0x74F), (0x780, 0x7B1), (0x900, 0x97F), (0x980, 0x9FF), (0xB80, 0xBFF), (0xE01, 0xE4E),
    (0xE81, 0xECD), (0xF40, 0xF6C), (0x1000, 0x104F), (0x10A0, 0x10FF), (0x1200, 0x137F), (0x13A0, 0x13F5),
    (0x1780, 0x17DD), (0x3041, 0x30FE), (0x4E00, 0x9FD5), (0xAC00, 0xD7A3), (0x10330, 0x1034A), (0x1F300, 0x1F64F)]
INVISIBLE = [
    "\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e", "\u200f", "\u202e", "\u2066", "\u034f",
    "\u180e", "\x00", "\x01", "\x1f", "\x7f"]
ADDRESSES = [
    "http://a.example/b?c=d&e=f#g", "https://www.example.co.uk/", "www.example.org/x_(y)", "a.b+c@d.example",
    "192.168.1.10", "8.8.8.8", "::1", "+1 (555) 123-4567", "555-0100", "ftp://x.example", "example.com",
    "file.tar.gz", "@user", "#tag", "$1,234.56", "\u20ac10", "10\u20ac", "\u00a35.50", "US$3m", "50%", "5km",
    "10:30pm", "12/05/2020", "2020-05-12T10:30:00Z", "1/2", "x=y", "a_b_c", "C:\\dir\\file", "/usr/lib", "~/.rc",
    "<b>", "</p>", "&amp;", "{", "}", "[edit]", "[citation needed]", "[]", ":)", ":-(", "xD", "<3", "^_^",
    "\u00af\\_(\u30c4)_/\u00af"]


# ---- windows of files


def windows(trees, count, choice):
    of = {}
    for tree in trees:
        for path in sorted(pathlib.Path(tree).rglob("*")):
            if path.is_file() and not path.is_symlink() and 200 < path.stat().st_size < 3_000_000:
                of.setdefault(path.name.replace(".gz", "").split(".")[-1].lower()[:6], []).append(path)
    endings = [ending for ending, paths in sorted(of.items()) if len(paths) > 4]
    made = 0
    for _ in range(40 * count if endings else 0):
        path = choice.choice(of[choice.choice(endings)])
        raw = path.read_bytes()
        try:
            text = (gzip.decompress(raw) if path.name.endswith(".gz") else raw).decode("utf-8")
        except (UnicodeDecodeError, OSError, EOFError):
            continue
        start = choice.randrange(max(1, len(text) - 500))
        text = text[start : start + choice.choice((300, 1500, 6000, 20000))]
        if "\x00" not in text and text.strip():
            made += 1
            yield "file/" + path.name, text
        if made == count:
            return


# ---- made texts


def some(choice, least, most):
    return choice.choices(WORDS, k=choice.randrange(least, most))


def sentence(choice, least=3, most=25):
    return " ".join(some(choice, least, most)).capitalize() + choice.choice(ENDS)


def prose(choice):
    return "\n".join(
        " ".join(sentence(choice) for _ in range(choice.randrange(1, 7))) for _ in range(choice.randrange(1, 15))
    )


def lines(choice, line, most=60):
    return choice.choice(("\n", "\n", "\n\n", "\r\n")).join(line() for _ in range(choice.randrange(2, most)))


def code(choice):
    kinds = [
        "%sif (%s[%s] == %s) {",
        "%sreturn %s(%s, %s);",
        "%sfor %s in range(%s): # %s",
        "%s}",
        "%s// %s %s %s",
        "%s%s = {'%s': \"%s\"}",
        "",
    ]

    def line():
        kind = choice.choice(kinds)
        return kind % (" " * 4 * choice.randrange(5), *choice.choices(WORDS, k=3))[: kind.count("%s")]

    return lines(choice, line)


def table(choice):
    between = choice.choice(("|", " | ", "\t", ",", ";", "  "))
    return lines(choice, lambda: between.join(choice.choice((*WORDS, "", "1,234.5", "-", "N/A")) for _ in range(7)))


def mail(choice):
    head = "From: %s\nTo: a@b.example\nSubject: %s\nMessage-ID: <%d@x>\n\n" % (
        *some(choice, 1, 2),
        sentence(choice),
        choice.randrange(10**9),
    )
    return (
        head
        + lines(choice, lambda: choice.choice(("", "> ", "> > ", ">>")) + sentence(choice, 1, 15))
        + "\n-- \n"
        + sentence(choice)
    )


def chat(choice):
    return lines(
        choice,
        lambda: choice.choice(("<%s> ", "[10:3%d] ", "%s: ", "*%s* "))
        .replace("%s", choice.choice(WORDS))
        .replace("%d", "7")
        + " ".join(some(choice, 1, 9))
        + choice.choice(("", " lol", " :)", " \U0001f602\U0001f602", "!!!", "??", "...")),
    )


def verse(choice):
    return lines(
        choice, lambda: " ".join(some(choice, 2, 7)).capitalize() + choice.choice(("", ",", ";", ".", " \u2014"))
    )


def bullets(choice):
    mark = choice.choice(BULLETS)
    return lines(
        choice,
        lambda: choice.choice(("", " ", "\t"))
        + choice.choice((mark, mark, choice.choice(BULLETS)))
        + choice.choice((" ", "", "\u00a0"))
        + " ".join(some(choice, 1, 12))
        + choice.choice(ENDS),
    )


def ocr(choice):
    text = prose(choice).replace("\n", " ")
    broken = "\n".join(text[at : at + 60] + choice.choice(("-", "", " ", "\u00ad")) for at in range(0, len(text), 60))
    return "".join(choice.choice("l1|Io0~\u2022^") if choice.random() < 0.03 else c for c in broken)


def subtitles(choice):
    return "\n\n".join(
        "%d\n00:00:%02d,000 --> 00:00:%02d,500\n%s" % (i, i % 60, i % 60, sentence(choice, 1, 9))
        for i in range(1, choice.randrange(3, 40))
    )


def long_line(choice):
    return " ".join(some(choice, 2000, 6000)) + choice.choice(ENDS)


def line_ends(choice):
    return "".join(
        sentence(choice, 1, 12) + choice.choice(("", " ", "\t", "\u00a0", "\u3000")) + choice.choice(LINE_ENDS)
        for _ in range(choice.randrange(3, 60))
    )


def mixed(choice):
    parts = (
        WORDS,
        ADDRESSES,
        INVISIBLE,
        ENDS,
        BULLETS,
        LINE_ENDS,
        [
            "\U0001f469\u200d\U0001f467",
            "\U0001f1e9\U0001f1ea",
            "e\u0301",
            "\uff21\uff22",
            "\u201cthe\u201d",
            "\u2018be\u2019",
        ],
    )
    weights = [choice.random() ** 2 for _ in parts]
    return "".join(
        choice.choice(choice.choices(parts, weights)[0]) + choice.choice((" ", " ", " ", "", "\n"))
        for _ in range(choice.randrange(5, 400))
    )


def scripts(choice):
    few = choice.sample(SCRIPTS, k=choice.randrange(1, 4))

    def word():
        least, most = choice.choice(few)
        return "".join(chr(choice.randrange(least, most + 1)) for _ in range(choice.randrange(1, 9)))

    return "".join(
        word() + choice.choice((" ", " ", " ", ". ", "\u3002", "\u0964 ", "\u061f ", "\n", ""))
        for _ in range(choice.randrange(5, 300))
    )


def repeated(choice):
    """Lines, paragraphs and runs of words that come back."""
    pool = [
        choice.choice((sentence(choice), " ".join(some(choice, 1, 6)), prose(choice)))
        for _ in range(choice.randrange(1, 9))
    ]
    return "".join(
        choice.choice(pool) + choice.choice(("\n", "\n", "\n\n", " ", "\n\n\n", ""))
        for _ in range(choice.randrange(2, 60))
    )


def at_bounds(choice):
    """As many words, lines, marks as rules ask for, or one more or fewer."""
    off = choice.randrange(-1, 2)
    count = choice.choice((50, 100, 150, 200))
    kind = choice.randrange(8)
    words = (
        choice.choices(("abc", "defghijklm", "no", "way", "elephants"), k=max(1, count + off))
        + ["the", "and"][: choice.randrange(3)]
    )
    if kind == 0:
        return " ".join(words)
    if kind == 1:
        words[: count // 10 + off] = ["#"] * (count // 10 + off)
    if kind == 2:
        words[: count // 5 + off] = ["12"] * (count // 5 + off)
    if kind == 3:
        size = choice.choice((3, 10))
        return " ".join(["a" * size] * (count - 1) + ["a" * max(1, size + off)])
    if kind == 4:
        of = choice.choice((10, 20, 100))
        marked = max(0, round(of * choice.choice((0.9, 0.3, 0.12, 0.67))) + off)
        mark = choice.choice(("- %s", "%s...", "%s\u2026", "%s.", "%s"))
        return "\n".join(
            (mark if i < marked else "%s, he said to them at length that day") % " ".join(some(choice, 3, 6))
            for i in range(of)
        )
    if kind == 5:
        return "x" * (1000 + off) + " " + prose(choice)
    if kind == 6:
        return "\n".join(" ".join(some(choice, max(1, 3 + off), 4 + off)) + "." for _ in range(max(1, 5 + off)))
    if kind == 7:
        gram = some(choice, 2, 11)
        return " ".join(words + gram * choice.randrange(2, 9) + words[::-1])
    return " ".join(words)


KINDS = (
    prose,
    code,
    table,
    mail,
    chat,
    verse,
    bullets,
    ocr,
    subtitles,
    long_line,
    line_ends,
    mixed,
    mixed,
    scripts,
    repeated,
    repeated,
    at_bounds,
    at_bounds,
    at_bounds,
)


def main(folder, seed, trees, count=2500):
    choice = random.Random(seed)
    found = list(windows(trees, count, choice))
    kinds = [kind for kind in KINDS for _ in range(count // len(KINDS))]
    found += [("made/" + kind.__name__, kind(choice)) for kind in kinds]
    (folder / "parity").mkdir(parents=True, exist_ok=True)
    with open(folder / "documents.jsonl", "w", encoding="utf-8") as out, open(
        folder / "parity/documents.tsv", "w", encoding="utf-8"
    ) as table_:
        table_.write("id\tfile\tchars\ttext_sha256\n")
        for number, (name, text) in enumerate(found):
            name = "%s/%04d" % (name.replace("\t", " "), number)
            out.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
            table_.write("%s\tdocuments.jsonl\t%d\t%s\n" % (name, len(text), origins.sha(text)))
    print(len(found), "documents")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
