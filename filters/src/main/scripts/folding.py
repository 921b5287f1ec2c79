"""Writes folding.txt: lower case, canonical decomposition and combining classes of Unicode 14.0.

Run with CPython 3.11:
    python folding.py > ../resources/zydeco/filters/bytes/folding.txt
"""

import unicodedata


def code_points():
    return (cp for cp in range(0x110000) if not 0xD800 <= cp < 0xE000)


def runs(pairs):
    """(first, last, step, delta) of code points that map by one delta, side by side or every other."""
    out = []
    for cp, to in pairs:
        delta = to - cp
        if out and out[-1][3] == delta:
            first, last, step, _ = out[-1]
            gap = cp - last
            if gap in (1, 2) and (step == gap or first == last):
                out[-1] = (first, cp, gap, delta)
                continue
        out.append((cp, cp, 1, delta))
    return out


print("# Written by src/main/scripts/folding.py with Unicode " + unicodedata.unidata_version + ".")
lower = [(cp, ord(chr(cp).lower())) for cp in code_points() if len(chr(cp).lower()) == 1]
print("lower: " + " ".join("%X-%X/%d%+d" % run for run in runs((a, b) for a, b in lower if a != b)))
# Hangul syllables are left to arithmetic.
nfd = {cp: unicodedata.normalize("NFD", chr(cp)) for cp in code_points() if not 0xAC00 <= cp < 0xD7A4}
print("decomposed: " + " ".join(
    "%X=%s" % (cp, ".".join("%X" % ord(ch) for ch in to)) for cp, to in nfd.items() if to != chr(cp)))
classes = [(cp, unicodedata.combining(chr(cp))) for cp in code_points()]
print("combining: " + " ".join("%X=%d" % (cp, c) for cp, c in classes if c))
