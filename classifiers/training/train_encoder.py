"""Trains an encoder with one regression output on scored documents, the FineWeb-Edu way, and writes it as ONNX.

Positive texts count as score 1, negative ones as 0, and the bound is then 0.5. A Hugging Face encoder in FOLDER keeps
its weights but for the head, unless --train-all is given. Without --encoder a small BERT or a convolution is trained from
nothing, with a vocabulary of its own; of few texts a convolution learns more. A tenth of the texts, chosen by their hashes, or the files of --held-out are measured.

Writes NAME.onnx, NAME.tokenizer.json and NAME.card.json, ready for 'score: {model: NAME.onnx}' in a recipe. The same
seed, versions and input give the same files.
"""

import argparse
import hashlib
import io
import json
import os
import random
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
import transformers
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import AutoConfig, AutoModelForSequenceClassification

from documents import refuse, rows_of
from model_files import beside, scores_of, sha256_of
from small_encoders import Convolution, bert
from word_pieces import VOCABULARY, make_tokenizer

HELD_OUT = 10
BATCH = 16
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
CHARACTERS_A_TOKEN = 20
DROPOUTS = ["classifier_dropout", "hidden_dropout_prob", "cls_dropout", "seq_classif_dropout", "dropout"]  # none, as FineWeb-Edu


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


def read(files: list[Path], options, score: Callable[[dict, str], float | None]) -> list[Example]:
    """The documents of files; score gives a row's score, or None where it has none."""
    examples = []
    for place, row in rows_of(files, options.text):
        value = score(row, place)
        if value is not None:
            examples.append(Example(row[options.text], value))
    return examples


def field(name: str) -> Callable[[dict, str], float | None]:
    def of(row: dict, place: str) -> float | None:
        if name not in row:
            refuse(f"{place}: Cannot read the score: there is no '{name}'. Fields: {', '.join(row)}.")
        if row[name] in (None, ""):
            return None
        try:
            value = float(row[name])
        except (TypeError, ValueError):
            refuse(f"{place}: Cannot read the score: '{row[name]}' is no number. Mend it, or leave it empty.")
        return None if value != value else value

    return of


def documents(options) -> tuple[list[Example], list[Example]]:
    """The texts to train on and the texts to measure on."""
    if options.scored:
        if options.bound is None:
            refuse("--scored: Cannot measure agreement: no bound is given. Say --bound X.")
        examples = read(options.scored, options, field(options.score))
    elif options.positive and options.negative:
        options.bound = 0.5
        examples = read(options.positive, options, lambda row, place: 1.0)
        examples += read(options.negative, options, lambda row, place: 0.0)
    else:
        refuse("train-encoder: Cannot train: one kind of texts is missing. Give --scored, or --positive and --negative.")
    if options.held_out:
        return examples, read(options.held_out, options, field(options.score))
    return [one for one in examples if not one.held_out], [one for one in examples if one.held_out]


def loaded_encoder(folder: Path, train_all: bool) -> nn.Module:
    config = AutoConfig.from_pretrained(folder, num_labels=1, local_files_only=True)
    for name in DROPOUTS:
        if hasattr(config, name):
            setattr(config, name, 0.0)
    model = AutoModelForSequenceClassification.from_pretrained(
        folder, config=config, attn_implementation="eager", local_files_only=True
    )
    if not train_all:
        for parameter in model.base_model.parameters():
            parameter.requires_grad = False
    return model


def encode(tokenizer: Tokenizer, texts: list[str], tokens: int) -> list[list[int]]:
    tokenizer.enable_truncation(tokens)
    return [encoding.ids for encoding in tokenizer.encode_batch([text[: CHARACTERS_A_TOKEN * tokens] for text in texts])]


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
    warnings.filterwarnings("ignore", module="torch.onnx|transformers")
    torch.onnx.export(
        Logits(model, names).eval(), example, buffer, dynamo=False, opset_version=17, input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names} | {"logits": {0: "batch"}},
    )
    graph = onnx.load_from_string(buffer.getvalue())
    graph.producer_version = ""
    onnx.checker.check_model(graph)
    file.write_bytes(graph.SerializeToString(deterministic=True))


def roc_auc(scores: np.ndarray, positive: np.ndarray) -> float:
    """The chance that a positive scores higher than a negative; ties count half."""
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    count = int(positive.sum())
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(scores) - count)))


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


def card_of(options, names: list[str], scores: list[float]) -> dict:
    tokenizer = beside(options.out, ".tokenizer.json")
    card = {
        "name": options.out.name.removesuffix(".onnx"),
        "sha256": sha256_of(options.out),
        "tokenizer": tokenizer.name,
        "tokenizer-sha256": sha256_of(tokenizer),
        "max-tokens": options.tokens,
        "max-chars": CHARACTERS_A_TOKEN * options.tokens,
        "inputs": dict(zip(("ids", "mask", "types"), names)),
        "output": {"name": "logits", "kind": "regression"},
        "clip": [min(scores), max(scores)],
    }
    return card | ({"labels": options.labels, "cuts": [options.bound]} if options.labels else {})


