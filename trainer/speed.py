"""How fast a preset trains on a device, with the kernels chosen for it and with PyTorch alone; no shards are needed.

`python -m trainer.speed --preset 127m --sequence 4096 --device cuda` prints JSON: the choice of kernels; for each way
tokens a second (median of the steps), MFU, the peak of memory and the losses of the first steps, which must lie on top
of each other; and with --profile where a step's time goes.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from itertools import cycle

import torch

from trainer.batches import Batch
from trainer.counting import count_parameters, training_flops
from trainer.model import fast
from trainer.model.documents import Documents
from trainer.model.loss import weighted_loss
from trainer.optimizer import make_optimizer
from trainer.peak import peak_flops
from trainer.plan import default_precision, sequences_at_once
from trainer.presets import PRESETS, model_config
from trainer.training import autocast_for, build_model, set_products


def arguments(words: list[str] | None = None):
    parser = argparse.ArgumentParser(prog="python -m trainer.speed", description=__doc__.splitlines()[0])
    parser.add_argument("--preset", choices=PRESETS, default="127m")
    parser.add_argument("--sequence", type=int, default=4096, help="tokens of a sequence (default: 4096)")
    parser.add_argument("--vocabulary", type=int, default=32_000)
    parser.add_argument("--rows", type=int, help="sequences at once (default: what fits)")
    parser.add_argument("--steps", type=int, default=20, help="steps that are timed, behind three that are not")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--precision", choices=("fp32", "bf16"), help="default: as a run's")
    parser.add_argument("--profile", action="store_true", help="also where a step's time goes")
    return parser.parse_args(words)


def measure(options) -> dict:
    device = torch.device(options.device)
    precision = options.precision or default_precision(device.type)
    config = model_config(options.preset, options.vocabulary)
    rows = options.rows or sequences_at_once(config, options.sequence, precision, device.type)
    set_products(precision, device)
    kernels = choose(config, precision, rows, options.sequence, device) if device.type == "cuda" else {}
    peak, source = peak_flops(device, precision)
    out = {
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu",
        "preset": options.preset,
        "parameters": count_parameters(config) + config.vocabulary * config.width,
        "sequences_at_once": rows,
        "sequence": options.sequence,
        "precision": precision,
        "peak": source,
        "kernels": kernels,
    }
    share = training_flops(config, options.sequence) / peak
    ways = {"pytorch": {}, "chosen": {kind: found["warps"] for kind, found in kernels.items()}}
    for name, chosen in ways.items() if kernels else [("pytorch", {})]:
        fast.use(chosen)
        steps = Steps(config, precision, rows, options.sequence, device)
        out[name] = steps.timed(options.steps, share)
        if options.profile:
            out[name] |= steps.profiled()
    fast.use({})
    return out


def choose(*shape) -> dict:
    from trainer.kernels.probe import choose as best_of

    return best_of(*shape)


class Steps:
    """A fresh model and steps on random tokens, the same for every way."""

    def __init__(self, config, precision: str, rows: int, sequence: int, device: torch.device):
        self.model = build_model(config, 1).to(device)
        self.optimizer = make_optimizer(self.model, 1e-3, 0.1, 0.95)
        self.config, self.precision, self.device = config, precision, device
        self.generator = torch.Generator().manual_seed(1)
        self.rows, self.sequence = rows, sequence
        self.batches = cycle([self.batch() for _ in range(4)])

    def batch(self) -> Batch:
        """Documents of some 1,000 tokens, whose ids become rarer as the vocabulary goes on."""
        size = self.rows, self.sequence
        shares = torch.rand(self.rows, self.sequence + 1, generator=self.generator) ** 4
        ids = (shares * self.config.vocabulary).long()
        numbers = (torch.rand(size, generator=self.generator) < 1e-3).cumsum(1)
        counted = torch.ones(size, dtype=torch.bool)
        return Batch(ids[:, :-1], ids[:, 1:], numbers, counted, ("random",) * self.rows).to(self.device)

    def step(self) -> float:
        batch = next(self.batches)
        with autocast_for(self.precision, self.device):
            loss = weighted_loss(self.model, batch, Documents(batch.documents), 1 / batch.inputs.numel(), 0.0)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return loss.item()

    def timed(self, count: int, share: float) -> dict:
        losses, seconds = [], []
        for _ in range(3 + count):
            begun = time.perf_counter()
            losses.append(round(self.step(), 5))
            seconds.append(time.perf_counter() - begun)
        rate = self.rows * self.sequence / statistics.median(seconds[3:])
        most = torch.cuda.max_memory_allocated(self.device) / 1e9 if self.device.type == "cuda" else None
        return {"tokens_per_second": round(rate), "mfu": round(share * rate, 4), "peak_gb": most, "losses": losses}

    def profiled(self) -> dict:
        """Milliseconds of a step on the device by what they are for, and the 25 operations that take most of them."""
        from torch.profiler import ProfilerActivity, profile

        on_gpu = self.device.type == "cuda"
        activities = [ProfilerActivity.CPU, ProfilerActivity.CUDA] if on_gpu else [ProfilerActivity.CPU]
        with profile(activities=activities) as found:
            self.step()
        kind = "self_device_time_total" if on_gpu else "self_cpu_time_total"
        rows = [row for row in found.key_averages() if not on_gpu or row.device_type == torch.autograd.DeviceType.CUDA]
        rows = [{"name": row.key, "calls": row.count, "ms": round(getattr(row, kind) / 1e3, 3)} for row in rows]
        rows.sort(key=lambda row: -row["ms"])
        return {"milliseconds": by_purpose(rows), "operations": rows[:25]}


PURPOSES = {
    "attention": r"attention|flash|fmha|softmax",
    "SSD": r"ssd_",
    "convolution": r"conv",
    "norms": r"norm",
    "gates and rotary positions": r"gate_|rotary|gelu|silu",
    "loss": r"loss_",
    "products of matrices": r"nvjet|gemm|splitKreduce|cutlass|::mm|addmm|bmm",
    "optimiser and clipping": r"multi_tensor|Optimizer|adam",
}


def by_purpose(rows: list[dict]) -> dict[str, float]:
    """Sums of milliseconds, by the first pattern that a name fits."""
    sums = dict.fromkeys([*PURPOSES, "the rest"], 0.0)
    for row in rows:
        named = (purpose for purpose, words in PURPOSES.items() if re.search(words, row["name"], re.IGNORECASE))
        sums[next(named, "the rest")] += row["ms"]
    return {purpose: round(total, 3) for purpose, total in sums.items()}


if __name__ == "__main__":
    print(json.dumps(measure(arguments()), indent=1))
