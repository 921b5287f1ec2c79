"""The choice of kernels at a run's start: those that agree with PyTorch on this device and are faster there."""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import time
from functools import cache
from typing import Callable, Iterator, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call

from trainer.kernels.attention import TritonAttention
from trainer.kernels.cross_entropy import losses as triton_losses
from trainer.kernels.gate import TritonGate
from trainer.kernels.rms import TritonNorm
from trainer.kernels.rotary import TritonRotary
from trainer.model import fast
from trainer.model.attention import document_attention, rotate
from trainer.model.config import ModelConfig
from trainer.model.documents import Documents
from trainer.model.gate import plain_gated
from trainer.model.loss import plain_losses
from trainer.model.mamba2 import Mamba2
from trainer.model.norm import plain_add_norm

WARPS = (4, 8)
SLICE = 2048  # rows of logits
PATIENCE = 600  # seconds, for all kinds
UNCOUNTED, COUNTED, IN_A_ROW = 1, 5, 4  # times that calls are timed, several in a row, as a device has them in a run
TOLERANCE = {"fp32": 1e-3, "bf16": 3e-2}  # of the largest value; bf16 keeps 8 bits


class Trial(NamedTuple):
    """A kernel, its PyTorch twin, and what both are asked. Each returns a tensor or a tuple of them."""

    kernel: Callable
    twin: Callable
    inputs: list[torch.Tensor]  # those that the gradient is asked of
    weights: list[torch.Tensor]  # of the outputs, in the sum that is differentiated; none: no gradient


@cache
def choose(config: ModelConfig, precision: str, rows: int, sequence: int, device: torch.device) -> dict:
    """By kind of kernel: warps (0: PyTorch), the worst difference, and milliseconds forward and back of both.

    A kernel that does not compile, differs by more than the precision allows, or is slower, is not chosen; standard
    error says so. Nor is one that ends its process, or hangs: they race in a process of their own, since a wrong access
    to a GPU's memory cannot be caught. Asked once a process, so that the runs of a comparison have the same kernels.
    """
    asked = [json.dumps(config.to_json()), precision, str(rows), str(sequence), str(device)]
    record = survivors([sys.executable, "-m", "trainer.kernels.probe", *asked], list(TRIALS))
    for kind, found in record.items():
        print(f"kernels: {kind}: {describe(found)}", file=sys.stderr)
    return record


def survivors(command: list[str], kinds: list[str]) -> dict:
    """What a command with kinds behind it says of each, a JSON line a kind; asked anew behind one that it dies of."""
    record, left = {}, kinds
    while left:
        try:
            done = subprocess.run([*command, *left], stdout=subprocess.PIPE, text=True, timeout=PATIENCE)
            said, problem = done.stdout, f"its process ended with code {done.returncode}"
        except subprocess.TimeoutExpired as late:
            said, problem = (late.stdout or b"").decode(), f"it took more than {PATIENCE} s"
        for line in said.splitlines():
            record.update(json.loads(line))
        left = [kind for kind in kinds if kind not in record]
        if left:
            record[left.pop(0)] = {"warps": 0, "problem": problem}
    return record


def races(kinds, config: ModelConfig, precision: str, *shape) -> Iterator[tuple[str, dict]]:
    """Each kind of kernel, and how it compares with PyTorch."""
    for kind in kinds:
        try:
            found = race(kind, TRIALS[kind](config, precision, *shape), TOLERANCE[precision])
        except Exception as problem:  # compilers fail in many ways, and each of them means no
            found = {"warps": 0, "problem": f"{type(problem).__name__}: {problem}"[:300]}
        yield kind, found
    fast.use({})


