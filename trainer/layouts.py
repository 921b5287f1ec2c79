"""How Hugging Face `transformers` names and shapes the tensors and settings of Zamba2, Zamba and Llama models."""

from __future__ import annotations

from typing import Callable

import torch

from trainer.model.config import ModelConfig

Tensors = dict[str, torch.Tensor]
NO_FLOOR = 1e-30  # their Zamba2 clamps the time step from below, and wants a number above zero

NORMS = (("input_norm.weight", "input_layernorm.weight"), ("middle_norm.weight", "pre_ff_layernorm.weight"))
ATTENTION = tuple((f"{n}.shared.weight", f"self_attn.{n}_proj.weight") for n in "qkv") + (
    ("o.weight", "self_attn.o_proj.weight"),
)
MLP2 = (("fc1.shared.weight", "feed_forward.gate_up_proj.weight"), ("fc2.weight", "feed_forward.down_proj.weight"))
COMMON = (
    ("in_proj.weight", "in_proj.weight"),
    ("conv.weight", "conv1d.weight"),
    ("conv.bias", "conv1d.bias"),
    ("a_log", "A_log"),
    ("skip", "D"),
    ("out_proj.weight", "out_proj.weight"),
)
MAMBA2 = COMMON + (("dt_bias", "dt_bias"), ("norm.weight", "norm.weight"))
MAMBA1 = COMMON + (("dt_bias", "dt_proj_bias"), ("select", "x_proj_weight"), ("step", "dt_proj_weight"))


def pairs(config: ModelConfig) -> list[tuple[str, str]]:
    """(our name, their name) of every tensor that both have; see `split` and `joined` for the others."""
    found = [("embedding.weight", "model.embed_tokens.weight")]
    if config.architecture == "transformer":
        for layer in range(config.layers):
            found += [(f"layers.{layer}.{ours}", f"model.layers.{layer}.{theirs}") for ours, theirs in LLAMA]
        return [*found, ("norm.weight", "model.norm.weight")]
    found.append(("norm.weight", "model.final_layernorm.weight"))
    second = config.architecture == "zamba2"
    for layer in range(config.layers):
        place = f"model.layers.{layer}." + ("mamba_decoder." if layer in config.hybrid else "")
        found.append((f"layers.{layer}.norm.weight", f"{place}input_layernorm.weight"))
        for ours, theirs in MAMBA2 if second else MAMBA1:
            found.append((f"layers.{layer}.mixer.{ours}", f"{place}mamba.{theirs}"))
    for call, layer in enumerate(config.hybrid):
        found.append((f"linears.{call}.weight", f"model.layers.{layer}.linear.weight"))
    return found + (shared_pairs(config) if second else first_block(config))


def shared_pairs(config: ModelConfig) -> list[tuple[str, str]]:
    """Zamba2: a shared block is stored under the first layer that calls it, the adapters of all its calls with it."""
    found = []
    for call, _ in enumerate(config.hybrid):
        block = call % config.shared_blocks
        place = f"model.layers.{config.hybrid[block]}.shared_transformer."
        if call == block:
            found += [(f"shared.{block}.{ours}", place + theirs) for ours, theirs in NORMS + ATTENTION + MLP2]
        for ours, theirs in adapters(config):
            for part, number in (("down", 0), ("up", 1)):
                found.append((f"shared.{block}.{ours}.{part}.{call}.weight", f"{place}{theirs}.{call}.{number}.weight"))
    return found


def adapters(config: ModelConfig) -> list[tuple[str, str]]:
    if not config.lora_rank:
        return []
    attention = [(name, f"self_attn.linear_{name}_adapter_list") for name in "qkv"] if config.attention_lora else []
    return [*attention, ("fc1", "feed_forward.gate_up_proj_adapter_list")]


def first_block(config: ModelConfig) -> list[tuple[str, str]]:
    """Zamba: one block, and the two halves of its fc1 apart (`split`)."""
    place = f"model.layers.{config.hybrid[0]}.shared_transf."
    kept = NORMS + ATTENTION + (("fc2.weight", "feed_forward.down_proj.weight"),)
    return [(f"shared.0.{ours}", place + theirs) for ours, theirs in kept]


LLAMA = (
    ("attention_norm.weight", "input_layernorm.weight"),
    ("o.weight", "self_attn.o_proj.weight"),
    ("middle_norm.weight", "post_attention_layernorm.weight"),
    ("fc2.weight", "mlp.down_proj.weight"),
)


