"""An ONNX model with its tokenizer and card, as the recipe's stage 'score' finds them."""

import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from documents import refuse

PRESETS = Path(__file__).parents[1] / "src/main/resources/zydeco/classifiers/onnx/presets"


def beside(model: Path, ending: str) -> Path:
    return model.with_name(model.name.removesuffix(".onnx") + ending)


def sha256_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def card_of(model: Path, preset: str | None) -> dict:
    """The card beside a model, or that of a preset; exits with 2 where there is none."""
    file = beside(model, ".card.json") if preset is None else PRESETS / f"{preset}.card.json"
    if not file.is_file():
        presets = ", ".join(sorted(found.name.removesuffix(".card.json") for found in PRESETS.glob("*.card.json")))
        refuse(f"{file}: Cannot read the model's card: there is no such file. Write one, or say --preset NAME ({presets}).")
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as e:
        refuse(f"{file}: Cannot read the model's card: {e}. Mend it.")


@dataclass(frozen=True)
class Scores:
    """Scores of texts, and how many of them one thread makes in a second of its own time."""

    values: np.ndarray
    speed: float


def scores_of(model: Path, tokenizer: Tokenizer, card: dict, texts: list[str]) -> Scores:
    """Each text's score, one text a run, one thread, as the stage makes it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    tokenizer.no_padding()
    tokenizer.enable_truncation(card["max-tokens"])
    rows = [tokenizer.encode(text[: card.get("max-chars") or len(text)]) for text in texts]
    started = time.thread_time()
    logits = [_logits(session, card, row) for row in rows]
    speed = len(texts) / max(1e-9, time.thread_time() - started)
    return Scores(np.array([_score(card, row) for row in logits]), speed)


def _logits(session: onnxruntime.InferenceSession, card: dict, row) -> np.ndarray:
    roles = {"ids": row.ids, "mask": row.attention_mask, "types": row.type_ids}
    inputs = card.get("inputs", {"ids": "input_ids"})
    types = {one.name: np.int32 if one.type == "tensor(int32)" else np.int64 for one in session.get_inputs()}
    feeds = {inputs[role]: np.array([roles[role]], dtype=types[inputs[role]]) for role in inputs}
    output = card.get("output", {})
    found = session.run([output.get("name", "logits")], feeds)[0]
    if output.get("pooling", "none") == "none":
        return found.reshape(-1)
    return found[0, 0] if output["pooling"] == "first" else found[0].mean(axis=0, dtype=np.float64)


def _score(card: dict, logits: np.ndarray) -> float:
    logits = logits.astype(np.float64)
    kind = card["output"]["kind"]
    place = card["labels"].index(card["positive"]) if "positive" in card else int(logits.argmax())
    if kind == "regression":
        score = logits[0]
    elif kind == "sigmoid":
        score = 1 / (1 + np.exp(-logits[0]))
    elif kind == "softmax":
        score = np.exp(logits[place] - logits.max()) / np.exp(logits - logits.max()).sum()
    else:
        score = logits[place]
    low, high = card.get("clip", (-np.inf, np.inf))
    return float(np.clip(score, low, high))
