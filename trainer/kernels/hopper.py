"""Compiles every kernel for a Hopper (H100, H200), with what a run of a preset gives to it; no GPU is needed.

`python -m trainer.kernels.hopper --preset 127m` prints a JSON line a kernel: warps of a program, bytes of shared memory
(a program has 232,448 at most), registers of a thread (255 at most), and bytes of them that are spilt to memory.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path

import torch
from triton import knobs
from triton.backends.compiler import GPUTarget
from triton.runtime import driver
from triton.runtime.jit import JITFunction

from trainer.kernels.probe import TRIALS, WARPS, run
from trainer.model import fast
from trainer.presets import PRESETS, model_config
from trainer.training import set_products

SHARED_MEMORY = 232_448  # CUDA C++ Programming Guide, compute capability 9.0: 227 KB a block
TARGET = GPUTarget("cuda", 90, 32)


class NoDevice:
    """What Triton's compiler asks of a device."""

    get_current_device = get_current_stream = staticmethod(lambda *_: 0)
    get_current_target = staticmethod(lambda: TARGET)


def compiled(preset: str, precision: str, sequence: int, vocabulary: int = 32_000) -> list[dict]:
    """A row a kernel and number of warps: launched as the probe does it, compiled, not executed.

    For a process of its own, in which no kernel runs any more.
    """
    found, launch = [], JITFunction.run

    def compile_only(function, *args, grid, warmup, **options):
        kernel = launch(function, *args, grid=grid, warmup=True, **options)
        found.append({"kernel": f"{kind}.{function.__name__}", **described(kernel)})

    driver.set_active(NoDevice())
    JITFunction.run = compile_only
    set_products(precision, torch.device("cuda"))
    for kind, make in TRIALS.items():
        for warps in WARPS:
            fast.use({kind: warps})
            trial = make(model_config(preset, vocabulary), precision, 1, sequence, torch.device("cpu"))
            run(trial.kernel, trial)
    return found


def described(kernel) -> dict:
    said = assembled(kernel.asm["ptx"])
    registers, spilt = re.search(r"Used (\d+) registers", said), re.search(r"(\d+) bytes spill stores", said)
    return {
        "warps": kernel.metadata.num_warps,
        "shared": kernel.metadata.shared,
        "registers": int(registers[1]),
        "spilt": int(spilt[1]),
    }


def assembled(ptx: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "kernel.ptx")
        source.write_text(ptx)
        words = [knobs.nvidia.ptxas.path, "-v", "-arch=sm_90a", source, "-o", Path(folder, "kernel.cubin")]
        return subprocess.run(words, capture_output=True, text=True, check=True).stderr


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m trainer.kernels.hopper", description=__doc__.splitlines()[0])
    parser.add_argument("--preset", choices=PRESETS, default="127m")
    parser.add_argument("--sequence", type=int, default=4096, help="tokens of a sequence (default: 4096)")
    parser.add_argument("--precision", choices=("bf16", "fp32"), default="bf16")
    options = parser.parse_args()
    for row in compiled(options.preset, options.precision, options.sequence):
        print(json.dumps(row))


if __name__ == "__main__":
    main()
