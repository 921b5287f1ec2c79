"""Writes an ONNX model with 8-bit weights, and says how much its scores moved and what it gained."""

import argparse
import hashlib
import json
import logging
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from documents import refuse, rows_of
from model_files import Scores, beside, card_of, scores_of, sha256_of


def sample(paths: list[Path], text: str, most: int) -> list[str]:
    """Of more texts those with the smallest hashes, so that it does not matter how they are ordered."""
    texts = {row[text] for _, row in rows_of(paths, text)}
    if not texts:
        refuse("--texts: Cannot measure the scores: the files hold no documents. Give some that you mean to score.")
    return sorted(texts, key=lambda one: hashlib.sha1(one.encode("utf-8", "surrogatepass")).digest())[:most]


def report(model: Path, out: Path, before: Scores, after: Scores, bound: float | None) -> dict:
    """What the change costs and gains; all figures of scores as the stage gives them."""
    moved = np.abs(before.values - after.values)
    found = {
        "of": model.name,
        "of-sha256": sha256_of(model),
        "texts": len(moved),
        "bytes": [model.stat().st_size, out.stat().st_size],
        "texts-a-cpu-second": [round(before.speed, 2), round(after.speed, 2)],
        "score-spread": float(f"{before.values.std():.4g}"),
        "score-moved-mean": float(f"{moved.mean():.4g}"),
        "score-moved-p99": float(f"{np.quantile(moved, 0.99):.4g}"),
        "score-moved-max": float(f"{moved.max():.4g}"),
    }
    if bound is not None:
        found["bound"] = bound
        found["equal-bits"] = round(float(((before.values >= bound) == (after.values >= bound)).mean()), 4)
    return found


def quantised(model: Path, out: Path) -> None:
    """Matrix weights as int8 with a scale a column, of 7 bits: with 8, processors without 8-bit dot products saturate."""
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        made = Path(folder) / out.name
        logging.disable(logging.WARNING)  # it asks for a preparation that changes nothing for these models
        quantize_dynamic(str(model), str(made), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        graph = onnx.load(str(made))
        graph.producer_version = ""
        out.write_bytes(graph.SerializeToString(deterministic=True))


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./zydeco quantise", description=__doc__)
    parser.add_argument("model", type=Path, metavar="MODEL.onnx", help="its card and tokenizer beside it")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, metavar="FILES",
                        help="documents to measure on: .jsonl (.gz, .zst), .csv, .parquet, or folders of them")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.onnx", help="in the folder of the tokenizer")
    parser.add_argument("--preset", help="the preset whose card the model has, instead of a card beside it")
    parser.add_argument("--bound", type=float, metavar="X", help="say how many kept/dropped bits stay equal at it")
    parser.add_argument("--text", default="text", metavar="FIELD", help="the field of the text (default: text)")
    parser.add_argument("--at-most", type=int, default=500, metavar="N", help="texts that are scored (default: 500)")
    options = parser.parse_args(arguments)
    if not options.model.is_file():
        refuse(f"{options.model}: Cannot read the model: there is no such file. Check the path.")
    if options.out.suffix != ".onnx":
        refuse(f"--out: Cannot write {options.out}: the model is an .onnx file. Name it NAME.onnx.")
    if options.out.resolve() == options.model.resolve():
        refuse(f"--out: Cannot write {options.out}: that is the model itself. Name another file.")
    if options.at_most < 1:
        refuse(f"--at-most: Cannot measure on {options.at_most} texts. Say 1 or more.")
    return options


def tokenizer_of(model: Path, card: dict) -> Path:
    file = model.with_name(card.get("tokenizer", "tokenizer.json"))
    if not file.is_file():
        refuse(f"{file}: Cannot read the tokenizer: there is no such file. Put it beside the model.")
    return file


def main(arguments: list[str] | None = None) -> None:
    options = options_of(arguments)
    card = card_of(options.model, options.preset)
    file = tokenizer_of(options.model, card)
    texts = sample(options.texts, options.text, options.at_most)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    try:
        tokenizer = Tokenizer.from_file(str(file))
        before = scores_of(options.model, tokenizer, card, texts)
        quantised(options.model, options.out)
        after = scores_of(options.out, tokenizer, card, texts)
    except Exception as e:  # both libraries raise plain exceptions of their own
        refuse(f"{options.model}: Cannot quantise it: {str(e).strip()}. Score with it first; its card must fit it.")
    copy = options.out.with_name(file.name)
    if copy.resolve() != file.resolve():
        copy.write_bytes(file.read_bytes())
    found = report(options.model, options.out, before, after, options.bound)
    card["sha256"] = sha256_of(options.out)
    card["about"] = card.get("about", {}) | {"int8": found}
    beside(options.out, ".card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
