"""What a model costs: parameters, floating-point operations a token, bytes of memory.

A shared block counts once for every call. A multiplication and an addition are two operations; the way back costs twice
the way forward. These are the operations that the model asks for, not those that a machine repeats to save memory.
"""

from __future__ import annotations

from trainer.model.config import ModelConfig
from trainer.presets import PRESETS, batch_tokens_for, find_preset, model_config, rate_for


def count_parameters(config: ModelConfig) -> int:
    """Parameters besides the embedding: the size that the rules for batch and learning rate go by."""
    width, hidden, calls = config.width, config.hidden, len(config.hybrid)
    if config.architecture == "transformer":
        return config.layers * (2 * width + 4 * width**2 + 3 * width * hidden) + width
    block = 2 * width + 3 * (2 * width) ** 2 + 2 * width**2 + width + 3 * width * hidden
    adapters = config.lora_rank * (width + 2 * hidden + (12 * width if config.attention_lora else 0))
    return (
        config.layers * (width + mixer_parameters(config))
        + config.shared_blocks * block
        + calls * (adapters + width**2)
        + width
    )


def mixer_parameters(config: ModelConfig) -> int:
    width, inner, state = config.width, config.inner, config.state
    if config.architecture == "zamba":
        rank = config.rank_of_step
        return 3 * inner * width + inner * (config.conv + 1) + inner * (2 * rank + 2 * state) + inner * (state + 2)
    mixed, heads = inner + 2 * config.groups * state, config.mamba_heads
    return width * (inner + mixed + heads) + mixed * (config.conv + 1) + 3 * heads + inner + inner * width


def forward_flops(config: ModelConfig, length: float) -> dict[str, float]:
    """Operations of one token on the way forward, by part; `length` is that of its document, of which it sees half."""
    width, layers, calls = config.width, config.layers, len(config.hybrid)
    head = {"head": 2 * width * config.vocabulary}
    if config.architecture == "transformer":
        linear = 2 * layers * (4 * width**2 + 3 * width * config.hidden)
        return {"linear": linear, "attention": 2 * layers * width * length, **head}
    scan = {"zamba2": ssd_flops, "zamba": scan_flops}[config.architecture]
    mixed = config.inner + (2 * config.groups * config.state if config.architecture == "zamba2" else 0)
    block = 2 * (3 * (2 * width) ** 2 + 2 * width * width + 3 * width * config.hidden + width**2)
    return {
        "mamba": layers * mamba_linear_flops(config),
        "conv": layers * 2 * config.conv * mixed,
        "scan": layers * scan(config),
        "shared": calls * block,
        "adapters": calls * adapter_flops(config),
        "attention": calls * 4 * width * length,
        **head,
    }


def mamba_linear_flops(config: ModelConfig) -> float:
    width, inner, state = config.width, config.inner, config.state
    if config.architecture == "zamba":
        rank = config.rank_of_step
        return 2 * (width * 2 * inner + inner * (rank + 2 * state) + inner * rank + inner * width)
    return 2 * width * (2 * inner + 2 * config.groups * state + config.mamba_heads) + 2 * inner * width


def ssd_flops(config: ModelConfig) -> float:
    """Chunked SSD: scores 2 Q S G, their product with x 2 Q I, into and out of the state 4 S I."""
    return 2 * config.chunk * (config.state * config.groups + config.inner) + 4 * config.state * config.inner


def scan_flops(config: ModelConfig) -> float:
    """Mamba1: for every number of the state a decay, an update and a readout, 7 operations."""
    return 7 * config.inner * config.state


def adapter_flops(config: ModelConfig) -> float:
    rank, width = config.lora_rank, config.width
    attention = 3 * (2 * width + 2 * width) if config.attention_lora else 0
    return 2 * rank * (attention + width + 2 * config.hidden)


def training_flops(config: ModelConfig, length: float) -> float:
    """Operations a token on the way forward and back."""
    return 3 * sum(forward_flops(config, length).values())


