"""The commands. Exit codes: 0 done, 1 the work failed, 2 wrong command, 130 interrupted."""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import shlex
import sys
from pathlib import Path
from typing import Callable

import trainer
from trainer.errors import WorkFailed, WrongCommand
from trainer.model.config import ARCHITECTURES


def main(arguments: list[str]) -> int:
    try:
        options = parser().parse_args(arguments)
        if options.command is not run_train:
            refuse_several_processes(arguments[0])
        return options.command(options)
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 2
    except WrongCommand as problem:
        print(problem, file=sys.stderr)
        return 2
    except WorkFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        place = f"{problem.filename}: " if problem.filename else ""
        why = problem.strerror or problem
        print(f"{place}Cannot go on: {why}. Mend that and start the command again.", file=sys.stderr)
        return 1
    except (MemoryError, RuntimeError) as problem:
        from trainer.failures import is_about_memory

        if not is_about_memory(problem):
            raise
        print("Cannot go on: memory does not suffice. The command presets says what a model needs.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"Interrupted. To go on: ./zydeco {shlex.join(arguments)}", file=sys.stderr)
        return 130


def refuse_several_processes(command: str) -> None:
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise WrongCommand(f"{command}: Cannot share this work among processes: only train can. Leave torchrun out.")


class Parser(argparse.ArgumentParser):
    """Says what is wrong in a sentence, instead of every option there is."""

    def error(self, message: str):
        raise WrongCommand(f"{self.prog}: {message}. See {self.prog} --help.")


def parser() -> argparse.ArgumentParser:
    top = Parser(prog="zydeco", description=trainer.__doc__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    add_train(commands)
    add_evaluate(commands)
    add_export(commands)
    add_import(commands)
    add_compare(commands)
    add_presets(commands)
    return top


def add_train(commands) -> None:
    train = commands.add_parser("train", help="train a model on packed shards; the same command again resumes")
    train.add_argument("shards", type=Path, metavar="SHARDS", help="folder with shards.json, or its parent")
    train.add_argument("--tokens", type=amount, metavar="N", help="tokens to train on, padding not counted: 2M, 500k")
    train.add_argument("--steps", type=positive, metavar="N", help="steps to train for, instead of --tokens")
    train.add_argument("--out", type=Path, required=True, metavar="RUN", help="folder of the run")
    train.add_argument("--seed", type=seed, default=1, help="decides first weights and data order (default 1)")
    train.add_argument("--from", dest="begin", type=Path, metavar="MODEL", help="go on from another run, or import")
    train.add_argument("--replay", type=Path, metavar="SHARDS", help="mix sequences of another set in")
    train.add_argument("--replay-share", type=part, help="share of those (default 0.05)")
    train.add_argument("--anneal", type=Path, metavar="SHARDS", help="end with a phase on this set, down to rate zero")
    train.add_argument("--anneal-tokens", type=amount, metavar="N", help="tokens of it, replay included (default: all)")
    about = "share of what was trained on before in it (default 0.6; 0 where the recipe put its replay into that set)"
    train.add_argument("--anneal-replay", type=part, help=about)
    train.add_argument("--anneal-peak", type=above_zero, help="its highest rate, of the peak (default 0.75)")
    train.add_argument("--shard", action="store_true", help="cut weights and moments up among the processes (FSDP)")
    train.add_argument("--evaluate-every", type=whole, default=0, metavar="N", help="measure while training; 0: never")
    add_tasks(train)
    add_learning(train)
    add_machine(train)
    train.set_defaults(command=run_train)


def add_compare(commands) -> None:
    compare = commands.add_parser("compare", help="which shard set trains the better model, with intervals")
    compare.add_argument("shards", type=Path, nargs="+", metavar="SHARDS")
    compare.add_argument("--seeds", type=positive, default=3, metavar="N", help="models per set (default 3)")
    compare.add_argument("--tokens", type=amount, required=True, metavar="N", help="tokens of each model's training")
    compare.add_argument("--held-out", type=Path, metavar="SHARDS", help="measure on this set's held-out text only")
    compare.add_argument("--out", type=Path, required=True, metavar="DIR")
    add_learning(compare)
    add_machine(compare)
    compare.set_defaults(command=run_compare)


def add_learning(command) -> None:
    """What `train` and `compare` share."""
    command.add_argument("--preset", metavar="NAME", help="size of the model: see the command presets")
    kind = command.add_mutually_exclusive_group()
    kind.add_argument("--architecture", choices=ARCHITECTURES, help="default: zamba2")
    kind.add_argument("--dense", action="store_true", help="short for --architecture transformer, of equal size")
    command.add_argument("--batch", type=positive, metavar="N", help="sequences of one step (default: by model size)")
    command.add_argument("--micro-batch", type=positive, metavar="N", help="sequences computed at once")
    command.add_argument("--lr", dest="rate", type=above_zero, metavar="X", help="peak rate (default: by model size)")
    command.add_argument("--schedule", choices=("linear", "cosine", "wsd", "infinite", "constant"), default="cosine")
    command.add_argument("--warmup", type=whole, metavar="N", help="steps of warm-up (default: a tenth, at most 500)")
    command.add_argument("--final", type=share, default=0.05, help="last learning rate as a share of the peak")
    command.add_argument("--weight-decay", dest="decay", type=from_zero, default=0.1)
    command.add_argument("--beta2", type=part, help="AdamW's second decay (default: by batch)")
    command.add_argument("--clip", type=above_zero, default=1.0, help="largest norm of the gradient")
    command.add_argument("--z-loss", dest="z", type=from_zero, default=1e-4)
    command.add_argument("--skip-spikes", dest="spikes", type=from_zero, default=6.0, help="deviations; 0: never skip")
    command.add_argument(
        "--precision",
        choices=("fp32", "bf16"),
        help="of matrix products (default: bf16 on a GPU and on a CPU with AVX512-BF16 or AMX)",
    )
    command.add_argument("--checkpoint-every", type=from_zero, default=60, metavar="SECONDS")


def add_evaluate(commands) -> None:
    evaluate = commands.add_parser("evaluate", help="bits per byte of a trained model on held-out text")
    evaluate.add_argument("run", type=Path, metavar="RUN")
    evaluate.add_argument("shards", type=Path, metavar="SHARDS")
    add_tasks(evaluate)
    add_machine(evaluate)
    evaluate.set_defaults(command=run_evaluate)


def add_tasks(command) -> None:
    command.add_argument("--tasks", type=Path, nargs="+", metavar="FILE", help="questions as .jsonl, .gz or .zst")
    command.add_argument("--limit", type=positive, metavar="N", help="only the first questions of each task")


def add_export(commands) -> None:
    export = commands.add_parser("export", help="write a trained model as Hugging Face transformers reads it")
    export.add_argument("run", type=Path, metavar="RUN")
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    export.add_argument("--tokenizer", type=Path, metavar="FILE", help="tokenizer.json (default: the run's own copy)")
    export.set_defaults(command=run_export)


def add_import(commands) -> None:
    command = commands.add_parser("import", help="make a run of a model in the layout of Hugging Face transformers")
    command.add_argument("folder", type=Path, metavar="MODEL", help="folder with config.json and *.safetensors")
    command.add_argument("--out", type=Path, required=True, metavar="RUN")
    command.set_defaults(command=run_import)


def add_presets(commands) -> None:
    presets = commands.add_parser("presets", help="the sizes of model: parameters, operations a token, memory")
    presets.add_argument("--preset", metavar="NAME", help="only this one")
    presets.add_argument("--vocabulary", type=positive, default=32000, metavar="N", help="ids (default 32000)")
    presets.add_argument("--sequence", type=positive, default=2048, metavar="N", help="tokens (default 2048)")
    presets.add_argument("--precision", choices=("fp32", "bf16"), default="bf16")
    presets.add_argument("--json", action="store_true", help="print the result as JSON")
    presets.set_defaults(command=run_presets)


def add_machine(command) -> None:
    command.add_argument("--threads", type=positive, default=processors(), help="CPU threads")
    command.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    command.add_argument("--unverified", action="store_true", help="do not check the SHA-256 of the shards")
    command.add_argument("--json", action="store_true", help="print the result as JSON")


def run_train(options) -> int:
    from trainer.starting import train

    if options.preset is None and options.begin is None:
        raise WrongCommand("train: Cannot tell which model to train: give --preset, or --from a model.")
    if (options.tokens is None) == (options.steps is None):
        raise WrongCommand("train: Cannot tell how long to train: give --tokens or --steps, and not both.")
    if options.anneal is None and {options.anneal_tokens, options.anneal_replay, options.anneal_peak} != {None}:
        raise WrongCommand("train: Cannot anneal without text: give --anneal SHARDS, or leave its other options out.")
    if options.replay is None and options.replay_share is not None:
        raise WrongCommand("train: Cannot replay without text: give --replay SHARDS, or leave --replay-share out.")
    result = train(options)
    if result:  # of several processes, only the first has one
        show(result, options.json)
    return 0


def run_evaluate(options) -> int:
    from trainer.evaluating import evaluate_run

    show(evaluate_run(options), options.json)
    return 0


def run_compare(options) -> int:
    if options.preset is None:
        raise WrongCommand("compare: Cannot tell which model to train: give --preset.")
    from trainer.comparison import compare, print_comparison

    print_comparison(compare(options), options.json)
    return 0


def run_export(options) -> int:
    from trainer.export import export_run

    done = export_run(options)
    note = "" if done["tokenizer"] else "; without tokenizer: the shards had none beside them, give --tokenizer"
    print(f"{done['tensors']} tensors in {done['out']}{note}")
    return 0


def run_import(options) -> int:
    from trainer.export import import_model

    done = import_model(options)
    print(f"{done['parameters']:,} parameters in {done['out']}")
    return 0


def run_presets(options) -> int:
    from trainer.counting import preset_table
    from trainer.presets import find_preset

    if options.preset:
        find_preset(options.preset)
    rows = preset_table(options.vocabulary, options.sequence, options.precision)
    rows = [row for row in rows if options.preset in (None, row["preset"])]
    print(json.dumps(rows) if options.json else "\n".join(as_columns(rows)))
    return 0


def as_columns(rows: list[dict]) -> list[str]:
    lines = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return ["  ".join(cell.rjust(width) for cell, width in zip(line, widths)) for line in lines]


def show(result: dict, as_json: bool) -> None:
    if as_json:
        print(json.dumps({key: value for key, value in result.items() if key != "loss_curve"}))
        return
    about = " (bytes estimated from the mean of the training set)" if result["held_out_bytes_estimated"] else ""
    print(f"bits per byte {result['bits_per_byte']:.4f} on {result['held_out']}{about}")
    for source, bits in sorted(result["bits_per_byte_by_source"].items()):
        print(f"  {source:<24} {bits:.4f}")
    for name, task in result.get("tasks", {}).items():
        interval = f"{task['accuracy_low']:.3f} to {task['accuracy_high']:.3f}"
        print(f"  {name:<24} {task['accuracy']:.3f} ({interval}; random {task['random']:.3f}) of {task['questions']}")


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def amount(text: str) -> int:
    """A count with an optional k, M or B behind it."""
    match = re.fullmatch(r"(\d{1,15}(?:\.\d+)?)([kMB]?)", text)
    value = match and round(float(match[1]) * {"": 1, "k": 1e3, "M": 1e6, "B": 1e9}[match[2]])
    if not value:
        raise argparse.ArgumentTypeError(f"{text!r} is not a count such as 500000, 500k, 2M or 1.5B")
    return value


def whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 0")
    return int(text)


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)


def seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 2^63 - 1")
    return int(text)


def number(kind: str, fits: Callable[[float], bool]) -> Callable[[str], float]:
    """A type of option: finite numbers that fit."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and fits(value)):
            raise argparse.ArgumentTypeError(f"{text!r} is not {kind}")
        return value

    return read


above_zero = number("a number above 0", lambda value: value > 0)
from_zero = number("a number of at least 0", lambda value: value >= 0)
share = number("a share from 0 to 1", lambda value: 0 <= value <= 1)
part = number("a share of at least 0 and below 1", lambda value: 0 <= value < 1)
