"""What a GPU can do, and what the kernels make of it; only where there is one.

`python -m trainer.kernels.benchmark` prints JSON: limits (a large copy, a large product), the products of a preset's
layers, attention beside FlashAttention-2 as PyTorch has it, and every kernel's time beside the bytes that it is given.
Documents have 1,000 tokens on average.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict

import torch
from torch.profiler import ProfilerActivity, profile
from triton.runtime.jit import JITFunction
from triton.testing import do_bench

from trainer.kernels.attention import TritonAttention
from trainer.kernels.probe import TRIALS, run
from trainer.model.config import ModelConfig
from trainer.model.documents import Documents
from trainer.presets import PRESETS, model_config
from trainer.training import set_products

DEVICE, KIND = torch.device("cuda"), torch.bfloat16
CALLS = 5


def milliseconds(function) -> float:
    return round(do_bench(function, warmup=5, rep=20, return_mode="median"), 3)


def limits() -> dict:
    one, other = (torch.randn(8192, 8192, device=DEVICE, dtype=KIND) for _ in range(2))
    source = torch.empty(2**30, device=DEVICE)
    target = torch.empty_like(source)
    return {
        "device": torch.cuda.get_device_name(),
        "tflops of a product of 8192 x 8192": round(2 * 8192**3 / milliseconds(lambda: one @ other) / 1e9),
        "tb a second of a copy": round(2 * source.nbytes / milliseconds(lambda: target.copy_(source)) / 1e9, 2),
    }


def products(config: ModelConfig, tokens: int) -> dict:
    """By layer: TFLOP/s forward, back to the input, and back to the weight."""
    width, inner, wide = config.width, config.inner, 2 * config.width
    projected = -(-(2 * inner + 2 * config.groups * config.state + config.mamba_heads) // 16) * 16
    shapes = {
        "in_proj": (width, projected),
        "out_proj": (inner, width),
        "q, k or v": (wide, wide),
        "o": (wide, width),
        "fc1": (width + config.lora_rank, 2 * config.hidden),
        "fc2": (config.hidden, width),
    }
    found = {}
    for name, (inputs, outputs) in shapes.items():
        x = torch.randn(tokens, inputs, device=DEVICE, dtype=KIND)
        weight = torch.randn(outputs, inputs, device=DEVICE, dtype=KIND)
        grad = torch.randn(tokens, outputs, device=DEVICE, dtype=KIND)
        ways = lambda: x @ weight.T, lambda: grad @ weight, lambda: grad.T @ x
        found[name] = [round(2 * tokens * inputs * outputs / milliseconds(way) / 1e9) for way in ways]
    return found


def attention(config: ModelConfig, documents: Documents) -> dict:
    """Milliseconds forward and back of ours and of FlashAttention-2, which is told where documents begin."""
    (rows, time), heads, width = documents.numbers.shape, config.heads, config.attention_head
    scale = (width / 2) ** -0.5
    q, k, v, grad = (torch.randn(rows, time, heads, width, device=DEVICE, dtype=KIND) for _ in range(4))
    turned = [tensor.transpose(1, 2).requires_grad_() for tensor in (q, k, v)]
    out = TritonAttention.apply(*turned, documents, scale)
    flat = [tensor.detach().flatten(0, 1) for tensor in (q, k, v)]
    begins = torch.nonzero(documents.first.flatten()).flatten().to(torch.int32)
    edges = torch.cat([begins, torch.tensor([rows * time], device=DEVICE, dtype=torch.int32)])
    where = edges, edges, time, time, 0.0, True

    def peer():
        return torch.ops.aten._flash_attention_forward(*flat, *where, False, scale=scale)

    theirs, log_sums, *state = peer()[:4]

    def peer_back():
        return torch.ops.aten._flash_attention_backward(
            grad.flatten(0, 1), *flat, theirs, log_sums, *where, *state, scale=scale
        )

    return {
        "ours": [
            milliseconds(lambda: TritonAttention.apply(*turned, documents, scale)),
            milliseconds(lambda: torch.autograd.grad(out, turned, grad.transpose(1, 2), retain_graph=True)),
        ],
        "FlashAttention-2": [milliseconds(peer), milliseconds(peer_back)],
    }


def kernels(config: ModelConfig, rows: int, time: int) -> list[dict]:
    """Of each kernel: milliseconds of a call, and TB/s if each tensor that it is given were read or written once."""
    found = []
    for kind, make in TRIALS.items():
        trial, given = make(config, "bf16", rows, time, DEVICE), defaultdict(list)
        run(trial.kernel, trial)
        with noting(given), profile(activities=[ProfilerActivity.CUDA]) as seen:
            for _ in range(CALLS):
                run(trial.kernel, trial)
            torch.cuda.synchronize()
        for row in seen.key_averages():
            if row.key in given:
                ms = row.self_device_time_total / row.count / 1e3
                size = sum(given[row.key]) / len(given[row.key])
                found.append({"kernel": row.key, "ms": round(ms, 3), "tb_a_second": round(size / ms / 1e9, 2)})
    return found


class noting:
    """Notes the bytes of the tensors that each kernel is given."""

    def __init__(self, given: dict[str, list[int]]):
        self.given, self.launch = given, JITFunction.run

    def __enter__(self):
        def noted(function, *args, **options):
            sizes = [arg.numel() * arg.element_size() for arg in args if isinstance(arg, torch.Tensor)]
            self.given[function.__name__].append(sum(sizes))
            return self.launch(function, *args, **options)

        JITFunction.run = noted

    def __exit__(self, *_):
        JITFunction.run = self.launch


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m trainer.kernels.benchmark", description=__doc__.splitlines()[0])
    parser.add_argument("--preset", choices=PRESETS, default="127m")
    parser.add_argument("--rows", type=int, default=16, help="sequences at once (default: 16)")
    parser.add_argument("--sequence", type=int, default=4096, help="tokens of a sequence (default: 4096)")
    options = parser.parse_args()
    set_products("bf16", DEVICE)
    torch.manual_seed(1)
    config, size = model_config(options.preset, 32_000), (options.rows, options.sequence)
    documents = Documents((torch.rand(size, device=DEVICE) < 1e-3).cumsum(1))
    print(json.dumps(limits()), flush=True)
    print(json.dumps({"products": products(config, options.rows * options.sequence)}), flush=True)
    print(json.dumps({"attention": attention(config, documents)}), flush=True)
    for row in kernels(config, *size):
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