def state_bytes(config: ModelConfig) -> int:
    """Weights, their gradients and AdamW's two moments, all in single precision."""
    return 16 * (count_parameters(config) + config.vocabulary * config.width)


BF16_SHARE = 0.75  # of the bytes kept in single precision: norms, scans and the residual stream stay there


def activation_bytes(config: ModelConfig, sequence: int, precision: str = "fp32", kernels: bool = False) -> int:
    """What one sequence keeps for the way back, and the largest temporaries: an estimate, good to about a quarter.

    kernels: by those for a GPU, of which Zamba2 has all that it needs.
    """
    if kernels and config.architecture == "zamba2":
        return round(sequence * (kept_bytes(config, precision) + temporary_bytes(config, precision)))
    share = BF16_SHARE if precision == "bf16" else 1.0
    return round(4 * sequence * (share * kept_numbers(config, sequence) + temporary_numbers(config)))


def kept_numbers(config: ModelConfig, sequence: int) -> float:
    """Numbers a token that the layers keep for the way back, counted from what each saves."""
    width, inner, calls = config.width, config.inner, len(config.hybrid)
    if config.architecture == "transformer":
        return config.layers * (16 * width + 4 * config.hidden) + 4 * width
    if config.architecture == "zamba":
        mixer = 3 * width + 11 * inner + inner * config.state
    else:
        mixed = inner + 2 * config.groups * config.state
        mixer = 3 * width + 9 * inner + mixed + inner * config.state / config.chunk
        mixer += (6 + config.chunk) * config.mamba_heads
    block = 22 * width + 4 * config.hidden + config.lora_rank + sequence / 2
    return config.layers * mixer + calls * block + 4 * width


def temporary_numbers(config: ModelConfig) -> float:
    """Numbers a token at the peak: a scan on its way back; the scores of the vocabulary come in slices."""
    if config.architecture == "transformer":
        return 4 * config.hidden
    if config.architecture == "zamba":
        return 5 * config.inner * config.state
    return 5 * config.chunk * config.mamba_heads


def kept_bytes(config: ModelConfig, precision: str) -> int:
    """Bytes a token that the layers keep for the way back where kernels compute them; sums stay in single precision."""
    width, inner, size = config.width, config.inner, 2 if precision == "bf16" else 4
    mixed = inner + 2 * config.groups * config.state
    projected = inner + mixed + config.mamba_heads
    states = inner * config.state // STATES_EVERY
    layer = size * (width + projected + mixed + 2 * inner + states) + 4 * (width + 2 * config.mamba_heads)
    adapted = width + config.lora_rank + (3 * (2 * width + config.lora_rank) if config.attention_lora else 0)
    block = size * (13 * width + 3 * config.hidden + adapted) + 4 * (width + config.heads)
    return config.layers * layer + len(config.hybrid) * block + 4 * width


def temporary_bytes(config: ModelConfig, precision: str) -> int:
    """Bytes a token at the peak: the gradients of what a layer has between its projections."""
    return (2 if precision == "bf16" else 4) * 8 * config.inner


STATES_EVERY = 64  # steps, of `trainer.kernels.ssd`


def preset_table(vocabulary: int, sequence: int, precision: str) -> list[dict]:
    """One row a preset: what the command `presets` prints."""
    rows = []
    for name in PRESETS:
        config = model_config(name, vocabulary)
        besides = count_parameters(config)
        once, each = state_bytes(config), activation_bytes(config, sequence, precision)
        row = {
            "preset": name,
            "width": config.width,
            "layers": config.layers,
            "calls": len(config.hybrid),
            "besides_embedding": besides,
            "parameters": besides + config.vocabulary * config.width,
            "training_gflop_per_token": round(training_flops(config, sequence) / 1e9, 4),
            "gb_model_and_optimiser": round(once / 1e9, 3),
            "gb_per_sequence": round(each / 1e9, 3),
            "batch_tokens": find_preset(name).batch_tokens or batch_tokens_for(besides),
            "peak_rate": float(f"{find_preset(name).rate or rate_for(besides):.3g}"),
        }
        rows.append(row)
    return rows
