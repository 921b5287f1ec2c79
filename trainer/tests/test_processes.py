"""Two processes do what one does, to the bit, where the micro-batches are the same."""

import json
import subprocess
import sys
from pathlib import Path

import torch

from trainer.run_folder import RunFolder

ROOT = Path(__file__).resolve().parents[2]


def test_train_two_gloo_processes_equal_one(shards_folder, tmp_path):
    command = ["-m", "trainer", "train", str(shards_folder), "--preset", "demo", "--steps", "3", "--batch", "8"]
    command += ["--micro-batch", "4", "--threads", "1", "--out"]
    two = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    for name, start in (("one", [sys.executable]), ("two", two)):
        subprocess.run([*start, *command, str(tmp_path / name)], cwd=ROOT, check=True, capture_output=True, timeout=300)
    lines = [RunFolder(tmp_path / name).metrics() for name in ("one", "two")]
    assert [line["loss"] for line in lines[0]] == [line["loss"] for line in lines[1]]
    weights = [torch.load(tmp_path / name / "checkpoint.pt", weights_only=True)["model"] for name in ("one", "two")]
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])
    assert lines[1][0]["bytes_sent"] == 4 * json.loads((tmp_path / "two/result.json").read_text())["parameters"]
