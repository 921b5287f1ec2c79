"""What a run does, fully decided before it begins; equal plans on equal shards give equal runs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from trainer.counting import activation_bytes, count_parameters, state_bytes
from trainer.errors import WrongCommand
from trainer.memory import free_bytes
from trainer.model.fast import kernels_wanted
from trainer.model.config import ModelConfig
from trainer.presets import batch_tokens_for, find_preset, rate_for
from trainer.shards import Shards

CPU_TOKENS, GPU_TOKENS = 1024, 65_536  # of a micro-batch, at most where a sequence is not longer
REPLAY = 0.05  # of the sequences, as Ibrahim et al. (2024) have it for 10 B parameters
ANNEAL_REPLAY = 0.6  # of a phase of annealing, where the set brings none: Zyphra's cookbook has 0.5 to 0.7
ANNEAL_PEAK = 0.75  # the highest rate of that phase, of the first one's, as there
MOST_SIDE_BY_SIDE = 4  # micro-batches: each keeps in memory what its way back needs


@dataclass(frozen=True)
class Phase:
    """A stretch of a run with its own data and learning rate."""

    steps: int
    data: str  # which shard set: "data" or "anneal"
    replay: str | None  # the set that is mixed in: "replay", or "data" while annealing
    replay_share: float  # of the sequences
    replay_from: int  # sequences of that set that earlier phases have used
    peak: float  # highest learning rate as a share of the plan's
    schedule: str
    warmup: int  # steps
    final: float  # last learning rate as a share of the phase's highest


@dataclass(frozen=True)
class Plan:
    """Sizes, rates and phases of one run."""

    preset: str
    seed: int
    phases: tuple[Phase, ...]
    batch: int  # sequences of one step
    micro_batch: int  # sequences at once; the gradient is summed over them
    rate: float  # peak learning rate
    decay: float  # weight decay
    beta2: float
    clip: float  # largest gradient norm
    z: float  # weight of the squared log partition function in the loss
    spikes: float  # standard deviations of loss or gradient norm above which a step is skipped; 0: never
    precision: str  # of matrix products: fp32 or bf16; weights and moments are always fp32
    threads: int
    device: str
    begins: str | None  # SHA-256 of the weights that the run takes up, if any

    @property
    def side_by_side(self) -> int:
        """Micro-batches that a CPU computes at once, each on an equal share of the threads."""
        micro_batches = -(-self.batch // self.micro_batch)
        return min(self.threads, micro_batches, MOST_SIDE_BY_SIDE) if self.device == "cpu" else 1

    @property
    def steps(self) -> int:
        return sum(phase.steps for phase in self.phases)

    def at(self, step: int) -> tuple[Phase, int]:
        """The phase of a step, and how many steps of it are done."""
        for phase in self.phases:
            if step < phase.steps:
                return phase, step
            step -= phase.steps
        raise IndexError(step)

    def rate_of(self, step: int) -> float:
        phase, done = self.at(step)
        return self.rate * phase.peak * rate_at(done, phase.steps, phase.warmup, phase.schedule, phase.final)


def make_plan(options, sets: dict[str, Shards], config: ModelConfig, begins: str | None) -> Plan:
    """Fills in what the command left open, from the preset or from the rules by model size."""
    preset, sequence, parameters = find_preset(options.preset), sets["data"].sequence, count_parameters(config)
    batch_tokens = preset.batch_tokens or batch_tokens_for(parameters)
    batch = options.batch or max(1, round(batch_tokens / sequence))
    precision = options.precision or default_precision(options.device)
    at_once = options.micro_batch or sequences_at_once(config, sequence, precision, options.device)
    return Plan(
        preset=options.preset,
        seed=options.seed,
        phases=make_phases(options, sets, batch),
        batch=batch,
        micro_batch=min(batch, at_once),
        rate=options.rate or preset.rate or rate_for(parameters),
        decay=options.decay,
        beta2=either(options.beta2, 0.95 if batch * sequence >= 524_288 else 0.99),
        clip=options.clip,
        z=options.z,
        spikes=options.spikes,
        precision=precision,
        threads=options.threads,
        device=options.device,
        begins=begins,
    )


def default_precision(device: str) -> str:
    """bf16 where the device multiplies it itself: twice as fast as fp32 on such a CPU, and slower on others."""
    known = getattr(torch.cpu, "get_capabilities", dict)()
    return "bf16" if device == "cuda" or known.get("avx512_bf16") or known.get("amx_bf16") else "fp32"


def sequences_at_once(config: ModelConfig, sequence: int, precision: str, device: str) -> int:
    """As many as suit the caches of a core; on a GPU a power of two that fills it and half of its memory at most."""
    if device != "cuda":
        return max(1, CPU_TOKENS // sequence)
    room = free_bytes(torch.device(device)) / 2 - state_bytes(config)
    fits = min(room / activation_bytes(config, sequence, precision, kernels_wanted(device)), GPU_TOKENS / sequence)
    return 1 << int(math.log2(max(1, fits)))


def make_phases(options, sets: dict[str, Shards], batch: int) -> tuple[Phase, ...]:
    """One phase, and a second one where there is something to anneal on."""
    replay, share = ("replay", either(options.replay_share, REPLAY)) if "replay" in sets else (None, 0.0)
    steps = options.steps or steps_for(options.tokens, batch, mean_tokens(sets, "data", replay, share))
    warmup = either(options.warmup, warmup_for(steps))
    if warmup > steps:
        raise WrongCommand(f"--warmup {warmup}: Cannot warm up for longer than the run is: it has {steps} steps.")
    first = Phase(steps, "data", replay, share, 0, 1.0, options.schedule, warmup, options.final)
    if "anneal" not in sets:
        return (first,)
    share = either(options.anneal_replay, 0.0 if sets["anneal"].replays else ANNEAL_REPLAY)
    peak = either(options.anneal_peak, ANNEAL_PEAK)
    if options.anneal_tokens is None:
        more = max(1, int(sets["anneal"].training_sequences / (1 - share) / batch))
    else:
        more = steps_for(options.anneal_tokens, batch, mean_tokens(sets, "anneal", "data", share))
    used = steps * batch - again(steps * batch, first.replay_share)
    return first, Phase(more, "anneal", "data", share, used, peak, "linear", warmup_for(more), 0.0)


def either(asked, default):
    """What an option says, or where it is not given, the default."""
    return default if asked is None else asked


def mean_tokens(sets: dict[str, Shards], data: str, replay: str | None, share: float) -> float:
    """Tokens, padding not counted, of a sequence of the mixture."""
    own = sets[data].real_tokens_per_sequence
    return own if replay is None else (1 - share) * own + share * sets[replay].real_tokens_per_sequence


def steps_for(tokens: int, batch: int, mean: float) -> int:
    return math.ceil(tokens / (batch * mean))


def warmup_for(steps: int) -> int:
    return max(1, min(steps // 10, 500))


def again(place: int, share: float) -> int:
    """How many of the first `place` sequences of a mixture are replayed ones: as even as can be."""
    return math.floor(place * share)


def rate_at(step: int, steps: int, warmup: int, schedule: str, final: float) -> float:
    """The share of the peak learning rate at a step (from 0): linear warm-up, then the schedule down to `final`.

    linear, cosine: decay over the whole run; wsd: stays, then decays linearly over the last fifth; infinite: cosine
    to a third in the first half, stays, then decays exponentially over the last tenth (its constant phase can be
    taken up again with other data); constant: stays.
    """
    if step < warmup:
        return (step + 1) / warmup
    done = min(1.0, (step - warmup) / max(1, steps - warmup))
    if schedule == "constant":
        return 1.0
    if schedule == "wsd":
        return 1 - (1 - final) * max(0.0, (done - 0.8) / 0.2)
    if schedule == "infinite":
        low = max(final, 1 / 3)
        held = cosine(min(1.0, done / 0.5), low)
        return held * (max(final, 1e-3) / low) ** max(0.0, (done - 0.9) / 0.1)
    if schedule == "cosine":
        return cosine(done, final)
    return 1 - (1 - final) * done


def cosine(done: float, final: float) -> float:
    return final + (1 - final) * (1 + math.cos(math.pi * done)) / 2
