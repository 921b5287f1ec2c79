"""Two processes do what one does: to the bit where each holds the whole model, to rounding where it is cut up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from trainer.run_folder import RunFolder

ROOT = Path(__file__).resolve().parents[2]
TWO = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]


def train(shards: Path, out: Path, *more: str, start=(), steps: int = 2, program=("-m", "trainer"), code=0) -> str:
    command = ["train", str(shards), "--preset", "demo", "--steps", str(steps), "--batch", "4"]
    command += ["--micro-batch", "2", "--threads", "1", "--skip-spikes", "0", "--precision", "fp32"]
    command = [sys.executable, *start, *program, *command, "--out", str(out), *more]
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=path, capture_output=True, text=True, timeout=600)
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def one(shards_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("processes") / "one"
    train(shards_folder, out)
    return out


def checkpoint(folder: Path) -> dict:
    return torch.load(folder / "checkpoint.pt", weights_only=True)


def test_train_two_gloo_processes_equal_one(shards_folder, tmp_path, one):
    said = [train(shards_folder, tmp_path / "two", start=TWO) for _ in ("trains", "is done")]
    assert said[0] == said[1] and said[1].count("bits per byte") == 1
    lines = [RunFolder(folder).metrics() for folder in (one, tmp_path / "two")]
    assert [line["loss"] for line in lines[0]] == [line["loss"] for line in lines[1]]
    weights = [checkpoint(folder)["model"] for folder in (one, tmp_path / "two")]
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])
    assert lines[1][0]["bytes_sent"] == 4 * json.loads((tmp_path / "two/result.json").read_text())["parameters"]


def test_train_two_processes_what_is_wrong_is_said_once(shards_folder, one):
    command = ["-m", "trainer", "train", shards_folder, "--preset", "demo", "--steps", "3", "--batch", "4"]
    done = subprocess.run([sys.executable, *TWO, *command, "--out", one], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode != 0 and done.stderr.count("Cannot resume: the run was started with") == 1
    assert "[rank1]: Traceback" not in done.stderr


SIGNALLED = """
import os, signal, sys
from pathlib import Path
from trainer import commands
from trainer.journal import Journal
from trainer.training import Training

step, train = Journal.step, Training.train

def step_with_signal(self, line):  # behind the sums of the step, and in the first process alone
    step(self, line)
    if self.first:
        os.kill(os.getpid(), signal.SIGTERM)

def train_and_note_the_end(self, *watch):
    try:
        train(self, *watch)
    except BaseException as end:
        Path(__file__).with_name(f"end-{self.processes.rank}").write_text(f"{type(end).__name__} {self.step}")
        raise

Journal.step, Training.train = step_with_signal, train_and_note_the_end
sys.exit(commands.main(sys.argv[1:]))
"""


def train_first_step(shards: Path, out: Path, *more: str, start=()) -> list[str]:
    """Ends by a signal to the first process behind the first step; returns how each process ended."""
    script = out.with_suffix(".py")
    script.write_text(SIGNALLED)
    train(shards, out, *more, start=start, program=[script], code=1 if start else 130)
    return [path.read_text() for path in sorted(out.parent.glob("end-*"))]


def test_train_signal_to_one_of_two_processes_ends_both_behind_the_same_step(shards_folder, tmp_path, one):
    assert train_first_step(shards_folder, tmp_path / "two", start=TWO) == ["KeyboardInterrupt 1"] * 2
    train(shards_folder, tmp_path / "two", start=TWO)
    weights = [checkpoint(folder)["model"] for folder in (one, tmp_path / "two")]
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])


@pytest.mark.parametrize("first, then", [(TWO, ()), ((), TWO)])
def test_train_resumes_whether_weights_are_cut_up_or_not(shards_folder, tmp_path, one, first, then):
    train_first_step(shards_folder, tmp_path / "run", "--shard", start=first)
    assert checkpoint(tmp_path / "run")["step"] == 1
    train(shards_folder, tmp_path / "run", "--shard", start=then)
    states = [checkpoint(folder) for folder in (one, tmp_path / "run")]
    assert states[0]["optimizer"]["state"].keys() == states[1]["optimizer"]["state"].keys()
    for name, tensor in states[0]["model"].items():
        torch.testing.assert_close(states[1]["model"][name], tensor, rtol=1e-3, atol=1e-4)


def test_train_sharded_over_two_gloo_processes_equals_one(shards_folder, tmp_path, one):
    train(shards_folder, tmp_path / "two", "--shard", start=TWO)
    lines = [RunFolder(folder).metrics() for folder in (one, tmp_path / "two")]
    once = 4 * json.loads((tmp_path / "two/result.json").read_text())["parameters"] / 2
    # One micro-batch a process: each weight gathered on both ways, but for the embedding, and each gradient scattered.
    assert 2 * once < lines[1][0]["bytes_sent"] < 3.1 * once and lines[1][0]["bytes_sent"] == lines[1][1]["bytes_sent"]
    train(shards_folder, tmp_path / "more", "--shard", "--micro-batch", "1", start=TWO)
    assert RunFolder(tmp_path / "more").metrics()[0]["bytes_sent"] == 2 * lines[1][0]["bytes_sent"]
    for key in ("loss", "gradient_norm"):
        assert [line[key] for line in lines[1]] == pytest.approx([line[key] for line in lines[0]], rel=1e-4)
    states = [checkpoint(folder) for folder in (one, tmp_path / "two")]
    for name, tensor in states[0]["model"].items():
        torch.testing.assert_close(states[1]["model"][name], tensor, rtol=1e-3, atol=1e-4)
    results = [json.loads((folder / "result.json").read_text()) for folder in (one, tmp_path / "two")]
    assert results[1]["bits_per_byte"] == pytest.approx(results[0]["bits_per_byte"], rel=1e-4)
