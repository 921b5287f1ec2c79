"""Writes characters.txt: the classes of code points that the signals' origins use.

Run with CPython 3.11 (Unicode 14.0) in an environment that has spacy 3.8, datatrove 0.10 and regex 2026.11.15:
    python characters.py > ../resources/zydeco/filters/bytes/characters.txt
"""

import re
import unicodedata

import regex
from datatrove.utils.text import PUNCTUATION, PUNCTUATION_SET, TERMINAL_PUNCTUATION
from spacy.lang import char_classes as c
from spacy.pipeline.sentencizer import Sentencizer


def single(patterns):
    """A test for characters that one of the patterns matches alone."""
    joined = re.compile("|".join("(?:%s)" % p for p in patterns if p.strip()))
    return lambda ch: bool(joined.fullmatch(ch))


def inside(characters):
    """A test for characters of a regular expression's bracket."""
    bracket = re.compile("[%s]" % characters)
    return lambda ch: bool(bracket.fullmatch(ch))


QUOTES = c.LIST_QUOTES
POSIX_ALPHA = regex.compile("[[:alpha:]]")
REGEX_WORD = regex.compile(r"\w")
REGEX_SPACE = regex.compile(r"\s")
POSIX_DIGIT = regex.compile("[[:digit:]]")
CLASSES = {
    "alphabetic": str.isalpha,
    "space": str.isspace,
    "word": lambda ch: ch.isalnum() or ch == "_",
    "decimal": str.isdecimal,
    "punctuation": lambda ch: unicodedata.category(ch).startswith("P"),
    "symbol": lambda ch: ch in PUNCTUATION_SET,
    "terminal": lambda ch: ch in TERMINAL_PUNCTUATION,
    "sentence-end": lambda ch: ch in Sentencizer.default_punct_chars,
    "letter": inside(c.ALPHA),
    "lower": inside(c.ALPHA_LOWER),
    "upper": inside(c.ALPHA_UPPER),
    "quote": inside(c.CONCAT_QUOTES),
    "prefix": single(
        ["§", "%", "=", "—", "–", "…"] + c.LIST_PUNCT + QUOTES + c.LIST_CURRENCY + c.LIST_ICONS
    ),
    "suffix": single(["—", "–", "…"] + c.LIST_PUNCT + QUOTES + c.LIST_ICONS),
    "infix": single(["…"] + c.LIST_ICONS),
    "currency": single(c.LIST_CURRENCY),
    "numeric": str.isnumeric,
    "digit": str.isdigit,
    "uppercase": str.isupper,
    "lowercase": str.islower,
    "titlecase": lambda ch: ch.istitle() and not ch.isupper(),
    "case-ignorable": lambda ch: ("A" + ch + "\u03a3").lower()[-1] == "\u03c2"
    and (ch + "\u03a3").lower()[-1] == "\u03c3",
    "posix-alpha": lambda ch: bool(POSIX_ALPHA.fullmatch(ch)),
    "posix-digit": lambda ch: bool(POSIX_DIGIT.fullmatch(ch)),
    "regex-word": lambda ch: bool(REGEX_WORD.fullmatch(ch)),
    "regex-space": lambda ch: bool(REGEX_SPACE.fullmatch(ch)),
    "counted-mark": lambda ch: ch in PUNCTUATION,
    "before-period": inside(
        r"0-9{al}{e}{p}(?:{q})".format(
            al=c.ALPHA_LOWER, e=r"%²\-\+", p=c.PUNCT, q=c.CONCAT_QUOTES
        )
    ),
}


def ranges(test):
    out, start = [], None
    for cp in range(0x110001):
        member = cp < 0x110000 and not 0xD800 <= cp < 0xE000 and test(chr(cp))
        if member and start is None:
            start = cp
        elif not member and start is not None:
            out.append("%X" % start if cp - start == 1 else "%X-%X" % (start, cp - 1))
            start = None
    return out


print("# Written by src/main/scripts/characters.py with Unicode " + unicodedata.unidata_version + ".")
for name, test in CLASSES.items():
    print(name + ": " + " ".join(ranges(test)))
