"""The command `train`: starts a run or takes it up again, and returns its result."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import torch

from trainer.counting import count_parameters, training_flops
from trainer.errors import WrongCommand
from trainer.evaluating import load_model, refuse_missing_device
from trainer.export import load_exported
from trainer.failures import foresee_memory, out_of_memory
from trainer.journal import Journal
from trainer.memory import keep_freed_memory
from trainer.model import fast
from trainer.model.config import ModelConfig
from trainer.model.transformer import dense_like
from trainer.peak import peak_flops
from trainer.plan import Plan, make_plan
from trainer.presets import PRESETS, model_config
from trainer.processes import Processes
from trainer.run_folder import RunFolder, environment
from trainer.shard_sets import about_shards, open_sets, tokenizer_file
from trainer.shards import Shards
from trainer.training import Training, autocast_for, build_model, set_products
from trainer.watching import Watch


def train(options) -> dict:
    keep_freed_memory()
    torch.set_num_threads(options.threads)
    sets = open_sets(options)
    refuse_missing_device(options.device)
    begin = load_beginning(options.begin) if options.begin else None
    config = begin.config if begin is not None else shape_of(options, sets["data"].vocabulary)
    if begin is not None:
        refuse_other_model(options, config, sets["data"])
        options.preset = options.preset or preset_of(options.begin)
    plan = make_plan(options, sets, config, digest(begin))
    run, processes = RunFolder(options.out), Processes(torch.device(plan.device), options.shard)
    try:
        processes.first_does(lambda: claim(run, config, plan, sets))
        if run.result_path.is_file():
            return run.result() if processes.first else {}
        with out_of_memory(run, config, plan, sets["data"].sequence, processes.device):
            return carry_out(options, run, sets, config, plan, processes, begin)
    finally:
        run.release()
        processes.close()


def carry_out(options, run: RunFolder, sets, config: ModelConfig, plan: Plan, processes: Processes, begin) -> dict:
    """The run itself, from its beginning or its last checkpoint to its result."""
    processes.share(range(0, plan.batch, plan.micro_batch))
    take_kernels(run, config, plan, processes, sets["data"].sequence)
    warning = foresee_memory(config, plan, sets["data"].sequence, processes.device)
    if warning and processes.size == 1:
        print(warning, file=sys.stderr)
    model = build_model(config, plan.seed)
    if begin is not None:
        model.load_state_dict(begin.state_dict())
    peak, _ = peak_flops(processes.device, plan.precision)
    training = Training(run, sets, model, plan, processes, options.checkpoint_every, peak * processes.size)
    watch = Watch(options, run, lambda: autocast_for(plan.precision, training.device))
    training.train(watch)
    return finish(training, watch)


def take_kernels(run: RunFolder, config: ModelConfig, plan: Plan, processes: Processes, sequence: int) -> None:
    """On a GPU, the kernels that the run began with, so that it goes on to the same bits. ZYDECO_TRITON=0: none."""
    fast.use({})
    set_products(plan.precision, processes.device)
    if processes.device.type != "cuda":
        return

    def choose() -> dict:
        if not fast.kernels_wanted("cuda"):
            return {}
        from trainer.kernels.probe import choose as best_of

        return best_of(config, plan.precision, plan.micro_batch, sequence, processes.device)

    processes.first_does(lambda: run.kernels(choose))
    fast.use({kind: found["warps"] for kind, found in run.kernels(choose).items()})


def shape_of(options, vocabulary: int) -> ModelConfig:
    config = model_config(options.preset, vocabulary)
    kind = asked_architecture(options) or config.architecture
    if kind == "transformer":
        return dense_like(config, count_parameters(config))
    if kind == "zamba":
        return replace(
            config, architecture="zamba", shared_blocks=1, lora_rank=0, attention_lora=False, rotary=False, state=16
        )
    return config


def asked_architecture(options) -> str | None:
    return "transformer" if options.dense else options.architecture


def load_beginning(path: Path) -> torch.nn.Module:
    """The model of another run, or of a folder in the layout of transformers."""
    if (path / "model.safetensors").is_file() or not (path / "checkpoint.pt").is_file():
        return load_exported(path)
    return load_model(RunFolder.existing(path))


def preset_of(path: Path) -> str | None:
    """The preset of a run that another one goes on from, with its batch and rate; an import has none."""
    name = ((RunFolder(path).config() or {}).get("plan") or {}).get("preset")
    return name if name in PRESETS else None


def digest(model: torch.nn.Module | None) -> str | None:
    """Names weights by their bits."""
    if model is None:
        return None
    sha256 = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        sha256.update(name.encode())
        sha256.update(tensor.numpy().tobytes())
    return sha256.hexdigest()


def refuse_other_model(options, config: ModelConfig, shards: Shards) -> None:
    """A model that a run begins from has a shape and a tokenizer already."""
    refused = f"--from {options.begin}: Cannot train this model"
    if shards.vocabulary > config.vocabulary:
        raise WrongCommand(
            f"{refused} on {shards.folder}: the vocabulary of the shards has {shards.vocabulary} ids and the model's "
            f"{config.vocabulary}. Build the shards with the model's tokenizer."
        )
    tokenizer, wanted = options.begin / "tokenizer.json", shards.description["tokenizer"]["sha256"]
    if tokenizer.is_file() and hashlib.sha256(tokenizer.read_bytes()).hexdigest() != wanted:
        raise WrongCommand(
            f"{refused} on {shards.folder}: the shards were made with another tokenizer than {tokenizer}, so that "
            "their ids mean other words. Build the shards with the model's tokenizer."
        )
    if asked_architecture(options) not in (None, config.architecture):
        raise WrongCommand(f"{refused} as {asked_architecture(options)}: it is a {config.architecture}.")
    if options.preset is None:
        return
    asked = shape_of(argparse.Namespace(**{**vars(options), "architecture": config.architecture}), shards.vocabulary)
    if (asked.width, count_parameters(asked)) != (config.width, count_parameters(config)):
        raise WrongCommand(f"{refused} as preset {options.preset}: it is of another shape. Leave --preset out.")


def claim(run: RunFolder, config: ModelConfig, plan: Plan, sets: dict[str, Shards]) -> None:
    """Begins a run's folder, or makes sure that it is this very run."""
    others = {name: about_shards(shards) for name, shards in sets.items() if name != "data"}
    wanted = {"model": config.to_json(), "plan": asdict(plan), "shards": about_shards(sets["data"]), "others": others}
    run.hold()
    found = run.config()
    if found is not None:
        if not isinstance(found, dict) or "shards" not in found:
            raise WrongCommand(f"--out {run.path}: Cannot start a run here: the config.json in it is no run's.")
        if found.get("plan") is None:
            raise WrongCommand(f"--out {run.path}: Cannot train in there: name it with --from, and another --out.")
        refuse_change(run, found, wanted)
        return
    peak, source = peak_flops(torch.device(plan.device), plan.precision)
    made_with = {**environment(plan.threads, plan.device), "peak_flops": peak, "peak_flops_source": source}
    run.start({**wanted, "environment": made_with}, tokenizer_file(sets["data"]))