def split(config: ModelConfig) -> dict[str, list[str]]:
    """Our tensors that they keep in parts, one after another along the first axis."""
    if config.architecture == "zamba":
        place = f"model.layers.{config.hybrid[0]}.shared_transf.feed_forward."
        return {"shared.0.fc1.shared.weight": [f"{place}gate_proj.weight", f"{place}up_proj.weight"]}
    if config.architecture == "transformer":
        found = {}
        for layer in range(config.layers):
            place = f"model.layers.{layer}."
            found[f"layers.{layer}.qkv.weight"] = [f"{place}self_attn.{n}_proj.weight" for n in "qkv"]
            found[f"layers.{layer}.fc1.weight"] = [f"{place}mlp.{n}_proj.weight" for n in ("gate", "up")]
        return found
    return {}


def to_theirs(config: ModelConfig, ours: Tensors) -> Tensors:
    """The tensors of a model under their names."""
    theirs = {name: reshaped(config, ours[our], name) for our, name in pairs(config)}
    for our, parts in split(config).items():
        theirs |= dict(zip(parts, ours[our].chunk(len(parts))))
    if not tied(config):
        theirs["lm_head.weight"] = ours["embedding.weight"]
    return theirs | idle_adapters(config)


def tied(config: ModelConfig) -> bool:
    """Whether their model may be told to tie weights; their Zamba of a single call ends there, with nothing to tie."""
    return config.architecture != "zamba" or len(config.hybrid) > 1


def to_ours(config: ModelConfig, theirs: Tensors, shapes: dict[str, torch.Size]) -> Tensors:
    """The way back; raises KeyError for a tensor that is missing, ValueError for one of another shape."""
    ours = {our: restored(config, theirs[name], name) for our, name in pairs(config)}
    ours |= {our: torch.cat([theirs[part] for part in parts]) for our, parts in split(config).items()}
    for name, tensor in ours.items():
        if tensor.numel() != shapes[name].numel():
            raise ValueError(f"{name} has the shape {list(tensor.shape)} instead of {list(shapes[name])}")
    return {name: tensor.view(shapes[name]) for name, tensor in ours.items()}


def reshaped(config: ModelConfig, tensor: torch.Tensor, name: str) -> torch.Tensor:
    """Their convolution has an axis for input channels; their Mamba1 has one for heads, and x and z by turns."""
    if name.endswith("conv1d.weight"):
        return tensor[:, None]
    if config.architecture == "zamba":
        if name.endswith("in_proj.weight"):
            return torch.stack(tensor.chunk(2), dim=1).flatten(0, 1)
        if name.endswith(("A_log", ".D", "dt_proj_bias")):
            return tensor.unflatten(0, (config.scan_heads, -1))
    return tensor


def restored(config: ModelConfig, tensor: torch.Tensor, name: str) -> torch.Tensor:
    """The inverse of `reshaped`, but for axes of length one."""
    if config.architecture == "zamba":
        if name.endswith("in_proj.weight"):
            return torch.cat([tensor[0::2], tensor[1::2]])
        if name.endswith(("A_log", ".D", "dt_proj_bias")):
            return tensor.flatten(0, 1)
    return tensor


def idle_adapters(config: ModelConfig) -> Tensors:
    """Their Zamba2 always has adapters on the MLP; a model without them gets zeros of rank one."""
    if config.lora_rank or config.architecture != "zamba2":
        return {}
    tensors = {}
    for call, _ in enumerate(config.hybrid):
        layer = config.hybrid[call % config.shared_blocks]
        place = f"model.layers.{layer}.shared_transformer.feed_forward.gate_up_proj_adapter_list.{call}"
        tensors[f"{place}.0.weight"] = torch.zeros(1, config.width)
        tensors[f"{place}.1.weight"] = torch.zeros(2 * config.hidden, 1)
    return tensors


def settings(config: ModelConfig, sequence: int) -> dict:
    """Their configuration of a model, but for special tokens."""
    special: dict[str, Callable[[ModelConfig], dict]] = {"zamba2": zamba2, "zamba": zamba, "transformer": llama}
    return {
        "vocab_size": config.vocabulary,
        "hidden_size": config.width,
        "num_hidden_layers": config.layers,
        "intermediate_size": config.hidden,
        "num_attention_heads": config.heads,
        "num_key_value_heads": config.heads,
        "max_position_embeddings": sequence,
        "rms_norm_eps": config.epsilon,
        "tie_word_embeddings": tied(config),
        "dtype": "float32",
        **special[config.architecture](config),
    }


