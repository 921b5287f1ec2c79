"""The models: hybrids of Mamba layers and shared attention blocks (Zamba, Zamba2), and a dense transformer."""

from trainer.model.config import ModelConfig
from trainer.model.transformer import Transformer
from trainer.model.zamba import Zamba


def make_model(config: ModelConfig) -> Zamba | Transformer:
    """A model with fresh weights, drawn from torch's generator."""
    return Transformer(config) if config.architecture == "transformer" else Zamba(config)
