"""The models: Zamba2-style hybrids of Mamba2 layers and shared attention blocks, and a dense transformer."""

from trainer.model.config import ModelConfig
from trainer.model.transformer import Transformer
from trainer.model.zamba2 import Zamba2


def make_model(config: ModelConfig) -> Zamba2 | Transformer:
    """A model with fresh weights, drawn from torch's generator."""
    return Transformer(config) if config.architecture == "transformer" else Zamba2(config)
