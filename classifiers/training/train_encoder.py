"""Trains an encoder with one regression output on scored documents, the FineWeb-Edu way, and writes it as ONNX.

    python train_encoder.py --scored FILES --score FIELD --bound X --out NAME.onnx [--encoder FOLDER [--train-all]]
    python train_encoder.py --positive FILES --negative FILES --out NAME.onnx

FILES are JSON lines (.jsonl, .jsonl.gz, .jsonl.zst) or .csv with a field "text". Positive texts count as score 1,
negative ones as 0, and the bound is then 0.5. FOLDER holds a Hugging Face encoder and its tokenizer.json; its weights
are frozen but for the head unless --train-all is given. Without --encoder a small BERT is trained from nothing, with
a vocabulary of its own. A tenth of the texts, chosen by their hashes, is held out and measured.

Writes NAME.onnx, NAME.tokenizer.json and NAME.card.json, ready for 'score: {model: NAME.onnx}' in a recipe. The same
seed, versions and input give the same files.
"""

import argparse
import csv
import gzip
import hashlib
import io
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import transformers
import zstandard
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import AutoModelForSequenceClassification, BertConfig, BertForSequenceClassification

from train_demo_quality import VOCABULARY, make_tokenizer, roc_auc

HELD_OUT = 10
BATCH = 16
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


@dataclass(frozen=True)
class Example:
    text: str
    score: float

    @property
    def held_out(self) -> bool:
        return int.from_bytes(hashlib.sha1(self.text.encode("utf-8", "surrogatepass")).digest()[:4], "big") % HELD_OUT == 0


class Logits(nn.Module):
    """A classifier that takes the inputs it was exported with, in order."""

    def __init__(self, model: nn.Module, names: list[str]):
        super().__init__()
        self.model = model
        self.names = names

    def forward(self, *inputs):
        return self.model(**dict(zip(self.names, inputs))).logits


