"""The shape of a model."""

from __future__ import annotations

from dataclasses import asdict, dataclass

ARCHITECTURES = ("zamba2", "zamba", "transformer")


@dataclass(frozen=True)
class ModelConfig:
    """Everything that decides the parameters and the computation of one model."""

    vocabulary: int  # V
    width: int  # D, of the residual stream
    layers: int  # Mamba layers
    hybrid: tuple[int, ...]  # layers that are preceded by a shared block
    shared_blocks: int = 1  # blocks that take turns, by call
    heads: int = 4  # attention heads, each 2 D / heads wide
    feedforward: int = 0  # F; 0 means 4 D
    lora_rank: int = 0  # per-call adapters of the shared block; 0 means none
    attention_lora: bool = False  # adapters on q, k, v as well as on the MLP
    rotary: bool = False
    rotary_base: float = 10000.0
    state: int = 64  # S, of one Mamba channel
    groups: int = 1  # G, heads of one group share B and C
    head_width: int = 64  # P, channels of one Mamba2 head
    conv: int = 4  # taps of the causal convolution
    chunk: int = 64  # Q, time steps that the SSD treats at once; changes speed, not the result
    epsilon: float = 1e-5
    architecture: str = "zamba2"  # Mamba2 layers; "zamba": Mamba1 layers; "transformer": the dense baseline
    scan_heads: int = 2  # Mamba1 only: parts of the inner channels with a time step, B and C of their own
    step_rank: int = 0  # R, Mamba1 only: rank of the time step; 0 means D / 16
    step_floor: float = 0.0  # least time step; transformers' Zamba2 has one, the published training code none

    def __post_init__(self) -> None:
        wrong = [
            (self.architecture not in ARCHITECTURES, f"architecture must be one of {', '.join(ARCHITECTURES)}"),
            (self.inner % self.head_width, "2 x width must be a multiple of head_width"),
            (2 * self.width % self.heads, "2 x width must be a multiple of heads"),
            (self.mamba_heads % self.groups, "the number of Mamba2 heads must be a multiple of groups"),
            (self.inner % self.scan_heads, "2 x width must be a multiple of scan_heads"),
            (self.rotary and self.attention_head % 2, "rotary needs an even attention head width"),
            (any(not 0 <= i < self.layers for i in self.hybrid), "hybrid layers must lie below layers"),
            (list(self.hybrid) != sorted(set(self.hybrid)), "hybrid layers must stand in order, each once"),
            (self.shared_blocks < 1, "there must be a shared block"),
            (self.layers < 1, "there must be a layer"),
            (self.architecture == "zamba" and not self.hybrid, "a layer must call the shared block"),
            (not isinstance(self.epsilon, float | int) or self.epsilon <= 0, "epsilon must be a number above zero"),
            (self.hybrid and self.shared_blocks > len(self.hybrid), "every shared block must have a call"),
        ]
        for bad, why in wrong:
            if bad:
                raise ValueError(f"Cannot make a model of this shape: {why}.")

    @property
    def inner(self) -> int:
        """I, channels inside a Mamba layer."""
        return 2 * self.width

    @property
    def mamba_heads(self) -> int:
        return self.inner // self.head_width

    @property
    def attention_head(self) -> int:
        return 2 * self.width // self.heads

    @property
    def hidden(self) -> int:
        return self.feedforward or 4 * self.width

    @property
    def rank_of_step(self) -> int:
        return self.step_rank or -(-self.width // 16)

    def to_json(self) -> dict:
        return asdict(self)

    @staticmethod
    def from_json(data: dict) -> "ModelConfig":
        return ModelConfig(**{**data, "hybrid": tuple(data["hybrid"])})