def about(options, found: dict, trained: int) -> dict:
    layers = f"BERT, {options.layers} layers" if options.architecture == "bert" else "convolution"
    small = f"{layers} of {options.width} from nothing, {options.vocabulary} pieces at most"
    told = {
        "trained-on": trained,
        "held-out": found,
        "bound": options.bound,
        "encoder": small if options.encoder is None else options.encoder.name,
        "epochs": options.epochs,
        "rate": options.rate,
        "seed": options.seed,
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
    }
    return ({"purpose": options.about} if options.about else {}) | told


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./zydeco train-encoder", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = ".jsonl (.gz, .zst), .csv or .parquet, or folders of them"
    parser.add_argument("--scored", type=Path, nargs="+", default=[], metavar="FILES", help=f"scored documents: {kinds}")
    parser.add_argument("--positive", type=Path, nargs="+", default=[], metavar="FILES", help="good texts, instead")
    parser.add_argument("--negative", type=Path, nargs="+", default=[], metavar="FILES", help="bad texts")
    parser.add_argument("--held-out", type=Path, nargs="+", default=[], metavar="FILES", help="scored: measure on these")
    parser.add_argument("--score", default="score", metavar="FIELD", help="the field of the score (default: score)")
    parser.add_argument("--text", default="text", metavar="FIELD", help="the field of the text (default: text)")
    parser.add_argument("--bound", type=float, metavar="X", help="the least score that is kept")
    parser.add_argument("--labels", nargs=2, metavar="NAME", help="what is below the bound, and what is not")
    parser.add_argument("--encoder", type=Path, metavar="FOLDER", help="a Hugging Face encoder with its tokenizer.json")
    parser.add_argument("--train-all", action="store_true", help="train all of the encoder, not its head alone")
    parser.add_argument("--architecture", choices=["bert", "convolution"], default="bert", help="from nothing (default: bert)")
    parser.add_argument("--layers", type=int, default=2, help="of the small BERT (default: 2)")
    parser.add_argument("--width", type=int, default=128, help="from nothing, by 64 (default: 128)")
    parser.add_argument("--vocabulary", type=int, default=VOCABULARY, help=f"from nothing (default: {VOCABULARY})")
    parser.add_argument("--tokens", type=int, default=256, metavar="N", help="of a text (default: 256)")
    parser.add_argument("--epochs", type=int, default=4, metavar="N", help="(default: 4)")
    parser.add_argument("--rate", type=float, default=5e-4, metavar="X", help="the highest step size (default: 0.0005)")
    parser.add_argument("--seed", type=int, default=17, metavar="N", help="(default: 17)")
    parser.add_argument("--about", metavar="WORDS", help="what the model is for, for the card")
    parser.add_argument("--out", type=Path, required=True, metavar="NAME.onnx")
    options = parser.parse_args(arguments)
    if options.out.suffix != ".onnx":
        refuse(f"--out: Cannot write {options.out}: the model is an .onnx file. Name it NAME.onnx.")
    if options.encoder is not None and not (options.encoder / "tokenizer.json").is_file():
        refuse(f"--encoder: Cannot read {options.encoder}: it has no tokenizer.json. Name the folder of a Hugging Face model.")
    if options.width < 64 or options.width % 64:
        refuse(f"--width: Cannot make heads of 64 out of {options.width}. Say a multiple of 64.")
    return options


def encoder_of(options, texts: list[str]) -> tuple[Tokenizer, nn.Module]:
    if options.encoder is None:
        tokenizer = make_tokenizer(texts, options.vocabulary, options.vocabulary * 3 // 5)
        size = tokenizer.get_vocab_size()
        if options.architecture == "convolution":
            return tokenizer, Convolution(size, options.width)
        return tokenizer, bert(size, options.width, options.layers, options.tokens)
    tokenizer = Tokenizer.from_file(str(options.encoder / "tokenizer.json"))
    tokenizer.no_padding()
    return tokenizer, loaded_encoder(options.encoder, options.train_all)


def main(arguments: list[str] | None = None) -> None:
    options = options_of(arguments)
    torch.manual_seed(options.seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    train, test = documents(options)
    if not train or not test:
        refuse(f"train-encoder: Cannot train on {len(train)} and measure on {len(test)} texts. Give more of them.")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    tokenizer, model = encoder_of(options, [one.text for one in train])
    names = INPUTS if getattr(model.config, "type_vocab_size", 0) else INPUTS[:2]
    scores = [one.score for one in train]
    fit(model, names, encode(tokenizer, [one.text for one in train], options.tokens), scores, options)
    export(model, names, options.out)
    tokenizer.no_truncation()
    tokenizer.save(str(beside(options.out, ".tokenizer.json")), pretty=False)
    card = card_of(options, names, scores)
    predicted = scores_of(options.out, tokenizer, card, [one.text for one in test]).values
    found = measured(predicted, np.array([one.score for one in test]), options.bound)
    text = json.dumps(card | {"about": about(options, found, len(train))}, indent=2)
    beside(options.out, ".card.json").write_text(text + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
