"""How often lines of real text that were read by a wrong charset come back, ours beside ftfy's.

    python mojibake.py make SHARED FOLDER       writes FOLDER/taken.jsonl, meant.jsonl and clean.jsonl
    java ... zydeco.filters.parity.RewriteFile mojibake FOLDER/taken.jsonl FOLDER/ours.jsonl
    java ... zydeco.filters.parity.RewriteFile mojibake FOLDER/clean.jsonl FOLDER/clean-ours.jsonl
    python mojibake.py compare FOLDER           needs ftfy; prints a table

SHARED is the folder `data` of the shared data. 500 lines of each of six sources that have a character beyond ASCII, by
a seeded choice, each by every mistake; clean are all its documents, which nobody misread but for what it prints.
"""

import collections
import io
import json
import pathlib
import random
import subprocess
import sys
import tarfile

SOURCES = ("c4", "novels-fr", "laws-de", "rust-rfcs", "wikipedia-2015")


def unpacked(path):
    return subprocess.run(["zstdcat", path], capture_output=True, check=True).stdout


def documents(shared):
    for path in sorted(pathlib.Path(shared, "sources").glob("*/*.zst")):
        for line in unpacked(path).decode().split("\n"):
            if line:
                yield path.parent.name, json.loads(line)["text"]
    archive = unpacked(pathlib.Path(shared, "langid/tatoeba-112-languages.tar.zst"))
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            if member.isfile():
                yield "tatoeba", members.extractfile(member).read().decode("utf-8", "replace")


def by(charset, lost=False):
    """Bytes of UTF-8 by another charset; those that it leaves out are controls, or lost."""
    table = []
    for octet in range(256):
        try:
            table.append(bytes([octet]).decode(charset))
        except UnicodeDecodeError:
            table.append("\ufffd" if lost else chr(octet))
    return lambda text: "".join(table[octet] for octet in text.encode())


MISTAKES = {name: by(charset) for name, charset in {
    "windows-1252": "cp1252", "Latin-1": "latin-1", "windows-1250": "cp1250",
    "windows-1251": "cp1251", "MacRoman": "mac_roman", "code page 437": "cp437"}.items()}
MISTAKES["windows-1252 twice"] = lambda text: by("cp1252")(by("cp1252")(text))
MISTAKES["Latin-1, then windows-1252"] = lambda text: by("cp1252")(by("latin-1")(text))
MISTAKES["windows-1252, five bytes lost"] = by("cp1252", lost=True)


def make(shared, folder):
    choice = random.Random(5)
    lines = collections.defaultdict(set)
    with open(folder / "clean.jsonl", "w") as clean:
        for source, text in documents(shared):
            clean.write(json.dumps({"source": source, "text": text}) + "\n")
            if source in SOURCES or source == "tatoeba":
                lines[source].update(
                    line for line in text.split("\n") if not line.isascii() and len(line) < 2000)
    with open(folder / "taken.jsonl", "w") as taken, open(folder / "meant.jsonl", "w") as meant:
        for source in sorted(lines):
            for line in choice.sample(sorted(lines[source]), 500):
                for mistake, take in MISTAKES.items():
                    taken.write(json.dumps({"text": take(line)}) + "\n")
                    meant.write(json.dumps({"mistake": mistake, "text": line}) + "\n")


def rows(path):
    with open(path) as file:
        for line in file:
            yield json.loads(line)


def compare(folder):
    import ftfy

    counts = collections.defaultdict(lambda: [0, 0, 0])
    for meant, taken, ours in zip(*(rows(folder / name) for name in
                                    ("meant.jsonl", "taken.jsonl", "ours.jsonl"))):
        count = counts[meant["mistake"]]
        count[0] += 1
        count[1] += ours["text"] == meant["text"]
        count[2] += ftfy.fix_encoding(taken["text"]) == meant["text"]
    print("ftfy", ftfy.__version__)
    for mistake, (lines, ours, theirs) in counts.items():
        print("%-30s %d lines: ours %.1f %%, ftfy %.1f %%"
              % (mistake, lines, 100 * ours / lines, 100 * theirs / lines))
    seen = changed = 0
    for clean, ours in zip(rows(folder / "clean.jsonl"), rows(folder / "clean-ours.jsonl")):
        seen += 1
        if clean["text"] != ours["text"]:
            changed += 1
            pairs = zip(clean["text"].split("\n"), ours["text"].split("\n"))
            print(clean["source"], [pair for pair in pairs if pair[0] != pair[1]])
    print(seen, "documents,", changed, "changed")


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], pathlib.Path(sys.argv[3]))
    else:
        compare(pathlib.Path(sys.argv[2]))