def race(kind: str, trial: Trial, tolerance: float) -> dict:
    with full_precision():
        expected = run(trial.twin, in_full(trial))
    pytorch = milliseconds(trial.twin, trial)
    tries, differences = [], []
    for warps in WARPS:
        fast.use({kind: warps})
        differences += [max(apart(one, other) for one, other in zip(run(trial.kernel, trial), expected, strict=True))]
        if differences[-1] < tolerance:
            tries.append((milliseconds(trial.kernel, trial), warps, differences[-1]))
    if not tries:
        return {"warps": 0, "problem": f"it differs from PyTorch by {min(differences):.1e} of the largest value"}
    own, warps, difference = min(tries)
    won = own < pytorch
    return {"warps": warps if won else 0, "difference": difference, "ms": own, "pytorch_ms": pytorch}


def in_full(trial: Trial) -> Trial:
    """The same numbers in single precision, so that PyTorch has no rounding of its own."""
    inputs, weights = ([tensor.float() for tensor in tensors] for tensors in (trial.inputs, trial.weights))
    return trial._replace(inputs=inputs, weights=weights)


@contextlib.contextmanager
def full_precision():
    """Products of fp32 matrices in fp32."""
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("highest")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


def describe(found: dict) -> str:
    if "problem" in found:
        return f"PyTorch, since Triton's cannot be used: {found['problem']}"
    said = f"{found['ms']:.2f} ms, PyTorch {found['pytorch_ms']:.2f}; they differ by {found['difference']:.1e}"
    return f"{'Triton' if found['warps'] else 'PyTorch'} (Triton {said})"


def run(function, trial: Trial) -> list[torch.Tensor]:
    """Outputs and gradients."""
    inputs = [tensor.detach().clone().requires_grad_(bool(trial.weights)) for tensor in trial.inputs]
    out = function(*inputs)
    outputs = list(out) if isinstance(out, tuple) else [out]
    if not trial.weights:
        return outputs
    total = sum((one * weight).sum() for one, weight in zip(outputs, trial.weights))
    return [*(one.detach() for one in outputs), *torch.autograd.grad(total, inputs)]


def milliseconds(function, trial: Trial) -> float:
    """Of one call, the median of some rows of calls, behind one that does not count."""
    device = trial.inputs[0].device
    taken = []
    for _ in range(UNCOUNTED + COUNTED):
        wait(device)
        begun = time.perf_counter()
        for _ in range(IN_A_ROW):
            run(function, trial)
        wait(device)
        taken.append(1e3 * (time.perf_counter() - begun) / IN_A_ROW)
    return round(statistics.median(taken[UNCOUNTED:]), 3)


def wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def apart(one: torch.Tensor, other: torch.Tensor) -> float:
    """The largest difference in shares of the largest value; infinite where a number is not finite."""
    difference = (one.float() - other.float()).abs().max() / other.float().abs().max().clamp(min=1e-6)
    return difference.item() if torch.isfinite(difference) else float("inf")


class Draw:
    """Random inputs of a trial, the same in every run."""

    def __init__(self, precision: str, rows: int, sequence: int, device: torch.device):
        self.generator = torch.Generator(device).manual_seed(1)
        self.device, self.kind = device, torch.bfloat16 if precision == "bf16" else torch.float32
        begins = torch.rand(rows, sequence, device=device, generator=self.generator) < 4 / sequence
        self.documents = Documents(begins.cumsum(1))
        self.size = rows, sequence

    def __call__(self, *shape: int, kind=torch.float32) -> torch.Tensor:
        return torch.randn(shape, device=self.device, generator=self.generator).to(kind)


class Mixing(nn.Module):
    """What stands between the projections of a layer, in one of its two ways."""

    def __init__(self, layer: Mamba2, way: str):
        super().__init__()
        self.layer, self.way = layer, way

    def forward(self, projected, documents: Documents):
        return getattr(self.layer, self.way)(projected, documents)