def from_settings(data: dict) -> ModelConfig:
    """Our configuration from theirs; raises KeyError for what is missing, ValueError for what we do not have."""
    kind, width = data["model_type"], data["hidden_size"]
    shape = {
        "vocabulary": data["vocab_size"],
        "width": width,
        "layers": data["num_hidden_layers"],
        "heads": data["num_attention_heads"],
        "feedforward": data.get("intermediate_size") or 0,
        "epsilon": data["rms_norm_eps"],
        "head_width": 2 * width,
    }
    refuse_unknown(data)
    if kind == "llama":
        return ModelConfig(**shape, architecture="transformer", hybrid=(), rotary_base=rotary_base(data))
    shape |= {
        "hybrid": tuple(n for n, layer in enumerate(their_kinds(data)) if layer == "hybrid"),
        "state": data["mamba_d_state"],
        "conv": data["mamba_d_conv"],
    }
    if kind == "zamba":
        rank = data["mamba_dt_rank"]
        heads = {"scan_heads": data["n_mamba_heads"], "step_rank": 0 if rank in ("auto", -(-width // 16)) else rank}
        return ModelConfig(**shape, **heads, architecture="zamba")
    floor = data["time_step_min"]
    return ModelConfig(
        **shape
        | {
            "shared_blocks": data["num_mem_blocks"],
            "lora_rank": data["adapter_rank"],
            "attention_lora": data["use_shared_attention_adapter"],
            "rotary": data["use_mem_rope"],
            "rotary_base": rotary_base(data),
            "groups": data["mamba_ngroups"],
            "head_width": 2 * width // data["n_mamba_heads"],
            "chunk": data["chunk_size"],
            "step_floor": 0.0 if floor <= NO_FLOOR else floor,
        }
    )


def their_kinds(data: dict) -> list[str]:
    """Zamba's published settings may give a period instead of every layer's kind."""
    if data["model_type"] == "zamba" and data.get("layers_block_type") is None:
        period, offset = data["attn_layer_period"], data["attn_layer_offset"]
        later = ["hybrid" if n % period == offset else "mamba" for n in range(data["num_hidden_layers"] - 3)]
        return ["mamba", "mamba", "hybrid", *later]
    return data["layers_block_type"]


def rotary_base(data: dict) -> float:
    parameters = data.get("rope_parameters") or data
    return parameters.get("rope_theta", 10000.0)


def refuse_unknown(data: dict) -> None:
    """Settings that would change what the model computes, and that ours does not have."""
    heads = data["num_attention_heads"]
    fixed = {
        "mamba_expand": 2,
        "num_key_value_heads": heads,
        "add_bias_linear": False,
        "mamba_proj_bias": False,
        "use_long_context": False,
        "attention_bias": False,
        "mlp_bias": False,
        "hidden_act": "silu" if data["model_type"] == "llama" else "gelu",
        "hidden_mamba_act": "silu",
        "mamba_conv_bias": True,
        "rope_type": "default",
    }
    rotary = (data.get("rope_parameters") or {}) | (data.get("rope_scaling") or {})
    data = {**data, "rope_type": rotary.get("rope_type", rotary.get("type"))}
    if data["model_type"] not in ("zamba2", "zamba", "llama"):
        raise ValueError(f"model_type is {data['model_type']!r}, and only zamba2, zamba and llama are known")
    for name, value in fixed.items():
        if data.get(name, value) not in (value, None):
            raise ValueError(f"{name} is {data[name]!r}, and only {value!r} is known")


def kinds(config: ModelConfig) -> list[str]:
    return ["hybrid" if number in config.hybrid else "mamba" for number in range(config.layers)]


def zamba2(config: ModelConfig) -> dict:
    return {
        "model_type": "zamba2",
        "architectures": ["Zamba2ForCausalLM"],
        "layers_block_type": kinds(config),
        "mamba_d_state": config.state,
        "mamba_d_conv": config.conv,
        "mamba_expand": 2,
        "mamba_ngroups": config.groups,
        "n_mamba_heads": config.mamba_heads,
        "time_step_min": config.step_floor or NO_FLOOR,
        "chunk_size": config.chunk,
        "use_mamba_kernels": False,
        "use_conv_bias": True,
        "add_bias_linear": False,
        "hidden_act": "gelu",
        "num_mem_blocks": config.shared_blocks,
        "use_shared_attention_adapter": config.attention_lora and config.lora_rank > 0,
        "adapter_rank": config.lora_rank or 1,
        "use_mem_rope": config.rotary,
        "rope_parameters": {"rope_type": "default", "rope_theta": config.rotary_base},
    }


def zamba(config: ModelConfig) -> dict:
    return {
        "model_type": "zamba",
        "architectures": ["ZambaForCausalLM"],
        "layers_block_type": kinds(config),
        "mamba_d_state": config.state,
        "mamba_d_conv": config.conv,
        "mamba_expand": 2,
        "mamba_dt_rank": config.rank_of_step,
        "n_mamba_heads": config.scan_heads,
        "mamba_conv_bias": True,
        "mamba_proj_bias": False,
        "use_mamba_kernels": False,
        "hidden_act": "gelu",
        "hidden_mamba_act": "silu",
    }


def llama(config: ModelConfig) -> dict:
    return {
        "model_type": "llama",
        "architectures": ["LlamaForCausalLM"],
        "hidden_act": "silu",
        "attention_bias": False,
        "mlp_bias": False,
        "rope_parameters": {"rope_type": "default", "rope_theta": config.rotary_base},
    }
