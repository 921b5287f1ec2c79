"""Named sizes of model, and the batch and learning rate that go with a size."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.errors import WrongCommand
from trainer.model.config import ModelConfig


@dataclass(frozen=True)
class Preset:
    """A shape without its vocabulary. `batch_tokens` and `rate` replace the rules below where they are given."""

    about: str
    shape: dict
    batch_tokens: int | None = None
    rate: float | None = None


def hybrid(width: int, layers: int, calls: tuple[int, ...], **more) -> dict:
    return {"width": width, "layers": layers, "hybrid": calls, **more}


PRESETS = {
    "demo": Preset(
        "0.5 M besides embeddings; 400k tokens in about a minute of two slow cores",
        hybrid(96, 4, (2,), heads=2, state=32, lora_rank=8),
        batch_tokens=2048,
        rate=4e-3,
    ),
    "tiny": Preset(
        "2 M besides embeddings",
        hybrid(160, 8, (3, 6), heads=4, state=32, lora_rank=8),
        batch_tokens=8192,
        rate=3e-3,
    ),
    "5m": Preset("5 M with an 8k vocabulary", hybrid(192, 9, (3, 7), heads=4, state=32, lora_rank=16)),
    "25m": Preset("25 M with 32k vocabulary", hybrid(384, 8, (3, 6), heads=6, lora_rank=64, rotary=True)),
    "50m": Preset("49 M with 32k vocabulary", hybrid(512, 14, (3, 7, 11), heads=8, lora_rank=64, rotary=True)),
    "127m": Preset("127 M", hybrid(768, 22, (5, 10, 15, 20), heads=12, lora_rank=128, rotary=True, chunk=128)),
    "208m": Preset(
        "208 M, two shared blocks",
        hybrid(896, 26, (5, 11, 17, 23), shared_blocks=2, heads=14, lora_rank=128, rotary=True, chunk=128),
    ),
    "306m": Preset(
        "306 M, two shared blocks",
        hybrid(1024, 32, (5, 11, 17, 23, 29), shared_blocks=2, heads=16, lora_rank=128, rotary=True, chunk=128),
    ),
    "465m": Preset(
        "465 M, two shared blocks",
        hybrid(1280, 32, (5, 11, 17, 23, 29), shared_blocks=2, heads=20, lora_rank=128, rotary=True, chunk=128),
    ),
}


def find_preset(name: str | None) -> Preset:
    """The preset of a name; without a name, one that leaves batch and rate to the rules."""
    if name is None:
        return Preset("", {})
    if name not in PRESETS:
        raise WrongCommand(f"--preset: Cannot use {name!r}: there is no such preset. There are: {', '.join(PRESETS)}.")
    return PRESETS[name]


def model_config(preset: str, vocabulary: int) -> ModelConfig:
    """The preset's model for a vocabulary, which is rounded up to a multiple of 64."""
    return ModelConfig(vocabulary=-(-vocabulary // 64) * 64, **find_preset(preset).shape)


def batch_tokens_for(parameters: int) -> int:
    """Tokens of a batch: 2048 * 160 (N / 108 M)^(2/3), the rule of OLMo-core's model ladder."""
    return round(2048 * 160 * (parameters / 108e6) ** (2 / 3))


def rate_for(parameters: int) -> float:
    """Peak learning rate: 0.0047 / 2 (N / 108 M)^(-1/3), the rule of OLMo-core's model ladder."""
    return 0.0047 / 2 * (parameters / 108e6) ** (-1 / 3)
