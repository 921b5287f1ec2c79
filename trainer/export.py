"""A trained model in the layout of Hugging Face `transformers` Zamba2, and back."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import torch

from trainer.errors import WorkFailed, WrongCommand
from trainer.evaluating import load_model
from trainer.model.config import ModelConfig
from trainer.model.zamba2 import Zamba2
from trainer.run_folder import RunFolder


def export_run(options) -> dict:
    """The command `export`: config.json, model.safetensors and the tokenizer, in a folder of their own."""
    run = RunFolder.existing(options.run)
    if options.out.exists() and any(options.out.iterdir()):
        raise WrongCommand(f"--out {options.out}: Cannot export into this folder: it is not empty.")
    model = load_model(run)
    if model.config.architecture != "zamba2":
        raise WrongCommand(f"{run.path}: Cannot export a {model.config.architecture}: only Zamba2 hybrids are written.")
    about = run.config()["shards"]
    options.out.mkdir(parents=True, exist_ok=True)
    write_json(options.out / "config.json", hugging_face_config(model.config, about))
    ids = {"bos_token_id": about["tokenizer"]["end-of-text"], "eos_token_id": about["tokenizer"]["end-of-text"]}
    write_json(options.out / "generation_config.json", {**ids, "pad_token_id": about["tokenizer"]["padding"]})
    ours = model.state_dict()
    theirs = {their_name: shaped(ours[our_name], their_name) for our_name, their_name in names(model.config)}
    write_safetensors(options.out / "model.safetensors", theirs | idle_adapters(model.config))
    tokenizer = options.tokenizer or run.path / "tokenizer.json"
    if tokenizer.is_file():
        export_tokenizer(tokenizer, about["tokenizer"], options.out)
    return {"out": str(options.out), "tensors": len(theirs), "tokenizer": tokenizer.is_file()}


def hugging_face_config(config: ModelConfig, about: dict) -> dict:
    """`Zamba2Config` of a model. Their time step is clamped from below; ours is not, hence the tiny number."""
    kinds = ["hybrid" if number in config.hybrid else "mamba" for number in range(config.layers)]
    return {
        "model_type": "zamba2",
        "architectures": ["Zamba2ForCausalLM"],
        "vocab_size": config.vocabulary,
        "hidden_size": config.width,
        "num_hidden_layers": config.layers,
        "layers_block_type": kinds,
        "mamba_d_state": config.state,
        "mamba_d_conv": config.conv,
        "mamba_expand": 2,
        "mamba_ngroups": config.groups,
        "n_mamba_heads": config.mamba_heads,
        "time_step_min": 1e-30,
        "chunk_size": config.chunk,
        "use_mamba_kernels": False,
        "use_conv_bias": True,
        "add_bias_linear": False,
        "intermediate_size": config.hidden,
        "hidden_act": "gelu",
        "num_attention_heads": config.heads,
        "num_mem_blocks": config.shared_blocks,
        "use_shared_attention_adapter": config.attention_lora and config.lora_rank > 0,
        "adapter_rank": config.lora_rank or 1,
        "use_mem_rope": config.rotary,
        "rope_parameters": {"rope_type": "default", "rope_theta": config.rotary_base},
        "max_position_embeddings": about["sequence"],
        "rms_norm_eps": config.epsilon,
        "pad_token_id": about["tokenizer"]["padding"],
        "bos_token_id": about["tokenizer"]["end-of-text"],
        "eos_token_id": about["tokenizer"]["end-of-text"],
        "tie_word_embeddings": True,
        "dtype": "float32",
    }


def names(config: ModelConfig) -> list[tuple[str, str]]:
    """(our name, their name) of every tensor; a shared block is stored under the first layer that calls it."""
    pairs = [("embedding.weight", "model.embed_tokens.weight"), ("norm.weight", "model.final_layernorm.weight")]
    for layer in range(config.layers):
        place = f"model.layers.{layer}." + ("mamba_decoder." if layer in config.hybrid else "")
        pairs.append((f"layers.{layer}.norm.weight", f"{place}input_layernorm.weight"))
        for ours, theirs in MIXER:
            pairs.append((f"layers.{layer}.mixer.{ours}", f"{place}mamba.{theirs}"))
    for call, layer in enumerate(config.hybrid):
        pairs.append((f"linears.{call}.weight", f"model.layers.{layer}.linear.weight"))
        block = call % config.shared_blocks
        place = f"model.layers.{config.hybrid[block]}.shared_transformer."
        if call == block:
            pairs += [(f"shared.{block}.{ours}", place + theirs) for ours, theirs in BLOCK]
        for ours, theirs in adapters(config):
            for part, number in (("down", 0), ("up", 1)):
                pairs.append((f"shared.{block}.{ours}.{part}.{call}.weight", f"{place}{theirs}.{call}.{number}.weight"))
    return pairs


MIXER = (
    ("in_proj.weight", "in_proj.weight"),
    ("conv.weight", "conv1d.weight"),
    ("conv.bias", "conv1d.bias"),
    ("dt_bias", "dt_bias"),
    ("a_log", "A_log"),
    ("skip", "D"),
    ("norm.weight", "norm.weight"),
    ("out_proj.weight", "out_proj.weight"),
)

BLOCK = (
    ("input_norm.weight", "input_layernorm.weight"),
    ("middle_norm.weight", "pre_ff_layernorm.weight"),
    ("q.shared.weight", "self_attn.q_proj.weight"),
    ("k.shared.weight", "self_attn.k_proj.weight"),
    ("v.shared.weight", "self_attn.v_proj.weight"),
    ("o.weight", "self_attn.o_proj.weight"),
    ("fc1.shared.weight", "feed_forward.gate_up_proj.weight"),
    ("fc2.weight", "feed_forward.down_proj.weight"),
)


def adapters(config: ModelConfig) -> list[tuple[str, str]]:
    if not config.lora_rank:
        return []
    attention = [(name, f"self_attn.linear_{name}_adapter_list") for name in "qkv"] if config.attention_lora else []
    return [*attention, ("fc1", "feed_forward.gate_up_proj_adapter_list")]


def idle_adapters(config: ModelConfig) -> dict[str, torch.Tensor]:
    """Theirs always has adapters on the MLP; a model without them gets zeros of rank one."""
    if config.lora_rank:
        return {}
    tensors = {}
    for call, _ in enumerate(config.hybrid):
        layer = config.hybrid[call % config.shared_blocks]
        place = f"model.layers.{layer}.shared_transformer.feed_forward.gate_up_proj_adapter_list.{call}"
        tensors[f"{place}.0.weight"] = torch.zeros(1, config.width)
        tensors[f"{place}.1.weight"] = torch.zeros(2 * config.hidden, 1)
    return tensors


def shaped(tensor: torch.Tensor, their_name: str) -> torch.Tensor:
    """Their convolution has an axis for input channels."""
    return tensor[:, None] if their_name.endswith("conv1d.weight") else tensor


def load_exported(folder: Path) -> Zamba2:
    """The model of a folder that `export_run` wrote."""
    config = config_back(json.loads((folder / "config.json").read_text(encoding="utf-8")))
    theirs = read_safetensors(folder / "model.safetensors")
    model = Zamba2(config)
    ours = {our: theirs[their] for our, their in names(config)}
    model.load_state_dict({name: tensor.view_as(model.state_dict()[name]) for name, tensor in ours.items()})
    return model


def config_back(data: dict) -> ModelConfig:
    """Our configuration from `hugging_face_config`'s."""
    return ModelConfig(
        vocabulary=data["vocab_size"],
        width=data["hidden_size"],
        layers=data["num_hidden_layers"],
        hybrid=tuple(n for n, kind in enumerate(data["layers_block_type"]) if kind == "hybrid"),
        shared_blocks=data["num_mem_blocks"],
        heads=data["num_attention_heads"],
        feedforward=data["intermediate_size"],
        lora_rank=data["adapter_rank"],
        attention_lora=data["use_shared_attention_adapter"],
        rotary=data["use_mem_rope"],
        rotary_base=data["rope_parameters"]["rope_theta"],
        state=data["mamba_d_state"],
        groups=data["mamba_ngroups"],
        head_width=2 * data["hidden_size"] // data["n_mamba_heads"],
        conv=data["mamba_d_conv"],
        chunk=data["chunk_size"],
        epsilon=data["rms_norm_eps"],
    )


