"""Makes the small fastText models and expected predictions that the Java tests compare with.

    python make_fasttext_golden.py --out ../src/test/resources/zydeco/classifiers/fasttext

Trained by the official library on lines drawn from word lists below: every loss, with and without character and word
n-grams, quantised with and without pruning. The predictions are the official library's.

Ten threads and a width divisible by ten, because the library sets only a tenth of the input matrix a thread and leaves
the rest as memory was; so the models differ from run to run, and each comes with its own predictions.
"""

import argparse
import json
import random
import tempfile
from pathlib import Path

import fasttext

WORDS = {
    "sea": "tide moon ocean wave salt harbour pilot anchor fog keel gull brine rope swell größe",
    "kitchen": "bread oven flour yeast crust thermometer knife salt pan butter simmer broth café naïve 鍋",
    "code": "class method return null public static final import loop index array 😀 String int void",
}
LINES = 240
SETTINGS = {
    "softmax": {"loss": "softmax", "minn": 2, "maxn": 4, "wordNgrams": 1},
    "softmax-words": {"loss": "softmax", "minn": 0, "maxn": 0, "wordNgrams": 3},
    "softmax-both": {"loss": "softmax", "minn": 3, "maxn": 3, "wordNgrams": 2},
    "hierarchical": {"loss": "hs", "minn": 1, "maxn": 3, "wordNgrams": 2},
    "one-vs-all": {"loss": "ova", "minn": 2, "maxn": 3, "wordNgrams": 1},
    "negative": {"loss": "ns", "minn": 2, "maxn": 3, "wordNgrams": 1},
}
QUANTISED = {
    "quantised": ("softmax", {"qnorm": False}),
    "quantised-normed": ("softmax-both", {"qnorm": True, "dsub": 3}),
    "quantised-pruned": ("hierarchical", {"qnorm": True, "cutoff": 300}),
}
TEXTS = [
    "the tide and the moon",
    "bread oven flour yeast",
    "public static void main",
    "salt",
    "",
    "   ",
    "größe café 鍋 😀 naïve",
    "tide bread class",
    "unknownword zzzz qqqq",
    "tide </s> bread oven flour",
    "__label__code tide __label__unheard",
    "a\tb\rc\x0bd\x0ce\x00f tide",
    "tide " * 500 + "bread",
    "pneumonoultramicroscopicsilicovolcanoconiosis" * 5,
    "The TIDE, rises! and (falls) <twice> a day.",
    "\u00a0no\u2003break\u3000blanks",
]


def write_lines(file: Path) -> None:
    chooser = random.Random(7)
    names = sorted(WORDS)
    with file.open("w", encoding="utf-8") as lines:
        for _ in range(LINES):
            name = chooser.choices(names, weights=[1, 2, 4])[0]
            words = [chooser.choice(WORDS[name].split()) for _ in range(chooser.randint(3, 12))]
            lines.write(f"__label__{name} {' '.join(words)}\n")


def predictions(model) -> list[dict]:
    rows = []
    for text in TEXTS:
        labels, scores = model.predict(text.replace("\n", " "), k=-1)
        rows.append({"text": text, "scores": {label[9:]: float(score) for label, score in zip(labels, scores)}})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    golden = {}
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "lines.txt"
        write_lines(lines)
        for name, (base, how) in [(name, (name, None)) for name in SETTINGS] + list(QUANTISED.items()):
            model = fasttext.train_supervised(
                str(lines), dim=10, epoch=8, lr=0.3, bucket=600, minCount=1, thread=10, verbose=0, **SETTINGS[base])
            if how is not None:
                model.quantize(**how)
            file = f"{name}.{'bin' if how is None else 'ftz'}"
            model.save_model(str(out / file))
            golden[file] = predictions(fasttext.load_model(str(out / file)))
    (out / "golden.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
