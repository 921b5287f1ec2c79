"""Ids, types and logits of pairs of texts, by the tokenizers library and ONNX Runtime, which the Java tests compare with.

    python make_pair_golden.py FOLDER

FOLDER has what make_golden.py wrote; golden-pair.json goes there. The second text alone is cut, at 64 tokens.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from make_golden import MAX_TOKENS, TEXTS
from tokenizers import Tokenizer

PAIR = "Does this text teach a child how the sea works?"


def rows(folder: Path, name: str) -> list[dict]:
    tokenizer = Tokenizer.from_file(str(folder / f"{name}.tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    session = onnxruntime.InferenceSession(folder / f"{name}.onnx")
    found = []
    for text in TEXTS:
        encoded = tokenizer.encode(PAIR, text)
        given = {"input_ids": encoded.ids, "attention_mask": [1] * len(encoded.ids), "token_type_ids": encoded.type_ids}
        inputs = {one.name: np.array([given[one.name]], np.int64) for one in session.get_inputs()}
        logits = session.run(None, inputs)[0][0].tolist()
        found.append({"text": text, "ids": encoded.ids, "types": encoded.type_ids, "logits": logits})
    return found


if __name__ == "__main__":
    out = Path(sys.argv[1])
    golden = {"pair": PAIR} | {name: rows(out, name) for name in ("tiny-bert", "tiny-deberta")}
    (out / "golden-pair.json").write_text(json.dumps(golden, ensure_ascii=True) + "\n")