def rows_of(file: Path):
    if file.suffix == ".csv":
        with file.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
        return
    opened = {".zst": zstandard.open, ".gz": gzip.open}.get(file.suffix, open)
    with opened(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read(files: list[Path], score) -> list[Example]:
    """The documents of files; score gives a row's score, or None where it has none."""
    examples = []
    for file in files:
        if not file.is_file():
            sys.exit(f"{file}: Cannot read it: there is no such file. Check the path.")
        for number, row in enumerate(rows_of(file), 1):
            if not isinstance(row.get("text"), str):
                sys.exit(f"{file}:{number}: Cannot read the document: it has no 'text'. Give each one.")
            value = score(row, f"{file}:{number}")
            if value is not None:
                examples.append(Example(row["text"], value))
    return examples


def field(name: str):
    def of(row: dict, place: str) -> float | None:
        if name not in row:
            sys.exit(f"{place}: Cannot read the score: there is no '{name}'. Fields: {', '.join(row)}.")
        return None if row[name] in (None, "") else float(row[name])

    return of


def documents(options) -> tuple[list[Example], float]:
    if options.scored:
        if options.bound is None:
            sys.exit("--scored: Cannot measure agreement: no bound is given. Say --bound X.")
        return read(options.scored, field(options.score)), options.bound
    if not (options.positive and options.negative):
        sys.exit("Cannot train: one kind of texts is missing. Give --scored, or --positive and --negative.")
    good = read(options.positive, lambda row, place: 1.0)
    return good + read(options.negative, lambda row, place: 0.0), 0.5


def small_encoder(tokens: int) -> nn.Module:
    config = BertConfig(
        vocab_size=VOCABULARY, hidden_size=128, num_hidden_layers=2, num_attention_heads=2, intermediate_size=512,
        max_position_embeddings=tokens, num_labels=1, hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
    )
    return BertForSequenceClassification(config)


def loaded_encoder(folder: Path, train_all: bool) -> nn.Module:
    model = AutoModelForSequenceClassification.from_pretrained(
        folder, num_labels=1, classifier_dropout=0.0, hidden_dropout_prob=0.0, attn_implementation="eager",
        local_files_only=True,
    )
    if not train_all:
        for parameter in model.base_model.parameters():
            parameter.requires_grad = False
    return model


def encode(tokenizer: Tokenizer, texts: list[str], tokens: int) -> list[list[int]]:
    tokenizer.enable_truncation(tokens)
    return [encoding.ids for encoding in tokenizer.encode_batch([text[: 20 * tokens] for text in texts])]


def batch_of(rows: list[list[int]], names: list[str]) -> dict[str, torch.Tensor]:
    longest = max(map(len, rows))
    batch = {name: torch.zeros(len(rows), longest, dtype=torch.int64) for name in names}
    for place, row in enumerate(rows):
        batch["input_ids"][place, : len(row)] = torch.tensor(row)
        batch["attention_mask"][place, : len(row)] = 1
    return batch


def batches(rows: list[list[int]], chooser: random.Random) -> list[list[int]]:
    """Every row once, in batches of about one length, in random order."""
    order = list(range(len(rows)))
    chooser.shuffle(order)
    pools = [sorted(order[at : at + 20 * BATCH], key=lambda i: len(rows[i])) for at in range(0, len(order), 20 * BATCH)]
    groups = [pool[at : at + BATCH] for pool in pools for at in range(0, len(pool), BATCH)]
    chooser.shuffle(groups)
    return groups


def fit(model: nn.Module, names: list[str], rows: list[list[int]], scores: list[float], options) -> None:
    chooser = random.Random(options.seed)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    steps = options.epochs * -(-len(rows) // BATCH) + options.epochs
    optimizer = torch.optim.AdamW(trained, lr=options.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=steps, pct_start=0.1)
    model.train()
    for epoch in range(options.epochs):
        losses = []
        for chosen in batches(rows, chooser):
            logits = model(**batch_of([rows[i] for i in chosen], names)).logits.squeeze(1)
            loss = functional.mse_loss(logits, torch.tensor([scores[i] for i in chosen], dtype=torch.float32))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: mean squared error {sum(losses) / len(losses):.4f}", file=sys.stderr, flush=True)
    model.eval()


def export(model: nn.Module, names: list[str], file: Path) -> None:
    example = tuple(torch.ones(2, 5, dtype=torch.int64) for _ in names)
    buffer = io.BytesIO()
    torch.onnx.export(
        Logits(model, names).eval(), example, buffer, dynamo=False, opset_version=17, input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names} | {"logits": {0: "batch"}},
    )
    graph = onnx.load_from_string(buffer.getvalue())
    graph.producer_version = ""
    onnx.checker.check_model(graph)
    file.write_bytes(graph.SerializeToString(deterministic=True))


def scores_of(file: Path, names: list[str], rows: list[list[int]]) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    feeds = ({name: values.numpy() for name, values in batch_of([row], names).items()} for row in rows)
    return np.array([session.run(["logits"], feed)[0][0, 0] for feed in feeds], dtype=np.float64)


def measured(predicted: np.ndarray, true: np.ndarray, bound: float) -> dict:
    """How good the model is on texts that training did not see."""
    kept, good = predicted >= bound, true >= bound
    found = {
        "documents": len(true),
        "good": int(good.sum()),
        "mean-squared-error": round(float(((predicted - true) ** 2).mean()), 4),
        "accuracy-at-bound": round(float((kept == good).mean()), 4),
    }
    if 0 < good.sum() < len(good):
        found["roc-auc"] = round(roc_auc(predicted, good), 4)
        found["pearson"] = round(float(np.corrcoef(predicted, true)[0, 1]), 4)
        both = (kept & good).sum()
        found["f1-at-bound"] = round(float(2 * both / max(1, kept.sum() + good.sum())), 4)
    return found


def beside(model: Path, ending: str) -> Path:
    return model.with_name(model.name.removesuffix(".onnx") + ending)


def card(options, names: list[str], scores: list[float], found: dict, trained: int) -> dict:
    def sha256(file: Path) -> str:
        return hashlib.sha256(file.read_bytes()).hexdigest()

    tokenizer = beside(options.out, ".tokenizer.json")
    roles = dict(zip(("ids", "mask", "types"), names))
    return {
        "name": options.out.name.removesuffix(".onnx"),
        "sha256": sha256(options.out),
        "tokenizer": tokenizer.name,
        "tokenizer-sha256": sha256(tokenizer),
        "max-tokens": options.tokens,
        "inputs": roles,
        "output": {"name": "logits", "kind": "regression"},
        "clip": [min(scores), max(scores)],
        "about": {
            "trained-on": trained,
            "held-out": found,
            "encoder": "small BERT from nothing" if options.encoder is None else options.encoder.name,
            "seed": options.seed,
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        },
    }


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--scored", "--positive", "--negative"):
        parser.add_argument(name, type=Path, nargs="+", default=[])
    parser.add_argument("--score", default="score")
    parser.add_argument("--bound", type=float)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--train-all", action="store_true")
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    options = options_of(arguments)
    if options.out.suffix != ".onnx":
        sys.exit(f"--out: Cannot write {options.out}: the model is an .onnx file. Name it NAME.onnx.")
    torch.manual_seed(options.seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    examples, bound = documents(options)
    train = [example for example in examples if not example.held_out]
    test = [example for example in examples if example.held_out]
    if not train or not test:
        sys.exit(f"Cannot train on {len(train)} and measure on {len(test)} texts. Give more of them.")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    if options.encoder is None:
        tokenizer = make_tokenizer([example.text for example in train])
        model = small_encoder(options.tokens)
    else:
        tokenizer = Tokenizer.from_file(str(options.encoder / "tokenizer.json"))
        tokenizer.no_padding()
        model = loaded_encoder(options.encoder, options.train_all)
    names = INPUTS if getattr(model.config, "type_vocab_size", 0) else INPUTS[:2]
    fit(model, names, encode(tokenizer, [e.text for e in train], options.tokens), [e.score for e in train], options)
    export(model, names, options.out)
    tokenizer.no_truncation()
    tokenizer.save(str(beside(options.out, ".tokenizer.json")), pretty=False)
    predicted = scores_of(options.out, names, encode(tokenizer, [e.text for e in test], options.tokens))
    scores = [example.score for example in examples]
    found = measured(np.clip(predicted, min(scores), max(scores)), np.array([e.score for e in test]), bound)
    text = json.dumps(card(options, names, scores, found, len(train)), indent=2)
    beside(options.out, ".card.json").write_text(text + "\n")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