def refuse_change(run: RunFolder, found: dict, wanted: dict) -> None:
    """A run is resumed by the same command on the same shards, or not at all."""
    old, new = fingerprints(found), fingerprints(wanted)
    if old != new:
        name = next(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
        raise WrongCommand(
            f"{run.path}: Cannot resume: the run was started on shards with fingerprint {short(old.get(name))} and "
            f"these have {short(new.get(name))}. The shard set has changed; give it another --out."
        )
    for part in ("model", "plan"):
        old, new = json.loads(json.dumps(found[part])), json.loads(json.dumps(wanted[part]))
        if part == "plan":
            old, new = flat(old), flat(new)
        changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        if changed:
            key = changed[0]
            raise WrongCommand(
                f"{run.path}: Cannot resume: the run was started with {key} {old.get(key)} and this command "
                f"says {new.get(key)}. Give the same options again, or another --out."
            )


def fingerprints(config: dict) -> dict[str, str]:
    sets = {"data": config["shards"], **config.get("others", {})}
    return {name: about["fingerprint"] for name, about in sets.items()}


def short(fingerprint: str | None) -> str:
    return "none" if fingerprint is None else fingerprint[:16] + "…"


def flat(plan: dict) -> dict:
    """The settings of a plan, those of its phases by their names."""
    out = {key: value for key, value in plan.items() if key != "phases"}
    for number, phase in enumerate(plan["phases"]):
        out |= {key if not number else f"anneal {key}": value for key, value in phase.items()}
    return out


def finish(training: Training, watch: Watch) -> dict:
    """Evaluates, notes that, writes result.json and returns it; only the first process has a result."""
    run, plan, shards = training.run, training.plan, training.sets["data"]
    if not (training.processes.first or training.processes.sharded):
        return {}
    entry = watch.measure(training)
    if not training.processes.first:
        return {}
    with Journal(run, first=True) as journal:
        journal.evaluation(entry)
    texts = entry.pop("samples")
    entry.pop("step")
    curve = [[line["step"], line["loss"]] for line in run.metrics()]
    config = training.model.config
    embedding = config.vocabulary * config.width
    result = {
        "recipe": shards.recipe,
        **entry,
        "tokens": training.tokens,
        "steps": training.step,
        "skipped_steps": training.spikes.skipped,
        "parameters": count_parameters(config) + embedding,
        "parameters_besides_embedding": count_parameters(config),
        "flops_per_token": training_flops(config, shards.sequence),
        "preset": plan.preset,
        "architecture": config.architecture,
        "seed": plan.seed,
        "samples": texts,
        "loss_curve": curve,
        "shards_fingerprint": shards.fingerprint,
    }
    run.write_json(run.result_path, result)
    return result
