"""Writes an ONNX classifier with 8-bit weights and says how much its scores moved.

    python quantize_int8.py --model M.onnx --texts SAMPLE.jsonl.zst --out M-int8.onnx [--most 500]

The card beside the model is copied with the new sha256; the tokenizer is that of the model. The sample is JSON lines
with a field "text" (.jsonl, .jsonl.zst).
"""

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime
import zstandard
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer


def read_texts(file: Path, most: int) -> list[str]:
    opened = zstandard.open(file, "rt", encoding="utf-8") if file.suffix == ".zst" else file.open(encoding="utf-8")
    with opened as lines:
        return [json.loads(line)["text"] for _, line in zip(range(most), lines)]


def session_of(file: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def logits_of(file: Path, card: dict, tokenizer: Tokenizer, texts: list[str]) -> tuple[np.ndarray, float]:
    """The logits of each text, one text a run, and the texts a second of one thread."""
    session = session_of(file)
    name = card["output"].get("name", "logits")
    rows = []
    started = time.thread_time()
    for text in texts:
        encoding = tokenizer.encode(text[: card.get("max-chars") or len(text)])
        roles = {"ids": encoding.ids, "mask": encoding.attention_mask, "types": encoding.type_ids}
        feeds = {card["inputs"][role]: np.array([values]) for role, values in roles.items() if role in card["inputs"]}
        rows.append(session.run([name], feeds)[0].reshape(-1))
    return np.array(rows), len(texts) / (time.thread_time() - started)


def card_path(model: Path) -> Path:
    return model.with_name(model.name.removesuffix(".onnx") + ".card.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=500)
    options = parser.parse_args()

    card = json.loads(card_path(options.model).read_text())
    quantize_dynamic(str(options.model), str(options.out), weight_type=QuantType.QInt8)
    card["sha256"] = hashlib.sha256(options.out.read_bytes()).hexdigest()

    tokenizer = Tokenizer.from_file(str(options.model.with_name(card.get("tokenizer", "tokenizer.json"))))
    tokenizer.enable_truncation(card["max-tokens"])
    tokenizer.no_padding()
    texts = read_texts(options.texts, options.most)
    before, speed_before = logits_of(options.model, card, tokenizer, texts)
    after, speed_after = logits_of(options.out, card, tokenizer, texts)
    moved = np.abs(before - after).max(axis=1)
    report = {
        "texts": len(texts),
        "bytes": [options.model.stat().st_size, options.out.stat().st_size],
        "texts-a-cpu-second": [round(speed_before, 1), round(speed_after, 1)],
        "logit-moved-mean": float(f"{moved.mean():.4g}"),
        "logit-moved-p99": float(f"{np.quantile(moved, 0.99):.4g}"),
        "logit-moved-max": float(f"{moved.max():.4g}"),
    }
    card.setdefault("about", {})["int8"] = report | {"of": options.model.name}
    card_path(options.out).write_text(json.dumps(card, indent=2) + "\n")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
