"""Writes word-break.txt: Unicode's Word_Break and Extended_Pictographic properties, as uniseg has them.

Run with CPython 3.11 in an environment that has uniseg 0.10.1:
    python word_break.py > ../resources/zydeco/filters/dclm/word-break.txt
"""

from uniseg.emoji import extended_pictographic
from uniseg.wordbreak import word_break

USED = [
    "ALetter", "Hebrew_Letter", "Numeric", "Katakana", "ExtendNumLet", "MidLetter", "MidNum",
    "MidNumLet", "Single_Quote", "Double_Quote", "Extend", "Format", "ZWJ", "CR", "LF", "Newline",
]


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


for name in USED:
    print(name + ": " + " ".join(ranges(lambda ch: word_break(ch).value == name)))
print("pictographic: " + " ".join(ranges(extended_pictographic)))
