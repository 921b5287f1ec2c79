"""A trained model in the layout of Hugging Face `transformers`, and back."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import torch

from trainer.errors import WorkFailed, WrongCommand
from trainer.evaluating import load_model
from trainer.layouts import from_settings, settings, to_ours, to_theirs
from trainer.model import make_model
from trainer.run_folder import RunFolder, environment
from trainer.safetensors import read_safetensors, write_safetensors


def export_run(options) -> dict:
    """The command `export`: config.json, model.safetensors and the tokenizer, in a folder of their own."""
    run = RunFolder.existing(options.run)
    refuse_full_folder("export", options.out)
    about = run.config()["shards"]
    special = about["tokenizer"]
    tokenizer = options.tokenizer or run.path / "tokenizer.json"
    if options.tokenizer and not tokenizer.is_file():
        raise WrongCommand(f"--tokenizer {tokenizer}: Cannot export this tokenizer: there is no such file.")
    words = special_words(tokenizer, special) if tokenizer.is_file() else None
    model = load_model(run)
    ids = {
        "bos_token_id": special["end-of-text"],
        "eos_token_id": special["end-of-text"],
        "pad_token_id": special["padding"],
    }
    theirs = to_theirs(model.config, model.state_dict())
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        write_json(options.out / "config.json", settings(model.config, about["sequence"]) | ids)
        write_json(options.out / "generation_config.json", ids)
        write_safetensors(options.out / "model.safetensors", theirs)
        if words is not None:
            shutil.copyfile(tokenizer, options.out / "tokenizer.json")
            about = {"tokenizer_class": "PreTrainedTokenizerFast", **words}
            write_json(options.out / "tokenizer_config.json", about)
    except OSError as problem:
        raise WorkFailed(f"--out {options.out}: Cannot export: {problem.strerror}. Empty the folder and export again.")
    return {"out": str(options.out), "tensors": len(theirs), "tokenizer": words is not None}


def refuse_full_folder(what: str, out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WrongCommand(f"--out {out}: Cannot {what} into this folder: it is not empty.")


def special_words(path: Path, about: dict) -> dict[str, str]:
    """The words of the special ids, for those who load the tokenizer."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise WorkFailed(f"{path}: Cannot export this tokenizer: it is not the one that the shards were made with.")
    tokenizer = json.loads(data)
    words = {token["id"]: token["content"] for token in tokenizer.get("added_tokens", [])}
    words |= {number: word for word, number in dict_of(tokenizer["model"].get("vocab")).items()}
    end = words.get(about["end-of-text"])
    special = {"bos_token": end, "eos_token": end, "pad_token": words.get(about["padding"])}
    return {name: word for name, word in special.items() if word is not None}


def dict_of(vocabulary) -> dict:
    return vocabulary if isinstance(vocabulary, dict) else {}


def write_json(path: Path, data: dict) -> None:
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def import_model(options) -> dict:
    """The command `import`: a run whose checkpoint holds the model of a folder in the layout of transformers."""
    folder = options.folder
    refuse_full_folder("import", options.out)
    data, model = read_config(folder), load_exported(folder)
    tokenizer = folder / "tokenizer.json"
    special = {
        "file": "tokenizer.json",
        "sha256": hashlib.sha256(tokenizer.read_bytes()).hexdigest() if tokenizer.is_file() else None,
        "vocabulary": data["vocab_size"],
        "end-of-text": first_of(data.get("eos_token_id"), 0),
        "padding": first_of(data.get("pad_token_id"), 0),
    }
    shards = {"tokenizer": special, "sequence": data.get("max_position_embeddings", 2048), "fingerprint": None}
    run = RunFolder(options.out)
    about = {"model": model.config.to_json(), "plan": None, "shards": shards | {"recipe": None}}
    run.hold()
    run.start(about | {"imported": folder.name, "environment": environment(1, "cpu")}, tokenizer)
    run.save_checkpoint({"model": model.state_dict(), "step": 0, "tokens": 0})
    run.release()
    return {"out": str(options.out), "parameters": sum(p.numel() for p in model.parameters())}


def first_of(ids, default: int) -> int:
    """Their special ids are a number, a list, or null."""
    if isinstance(ids, list):
        ids = ids[0] if ids else None
    return default if ids is None else ids


def read_config(folder: Path) -> dict:
    path = folder / "config.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise WrongCommand(f"{path}: Cannot import a model: {problem.strerror}. Name a folder of transformers' layout.")
    except ValueError as problem:
        raise WorkFailed(f"{path}: Cannot import a model: {problem}.")


def load_exported(folder: Path) -> torch.nn.Module:
    """The model of a folder in the layout of transformers."""
    data = read_config(folder)
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise WrongCommand(f"{folder}: Cannot import a model: there is no .safetensors file in it.")
    try:
        model = make_model(from_settings(data))
        theirs = {name: tensor for file in files for name, tensor in read_safetensors(file).items()}
        refuse_own_head(data, theirs)
        shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
        model.load_state_dict(to_ours(model.config, theirs, shapes))
    except (KeyError, ValueError, TypeError, ZeroDivisionError, RuntimeError) as problem:
        why = f"it has no {problem.args[0]}" if isinstance(problem, KeyError) else str(problem).rstrip(".")
        raise WorkFailed(
            f"{folder}: Cannot import this model: {why}. Zamba2, Zamba and Llama with tied embeddings can be read."
        )
    return model


def refuse_own_head(data: dict, theirs: dict[str, torch.Tensor]) -> None:
    """Ours predicts by the embeddings; a head that is stored besides them must be the same, unless theirs is tied."""
    head = theirs.get("lm_head.weight")
    if head is not None and data.get("tie_word_embeddings") is not True:
        if not torch.equal(head, theirs["model.embed_tokens.weight"]):
            raise ValueError("its embeddings are not tied")
