"""Scores of a calibrated model of train-scorer by the official fastText library, beside a table of ours.

    ./zydeco try RECIPE --in FILE > ours.jsonl          # a recipe with score: {model: MODEL.bin, as: quality}
    python calibrated.py MODEL.bin FILE ours.jsonl

FILE holds texts, one JSON object a line. Says how many were compared, the largest difference, and the spread of the scores.
"""

import json
import sys

import fasttext


def main(model: str, file: str, ours: str) -> None:
    loaded = fasttext.load_model(model)
    differences, scores = [], []
    with open(file, encoding="utf-8") as texts, open(ours, encoding="utf-8") as answers:
        for text, answer in zip(texts, answers, strict=True):
            pairs = loaded.f.predict(json.loads(text)["text"].replace("\n", " ") + "\n", 2, 0.0, "strict")
            odds = {label: probability for probability, label in pairs}
            score = json.loads(answer)["signals"]["quality"]
            differences.append(abs(score - odds["__label__positive"]))
            scores.append(score)
    print(f"{len(scores)} texts, largest difference {max(differences):.2e}, scores {min(scores)} to {max(scores)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
