"""Trains the demo's quality classifier: does a page of documentation explain something, or list it?

    python train_demo_quality.py --jars JARS --general SOURCES --out ../../jobs/models

JARS caches the documentation jars (fetched by Maven where missing). SOURCES, which may be left out, is a folder of
SOURCE/*.jsonl.zst with a field "text": general prose, all of it counted as explaining. Writes demo-quality.onnx,
demo-quality.tokenizer.json and demo-quality.card.json. The same seed, versions and input give the same files.
"""

import argparse
import datetime
import hashlib
import io
import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import tokenizers
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from javadoc_pages import (
    CLEARLY_EXPLAINING, CLEARLY_LISTING, HELD_OUT_LIBRARIES, TRAINING_LIBRARIES, WORDS_JUDGED, Page, general_texts,
    pages_of,
)
from train_encoder import roc_auc
from word_pieces import VOCABULARY, make_tokenizer

SEED = 17
WIDTH = 40
FILTERS = 64
KERNEL = 5
MAX_TOKENS = 512
BATCH = 32
EPOCHS = 8
RATE = 2e-3


@dataclass(frozen=True)
class Example:
    text: str
    target: float


class Scorer(nn.Module):
    """Embeddings, one convolution, mean and maximum over the tokens, a hidden layer, one logit."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, WIDTH)
        self.convolve = nn.Conv1d(WIDTH, FILTERS, KERNEL, padding=KERNEL // 2)
        self.hidden = nn.Linear(2 * FILTERS, 32)
        self.out = nn.Linear(32, 1)
        self.drop = nn.Dropout(0.2)

    def forward(self, input_ids, attention_mask):
        mask = attention_mask.to(torch.float32).unsqueeze(1)
        states = self.embed(input_ids).transpose(1, 2) * mask
        states = torch.relu(self.convolve(self.drop(states))) * mask
        mean = states.sum(2) / mask.sum(2)
        peak = states.amax(2)
        return self.out(self.drop(torch.relu(self.hidden(torch.cat([mean, peak], 1)))))


def target_of(page: Page) -> float:
    return float(np.clip((page.share - 0.05) / 0.35, 0, 1))


def encode(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    tokenizer.enable_truncation(MAX_TOKENS)
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    tokenizer.no_truncation()
    return ids


def batch_of(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.int64)
    mask = torch.zeros(len(rows), longest, dtype=torch.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
        mask[place, : len(row)] = 1
    return ids, mask


def fit(rows: list[list[int]], targets: list[float]) -> Scorer:
    model = Scorer()
    chooser = random.Random(SEED)
    steps = EPOCHS * len(batches(rows, random.Random(SEED)))
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.1)
    for epoch in range(EPOCHS):
        model.train()
        losses = []
        for chosen in batches(rows, chooser):
            logits = model(*batch_of([rows[i] for i in chosen])).squeeze(1)
            loss = functional.binary_cross_entropy_with_logits(logits, torch.tensor([targets[i] for i in chosen]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.4f}", flush=True)
    return model.eval()


def batches(rows: list[list[int]], chooser: random.Random) -> list[list[int]]:
    """Every row once, in batches of rows of about one length, in random order."""
    order = list(range(len(rows)))
    chooser.shuffle(order)
    pools = [sorted(order[at : at + 20 * BATCH], key=lambda i: len(rows[i])) for at in range(0, len(order), 20 * BATCH)]
    groups = [pool[at : at + BATCH] for pool in pools for at in range(0, len(pool), BATCH)]
    chooser.shuffle(groups)
    return groups


def export(model: Scorer, file: Path) -> None:
    ids, mask = batch_of([[2, 5, 6, 7, 3], [2, 8, 3]])
    buffer = io.BytesIO()
    torch.onnx.export(
        model, (ids, mask), buffer, dynamo=False, opset_version=17,
        input_names=["input_ids", "attention_mask"], output_names=["logits"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in ("input_ids", "attention_mask")}
        | {"logits": {0: "batch"}},
    )
    graph = onnx.load_from_string(buffer.getvalue())
    graph.producer_version = ""
    onnx.checker.check_model(graph)
    file.write_bytes(graph.SerializeToString(deterministic=True))


def scores_of(file: Path, rows: list[list[int]]) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    logits = []
    for row in rows:
        ids, mask = batch_of([row])
        logits.append(session.run(["logits"], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0][0, 0])
    return 1 / (1 + np.exp(-np.array(logits, dtype=np.float64)))


def held_out(scores: np.ndarray, pages: list[Page]) -> dict:
    """How good the scores are on pages of libraries that training did not see."""
    shares = np.array([page.share for page in pages])
    clear = (shares <= CLEARLY_LISTING) | (shares >= CLEARLY_EXPLAINING)
    positive = shares[clear] >= CLEARLY_EXPLAINING
    kept = scores[clear] >= 0.5
    middle = (CLEARLY_LISTING + CLEARLY_EXPLAINING) / 2
    return {
        "libraries": [coordinates for coordinates in HELD_OUT_LIBRARIES],
        "pages": len(pages),
        "clear-pages": int(clear.sum()),
        "explaining": int(positive.sum()),
        "roc-auc-clear-pages": round(roc_auc(scores[clear], positive), 4),
        "accuracy-at-0.5-clear-pages": round(float((kept == positive).mean()), 4),
        "precision-at-0.5": round(float(positive[kept].mean()), 4),
        "recall-at-0.5": round(float(kept[positive].mean()), 4),
        "roc-auc-all-pages": round(roc_auc(scores, shares >= middle), 4),
    }


def card(out: Path, measured: dict, examples: int, general: int) -> dict:
    def sha256(name):
        return hashlib.sha256((out / name).read_bytes()).hexdigest()

    return {
        "name": "demo-quality",
        "sha256": sha256("demo-quality.onnx"),
        "tokenizer": "demo-quality.tokenizer.json",
        "tokenizer-sha256": sha256("demo-quality.tokenizer.json"),
        "max-tokens": MAX_TOKENS,
        "inputs": {"ids": "input_ids", "mask": "attention_mask"},
        "output": {"name": "logits", "kind": "sigmoid"},
        "labels": ["listing", "explanation"],
        "about": {
            "purpose": "For Zydeco's demo only: tells pages of API documentation that explain something from pages "
            "that list things. It knows nothing else of quality.",
            "trained-on": f"{examples - general} pages of the documentation jars of {', '.join(TRAINING_LIBRARIES)}"
            + (f", and {general} general texts (English Wikipedia 2015, an OpenStax textbook, Python PEPs, Rust RFCs) "
               "counted as explaining" if general else ""),
            "labels-from": f"mark-up, by rule: the share of a page's first {WORDS_JUDGED} words that stand in an author's "
            "description (class=block) of 20 words or more; target 0 at a share of 0.05, 1 at 0.40",
            "held-out": measured,
            "architecture": f"embedding {VOCABULARY} x {WIDTH}, convolution {KERNEL} x {FILTERS}, mean and maximum, "
            "hidden 32, one logit",
            "seed": SEED,
            "command": "python train_demo_quality.py --jars JARS --general SOURCES --out jobs/models",
            "versions": {"torch": torch.__version__, "tokenizers": tokenizers.__version__, "onnx": onnx.__version__},
            "licence": "Apache-2.0; trained on Apache-2.0, MIT, CC0, CC BY and CC BY-SA texts",
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jars", type=Path, required=True)
    parser.add_argument("--general", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    started = datetime.datetime.now()
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)

    pages = [page for library in TRAINING_LIBRARIES for page in pages_of(library, options.jars)]
    general = [Example(text, 1.0) for text in general_texts(options.general)] if options.general else []
    examples = [Example(page.text, target_of(page)) for page in pages] + general
    tests = [page for library in HELD_OUT_LIBRARIES for page in pages_of(library, options.jars)]
    print(f"{len(pages)} pages, {len(general)} general texts, {len(tests)} held-out pages", flush=True)

    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer([example.text for example in examples])
    tokenizer.save(str(options.out / "demo-quality.tokenizer.json"), pretty=False)
    model = fit(encode(tokenizer, [example.text for example in examples]), [example.target for example in examples])
    export(model, options.out / "demo-quality.onnx")

    scores = scores_of(options.out / "demo-quality.onnx", encode(tokenizer, [page.text for page in tests]))
    measured = held_out(scores, tests)
    text = json.dumps(card(options.out, measured, len(examples), len(general)), indent=2)
    (options.out / "demo-quality.card.json").write_text(text + "\n")
    print(json.dumps(measured, indent=2), (datetime.datetime.now() - started).seconds, "s")
    for place in sorted(range(len(tests)), key=lambda i: -abs(scores[i] - target_of(tests[i])))[:8]:
        page = tests[place]
        print(f"  worst: {page.library} {page.path} share {page.share:.2f} score {scores[place]:.2f}")


if __name__ == "__main__":
    main()
