"""Scores of a calibrated model of train-scorer by the official fastText library, beside a table of ours.

    ./zydeco try RECIPE --in FILE > ours.jsonl          # a recipe with score: {model: MODEL.bin, as: quality}
    python calibrated.py MODEL.bin FILE ours.jsonl

Texts are made lines of words, as MODEL's card says (--lines words), or newlines become blanks.
FILE holds texts, one JSON object a line. Says how many were compared, the largest difference, and the spread of the scores.
"""

import json
import sys
import unicodedata
from pathlib import Path

import fasttext


def words(text: str) -> str:
    """What the card's "lines": "words" means."""
    line = []
    for c in text.lower():
        category = unicodedata.category(c)
        blank = category[0] == "Z" or category == "Cc"
        line.append(c if category[0] in "LMN" else " " if blank else f" {c} ")
    return "".join(line)


def main(model: str, file: str, ours: str) -> None:
    loaded = fasttext.load_model(model)
    card = json.loads(Path(model).with_suffix(".card.json").read_text(encoding="utf-8"))
    line = words if card.get("lines") == "words" else lambda text: text.replace("\n", " ")
    differences, scores = [], []
    with open(file, encoding="utf-8") as texts, open(ours, encoding="utf-8") as answers:
        for text, answer in zip(texts, answers, strict=True):
            pairs = loaded.f.predict(line(json.loads(text)["text"]) + "\n", 2, 0.0, "strict")
            odds = {label: probability for probability, label in pairs}
            score = json.loads(answer)["signals"]["quality"]
            differences.append(abs(score - odds["__label__positive"]))
            scores.append(score)
    print(f"{len(scores)} texts, largest difference {max(differences):.2e}, scores {min(scores)} to {max(scores)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
