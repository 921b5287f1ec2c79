"""Random texts that need mending, and what datatrove's formatters make of them; ours beside theirs.

    python formatters.py random COUNT SEED OUT      JSON lines: text, and what a formatter makes of it where it changes
    python formatters.py compare NAME IN OURS       texts of IN as the rewrite NAME left them (RewriteFile NAME IN OURS)

Needs datatrove and ftfy. `random 1000 1` wrote own-formatters.jsonl.
"""

import html.entities
import json
import random
import sys
import time

import ftfy.bad_codecs  # noqa: F401  the sloppy charsets
from datatrove.pipeline.formatters import FTFYFormatter, SymbolLinesFormatter
from ftfy.badness import MOJIBAKE_CATEGORIES
from ftfy.chardata import CHARMAP_ENCODINGS, UTF8_CLUES

FORMATTERS = {"ftfy": FTFYFormatter(), "symbol-lines": SymbolLinesFormatter(),
              "bar-lines": SymbolLinesFormatter(symbols_to_remove=["|"], replace_char="\n")}


def members(pattern):
    import re
    found = re.compile("[" + pattern + "]")
    return [chr(code) for code in range(0x20, 0x10000) if found.match(chr(code))]


KINDS = [members(pattern) for pattern in (*MOJIBAKE_CATEGORIES.values(), *UTF8_CLUES.values())]
WORDS = ("the à la carte café déjà vu naïve Zürich’s “quoted” – dash… ¿qué? £5 ½ × 3 привет мир Γειά σου "
         "日本語 ﷺ العربية עברית हिन्दी 😀 🇫🇷 éèêë ŠĐĆ čšž łódź ğış ĀĒ ſt ﬁne Ωmega às àquele fàcil\u00a0nb "
         "A&B 1°C № ⅓ \ufeff").split(" ")
NAMES = sorted(html.entities.html5)
ASCII = [chr(code) for code in range(0x20, 0x7f)]


def entity(choice):
    kind = choice.randrange(6)
    if kind == 0:
        return "&#%d;" % choice.choice([0, 9, 10, 13, 38, 59, 60, 128, 129, 150, 233, 8364, 0xD800, 0xFFFF, 0x1F600,
                                        0x10FFFF, 0x110000, 10**20, choice.randrange(0x3000)])
    if kind == 1:
        return "&#%s%x%s;" % (choice.choice("xX"), choice.randrange(0x2100), choice.choice(["", "", "g"]))
    name = choice.choice(NAMES)
    if kind == 2:
        name = name.upper()
    if kind == 3:
        name = "amp;" * choice.randrange(3) + name
    return "&" + name


def words(choice):
    return " ".join(choice.choice(WORDS) for _ in range(choice.randrange(1, 8)))


def misread(choice, text):
    charset = choice.choice(CHARMAP_ENCODINGS)
    octets = bytearray(text.encode())
    for _ in range(choice.choice([0, 0, 0, 1, 2])):
        at = choice.randrange(max(1, len(octets)))
        kind = choice.randrange(4)
        if kind == 0:
            octets[at:at] = choice.choice([b"\xc0\x80", b"\xed\xa0\xbd\xed\xb8\x80", b"\xed\xa0\xbd", b"\xc0", b"\xed"])
        elif kind == 1:
            octets[at:at + 1] = [choice.randrange(0x80, 0x100)]
        elif kind == 2:
            del octets[at:at + 1]
        else:
            octets = octets.replace(b"\xa0", b" ")
    text = bytes(octets).decode(charset, "replace")
    if choice.random() < 0.2:
        text = text.replace("\x1a", "\ufffd")
    if choice.random() < 0.1:
        at = choice.randrange(len(text) + 1)
        text = text[:at] + choice.choice("?\ufffd\x1a") + text[at + 1:]
    return text


def piece(choice):
    kind = choice.randrange(12)
    if kind < 4:
        return misread(choice, words(choice))
    if kind < 5:
        return misread(choice, misread(choice, words(choice)))
    if kind < 6:
        return entity(choice)
    if kind < 7:
        return choice.choice(["\x1b[31m", "\x1b[0;1m", "\x1b[", "\x1b[;x", "\x1b[١m", "\x0b", "\x00", "\x85", "\x9d", "\ufeff",
                              "\u206a", "\ufffc", "\x7f", "\r", "\n", "\f", "\u2028", "<b>", "&"])
    if kind < 8:
        return choice.choice(["\n| |", "\n|\n", "\n---\n", "\n|\r\n", "\n \n", "\n★ ★\n", "\n***", "\x0b|\x0c", "\u2028. .\u2029"])
    if kind < 10:
        return "".join(choice.choice(choice.choice(KINDS + [ASCII])) for _ in range(choice.randrange(1, 9)))
    return words(choice)


def text(choice):
    joint = choice.choice(["", "", " ", "\n"])
    return joint.join(piece(choice) for _ in range(choice.randrange(1, 7)))


def texts(count, seed):
    choice = random.Random(seed)
    while count:
        made = text(choice)
        try:
            made.encode()
        except UnicodeEncodeError:
            continue
        count -= 1
        yield made


def rows(path):
    with open(path) as file:
        for line in file:
            yield json.loads(line)["text"]


def compare(name, given, ours):
    seen = changed = octets = 0
    other = []
    start = time.process_time()
    for text, mended in zip(rows(given), rows(ours)):
        seen += 1
        octets += len(text.encode())
        theirs = FORMATTERS[name].format(text)
        changed += theirs != text
        if theirs != mended:
            other.append((text, mended, theirs))
    spent = time.process_time() - start
    print("%s: %d texts, %d changed, %d differ; %.2f MB a CPU second with the reading"
          % (name, seen, changed, len(other), octets / 1e6 / spent))
    for text, mended, theirs in other[:10]:
        for pair in zip(text.split("\n"), mended.split("\n"), theirs.split("\n")):
            if pair[1] != pair[2]:
                print(*("  " + ascii(part[:300]) for part in pair), sep="\n")
                break
        else:
            print("  lines:", ascii(text[:200]), ascii(mended[:200]), ascii(theirs[:200]), sep="\n   ")


if __name__ == "__main__":
    if sys.argv[1] == "random":
        with open(sys.argv[4], "w", encoding="utf-8") as out:
            for made in texts(int(sys.argv[2]), int(sys.argv[3])):
                row = {name: formatter.format(made) for name, formatter in FORMATTERS.items()}
                row = {name: text for name, text in row.items() if text != made}
                out.write(json.dumps({"text": made, **row}, ensure_ascii=False) + "\n")
    else:
        compare(*sys.argv[2:5])