def mixer_trial(config: ModelConfig, *shape) -> Trial:
    draw = Draw(*shape)
    layer = Mamba2(config).to(draw.device)
    weights = {f"layer.{name}": one for name, one in layer.named_parameters() if "_proj" not in name}
    projected = draw(*draw.size, -(-len(layer.in_proj.weight) // 16) * 16, kind=draw.kind)

    def by(way: str):
        mixing = Mixing(layer, way)
        return lambda projected, *these: functional_call(mixing, dict(zip(weights, these)), (projected, draw.documents))

    inputs = [projected, *weights.values()]
    return Trial(by("by_kernels"), by("by_pytorch"), inputs, [draw(*draw.size, config.inner, kind=draw.kind)])


def loss_trial(config: ModelConfig, *shape) -> Trial:
    draw, z = Draw(*shape), 1e-4
    targets, weights = torch.arange(SLICE, device=draw.device) % config.vocabulary, draw(SLICE).abs()

    def weighted(logits):
        nll, total, slope = plain_losses(logits.float(), targets, z)
        return nll, total, slope * weights[:, None]

    return Trial(
        lambda logits: (*triton_losses(logits, targets, z, weights), logits),
        weighted,
        [5 * draw(SLICE, config.vocabulary, kind=draw.kind)],
        [],
    )


def attention_trial(config: ModelConfig, *shape) -> Trial:
    draw, heads = Draw(*shape), config.heads
    width = config.attention_head // (2 if config.architecture == "transformer" else 1)
    rows, time = draw.size
    inputs = [draw(rows, heads, time, width, kind=draw.kind) for _ in range(3)]
    scale = width**-0.5
    return Trial(
        lambda *these: TritonAttention.apply(*these, draw.documents, scale),
        lambda *these: document_attention(*these, draw.documents, scale),
        inputs,
        [draw(*inputs[0].shape, kind=draw.kind)],
    )


def gate_trial(config: ModelConfig, *shape) -> Trial:
    draw = Draw(*shape)
    activation = F.silu if config.architecture == "transformer" else F.gelu
    return Trial(
        lambda x: TritonGate.apply(x, activation is F.silu),
        lambda x: plain_gated(x, activation),
        [draw(*draw.size, 2 * config.hidden, kind=draw.kind)],
        [draw(*draw.size, config.hidden, kind=draw.kind)],
    )


def rms_trial(config: ModelConfig, *shape) -> Trial:
    """The norm of a Mamba layer, and that of a shared block behind it, which hears the embedding beside."""
    draw, width = Draw(*shape), config.width

    def both(norm, x, more, beside, weight):
        total, normed = norm(x, more, None, weight[:width])
        total, joined = norm(total, more, beside, weight)
        return total, normed.to(draw.kind), joined.to(draw.kind)

    x, beside, weight = draw(*draw.size, width), draw(*draw.size, width), draw(2 * width)
    return Trial(
        lambda *these: both(lambda *tensors: TritonNorm.apply(*tensors, config.epsilon, draw.kind), *these),
        lambda *these: both(lambda *tensors: plain_add_norm(*tensors, config.epsilon), *these),
        [x, draw(*x.shape, kind=draw.kind), beside, weight],
        [draw(*x.shape), *(draw(*draw.size, n * width, kind=draw.kind) for n in (1, 2))],
    )


def rotary_trial(config: ModelConfig, *shape) -> Trial:
    draw, base = Draw(*shape), config.rotary_base
    width = config.attention_head // (2 if config.architecture == "transformer" else 1)
    x = draw(*draw.size, config.heads, width, kind=draw.kind)
    return Trial(
        lambda x: TritonRotary.apply(x.transpose(1, 2), draw.documents, base).transpose(1, 2),
        lambda x: rotate(x.transpose(1, 2), draw.documents.positions, base).transpose(1, 2).contiguous(),
        [x],
        [draw(*x.shape, kind=draw.kind)],
    )


TRIALS = {
    "attention": attention_trial,
    "gate": gate_trial,
    "loss": loss_trial,
    "mixer": mixer_trial,
    "rms": rms_trial,
    "rotary": rotary_trial,
}


def main(config: str, precision: str, rows: str, sequence: str, device: str, *kinds: str) -> None:
    from trainer.training import set_products

    set_products(precision, torch.device(device))
    shape = int(rows), int(sequence), torch.device(device)
    for kind, found in races(kinds, ModelConfig.from_json(json.loads(config)), precision, *shape):
        print(json.dumps({kind: found}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