def export_tokenizer(path: Path, about: dict, out: Path) -> None:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise WorkFailed(f"{path}: Cannot export this tokenizer: it is not the one that the shards were made with.")
    shutil.copyfile(path, out / "tokenizer.json")
    tokenizer = json.loads(data)
    words = {token["id"]: token["content"] for token in tokenizer.get("added_tokens", [])}
    words |= {number: word for word, number in dict_of(tokenizer["model"].get("vocab")).items()}
    end = words.get(about["end-of-text"])
    special = {"bos_token": end, "eos_token": end, "pad_token": words.get(about["padding"])}
    kept = {name: word for name, word in special.items() if word is not None}
    write_json(out / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", **kept})


def dict_of(vocabulary) -> dict:
    return vocabulary if isinstance(vocabulary, dict) else {}


def write_json(path: Path, data: dict) -> None:
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def write_safetensors(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    """The safetensors layout: length of the header, the header as JSON, then the tensors' bytes one after another."""
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in sorted(tensors.items()):
        size = 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        for _, tensor in sorted(tensors.items()):
            stream.write(tensor.detach().to(torch.float32).contiguous().numpy().astype("<f4").tobytes())


def read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, about in header.items():
        if name != "__metadata__":
            begin, end = about["data_offsets"]
            values = np.frombuffer(data, "<f4", (end - begin) // 4, 8 + length + begin)
            tensors[name] = torch.from_numpy(values.copy()).view(about["shape"])
    return tensors
