"""Writes FOLDER/own-thai.jsonl: random texts and their words by PyThaiNLP 5.4 with the dictionary FOLDER/own-thai.txt.

    python thai.py FOLDER

Their sentences are by a model of random labels, which goes to FOLDER/own-thai.model (python-crfsuite 0.9).
"""

import functools
import json
import pathlib
import random
import sys

import pycrfsuite
from pythainlp.tokenize import crfcut, word_tokenize
from pythainlp.util import Trie

PIECES = [
    " ", " ", "  ", "\n", "\r\n", "\r", "\t", "\u00a0", "12", "3.14", "1,000.5", "10:30", "๑๒", "๓.๕", "ฯ", "ฯลฯ", "ข", "ฃฅ", "ฐ", "์", "้",
    "ะ", "เ", "แ", "โ", "ำ", "็", "Thai", "x-y", "#ab", "é", "😀", "(", ")", ".", ",", ":", "!", "?", "ภูเขา", "ขนม", "ฝน", "เก้าอี้", "เดียว",
    "เรียน", "เลือก", "สรรพ์", "พรรค์", "แพทย์", "โต๊ะ", "ผัวะ", "ครั้ง", "อึ", "ศักดิ์"]


def train(texts, cut, choice, file):
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"max_iterations": 30, "feature.minfreq": 16})
    for text in texts:
        words = cut(text)
        labels = ["E" if word.isspace() and choice.random() < 0.6 else choice.choice("IIIE") for word in words]
        trainer.append(crfcut._extract_features(words), labels)
    trainer.train(str(file))


def main(folder):
    words = (folder / "own-thai.txt").read_text(encoding="utf-8").splitlines()
    cut = functools.partial(word_tokenize, custom_dict=Trie(words))
    choice = random.Random(4)
    texts = ["".join(choice.choices(words * 2 + PIECES, k=choice.randrange(3, 30 if number % 2 else 150)))
             for number in range(60)]
    train(texts, cut, choice, folder / "own-thai.model")
    crfcut.word_tokenize = cut
    crfcut._tagger.open(str(folder / "own-thai.model"))
    with open(folder / "own-thai.jsonl", "w", encoding="utf-8") as out:
        for text in texts:
            found = [word.strip() for word in cut(text, keep_whitespace=False, engine="newmm-safe")]
            sentences = [sentence.strip() for sentence in crfcut.segment(text)]
            row = {"text": text, "words": list(filter(None, found)),
                   "sentences": [len(sentence) for sentence in sentences if sentence]}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
