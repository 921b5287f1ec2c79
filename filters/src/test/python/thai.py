"""Writes FOLDER/own-thai.jsonl: random texts and their words by PyThaiNLP 5.4 with the dictionary FOLDER/own-thai.txt.

    python thai.py FOLDER
"""

import json
import pathlib
import random
import sys

from pythainlp.tokenize import word_tokenize
from pythainlp.util import Trie

PIECES = [
    " ", " ", "  ", "\n", "\r\n", "\r", "\t", "\u00a0", "12", "3.14", "1,000.5", "10:30", "๑๒", "๓.๕", "ฯ", "ฯลฯ", "ข", "ฃฅ", "ฐ", "์", "้",
    "ะ", "เ", "แ", "โ", "ำ", "็", "Thai", "x-y", "#ab", "é", "😀", "(", ")", ".", ",", ":", "!", "?", "ภูเขา", "ขนม", "ฝน", "เก้าอี้", "เดียว",
    "เรียน", "เลือก", "สรรพ์", "พรรค์", "แพทย์", "โต๊ะ", "ผัวะ", "ครั้ง", "อึ", "ศักดิ์"]


def main(folder):
    words = (folder / "own-thai.txt").read_text(encoding="utf-8").splitlines()
    dictionary = Trie(words)
    choice = random.Random(4)
    with open(folder / "own-thai.jsonl", "w", encoding="utf-8") as out:
        for number in range(60):
            text = "".join(choice.choices(words * 2 + PIECES, k=choice.randrange(3, 30 if number % 2 else 150)))
            found = word_tokenize(text, custom_dict=dictionary, keep_whitespace=False, engine="newmm-safe")
            stripped = [word.strip() for word in found]
            row = {"text": text, "words": [word for word in stripped if word]}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
