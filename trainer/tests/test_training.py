"""Whole runs on real text: loss falls, runs resume to the same bits, and whatever goes wrong is said clearly."""

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from trainer import commands, training
from trainer.counting import count_parameters
from trainer.failures import foresee_memory, is_about_memory, what_fits
from trainer.memory import container_limits
from trainer.model.config import ModelConfig
from trainer.model.transformer import dense_like
from trainer.plan import make_plan, rate_at
from trainer.presets import PRESETS, Preset, hybrid, model_config
from trainer.run_folder import RunFolder
from trainer.shards import Shards
from trainer.tests.writing import write_shards

SMALL = Preset(
    "for tests",
    hybrid(32, 3, (1,), heads=2, state=8, head_width=16, chunk=32, lora_rank=2),
    batch_tokens=512,
    rate=5e-3,
)


@pytest.fixture(autouse=True)
def small_preset(monkeypatch):
    monkeypatch.setitem(PRESETS, "small", SMALL)


def run(*arguments) -> int:
    return commands.main([str(argument) for argument in arguments] + ["--threads", "1"])


def weights(folder: Path) -> dict:
    return torch.load(folder / "checkpoint.pt", weights_only=True)


def assert_same_run(one: Path, other: Path) -> None:
    a, b = weights(one), weights(other)
    assert a["step"] == b["step"] and a["tokens"] == b["tokens"] and torch.equal(a["random"], b["random"])
    assert all(torch.equal(a["model"][key], b["model"][key]) for key in a["model"])
    for key, moments in a["optimizer"]["state"].items():
        assert all(torch.equal(moments[name], b["optimizer"]["state"][key][name]) for name in moments)
    assert (one / "result.json").read_bytes() == (other / "result.json").read_bytes()
    losses = [[(line["step"], line["loss"]) for line in RunFolder(path).metrics()] for path in (one, other)]
    assert losses[0] == losses[1]


ADVANCE = training.Training.advance


def interrupt_at(monkeypatch, stop: int) -> None:
    """Sends this process the signal of Ctrl-C while step `stop` is running."""

    def advance_then_interrupt(self):
        line = ADVANCE(self)
        if self.step == stop:
            os.kill(os.getpid(), signal.SIGINT)
        return line

    monkeypatch.setattr(training.Training, "advance", advance_then_interrupt)


def test_train_real_text_learns_and_reports(shards_folder, tmp_path, capsys):
    command = ["train", shards_folder, "--preset", "small", "--steps", 90, "--lr", 1e-2]
    assert run(*command, "--out", tmp_path / "run", "--json") == 0
    result = json.loads((tmp_path / "run/result.json").read_text())
    losses = [loss for _, loss in result["loss_curve"]]
    assert losses[0] > 5.3
    assert result["bits_per_byte"] < bits_without_context(shards_folder) - 0.1
    assert set(result["bits_per_byte_by_source"]) == {"code", "text"}
    assert min(result["bits_per_byte_by_source"].values()) < result["bits_per_byte"] < max(
        result["bits_per_byte_by_source"].values()
    )
    assert result["held_out_bytes_estimated"] is False
    printed = json.loads(capsys.readouterr().out)
    assert printed["bits_per_byte"] == result["bits_per_byte"]
    metrics = RunFolder(tmp_path / "run").metrics()
    assert {"step", "loss", "tokens", "tokens_per_second", "lr"} <= metrics[0].keys()
    assert metrics[-1]["tokens"] == result["tokens"]

    assert run("evaluate", tmp_path / "run", shards_folder, "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert again["bits_per_byte"] == result["bits_per_byte"]


def bits_without_context(folder: Path) -> float:
    """Bits per byte of the held-out text for a model that knows how often each id comes, and nothing else."""
    shards = Shards.open(folder)
    ids = [np.concatenate([np.ravel(f.tokens) for f in files]) for files in (shards.training, shards.held_out)]
    training, held_out = (tokens[tokens != shards.padding] for tokens in ids)
    shares = (np.bincount(training, minlength=shards.vocabulary) + 1) / (len(training) + shards.vocabulary)
    return -np.log2(shares[held_out]).sum() / sum(file.bytes for file in shards.held_out)


def test_train_dense_baseline_learns(shards_folder, tmp_path):
    assert run("train", shards_folder, "--preset", "small", "--dense", "--steps", 40, "--out", tmp_path / "run") == 0
    result = json.loads((tmp_path / "run/result.json").read_text())
    assert result["loss_curve"][0][1] > 5.3 and result["bits_per_byte"] < bits_without_context(shards_folder) + 0.3


def test_train_tokens_are_counted_without_padding(shards_folder, tmp_path):
    assert run("train", shards_folder, "--preset", "small", "--tokens", "5k", "--out", tmp_path / "run") == 0
    result = json.loads((tmp_path / "run/result.json").read_text())
    assert result["steps"] == 10 and 4500 < result["tokens"] <= 5120


def test_train_without_held_out_file_reserves_sequences(tmp_path, capsys):
    folder = write_shards(tmp_path / "s", [b"The same words again, and again. " * 4] * 80)
    assert run("train", folder, "--preset", "small", "--steps", 2, "--out", tmp_path / "run") == 0
    result = json.loads((tmp_path / "run/result.json").read_text())
    assert result["held_out"] == "last 1 % of the training sequences"
    assert result["held_out_bytes_estimated"] is True and result["bits_per_byte_by_source"] == {}
    assert "bytes estimated" in capsys.readouterr().out


@pytest.mark.parametrize("order", ["curriculum", "shuffled"])
def test_train_reads_a_curriculum_in_its_order(order, tmp_path, monkeypatch):
    folder = write_shards(tmp_path / "s", [b"The same words again, and again. " * 4] * 80, order=order)
    read = []
    mixed_batch = training.mixed_batch
    monkeypatch.setattr(training, "mixed_batch", lambda sets, places: read.extend(places) or mixed_batch(sets, places))
    assert run("train", folder, "--preset", "small", "--steps", 3, "--out", tmp_path / "run") == 0
    assert len(read) >= 9 and (read == [("data", number) for number in range(len(read))]) == (order == "curriculum")


def test_train_same_seed_same_bits_other_seed_other_bits(shards_folder, tmp_path):
    for name, seed in [("a", 3), ("b", 3), ("c", 4)]:
        command = ["train", shards_folder, "--preset", "small", "--steps", 6, "--seed", seed]
        assert run(*command, "--out", tmp_path / name) == 0
    assert_same_run(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a/result.json").read_bytes() != (tmp_path / "c/result.json").read_bytes()


def test_train_interrupted_saves_and_resumes_to_the_same_bits(shards_folder, tmp_path, monkeypatch, capsys):
    command = ["train", shards_folder, "--preset", "small", "--steps", 8, "--evaluate-every", 3]
    assert run(*command, "--out", tmp_path / "whole") == 0
    interrupt_at(monkeypatch, 5)
    assert run(*command, "--out", tmp_path / "parts") == 130
    assert weights(tmp_path / "parts")["step"] == 5
    assert "To go on: ./zydeco train" in capsys.readouterr().err
    monkeypatch.setattr(training.Training, "advance", ADVANCE)
    assert run(*command, "--out", tmp_path / "parts") == 0
    assert_same_run(tmp_path / "whole", tmp_path / "parts")


def killed_at(step: int, *command) -> None:
    """Runs the command in a child that kills itself while it computes the step after `step`."""
    child = os.fork()
    if child == 0:

        def advance_or_die(self):
            if self.step == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return ADVANCE(self)

        training.Training.advance = advance_or_die
        try:
            os._exit(run(*command))
        finally:
            os._exit(70)  # no exception may go on with the tests here
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_train_killed_at_random_steps_resumes_to_the_same_bits(shards_folder, tmp_path, monkeypatch):
    """Checkpoints are written at every third step, so that a killed run has steps to take again."""
    save = training.Training.save
    monkeypatch.setattr(training.Training, "save", lambda self, log: save(self, log) if self.step % 3 == 0 else None)
    command = ["train", shards_folder, "--preset", "small", "--steps", 24, "--checkpoint-every", "0"]
    assert run(*command, "--out", tmp_path / "whole") == 0
    for step in sorted(random.sample(range(1, 24), 5)):
        killed_at(step, *command, "--out", tmp_path / "parts")
    assert run(*command, "--out", tmp_path / "parts") == 0
    assert_same_run(tmp_path / "whole", tmp_path / "parts")


def test_train_half_written_checkpoint_is_ignored(shards_folder, tmp_path, monkeypatch):
    command = ["train", shards_folder, "--preset", "small", "--steps", 8, "--checkpoint-every", "0"]
    assert run(*command, "--out", tmp_path / "whole") == 0
    shutil.copytree(tmp_path / "whole", tmp_path / "half")
    (tmp_path / "half/result.json").unlink()
    (tmp_path / "half/checkpoint.pt.tmp").write_bytes(b"half")
    assert run(*command, "--out", tmp_path / "half") == 0
    assert_same_run(tmp_path / "whole", tmp_path / "half")


def test_train_full_disk_at_checkpoint_keeps_the_last_good_one(shards_folder, tmp_path, monkeypatch, capsys):
    command = ["train", shards_folder, "--preset", "small", "--steps", 6, "--checkpoint-every", "0"]
    assert run(*command, "--out", tmp_path / "whole") == 0
    interrupt_at(monkeypatch, 3)
    assert run(*command, "--out", tmp_path / "run") == 130
    monkeypatch.undo()
    monkeypatch.setitem(PRESETS, "small", SMALL)

    size = (tmp_path / "run/checkpoint.pt").stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, limits[1]))
    try:
        assert run(*command, "--out", tmp_path / "run") == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "checkpoint.pt: Cannot write the file: File too large" in (message := capsys.readouterr().err)
    assert "The last good one stays in place. Make room" in message
    assert weights(tmp_path / "run")["step"] == 3 and not (tmp_path / "run/checkpoint.pt.tmp").exists()

    assert run(*command, "--out", tmp_path / "run") == 0
    assert_same_run(tmp_path / "whole", tmp_path / "run")


def test_train_nan_loss_names_the_batch(shards_folder, tmp_path, capsys):
    command = ["train", shards_folder, "--preset", "small", "--lr", "1e30", "--warmup", 0]
    assert run(*command, "--steps", 5, "--out", tmp_path / "run") == 1
    message = capsys.readouterr().err
    assert re.search(r"Cannot go on after step [1-4]: the loss is (nan|inf)", message)
    assert re.search(r"training sequences \d+ \(train-00000:\d+, documents? \d+( to \d+)? of the file, beg", message)


LIMITED = """
import resource, sys
from pathlib import Path
from trainer import commands
shards, out = sys.argv[1:3]
command = ["train", shards, "--preset", "demo", "--steps", "1", "--threads", "1"]
commands.main([*command, "--batch", "2", "--micro-batch", "2", "--out", out + "-small"])  # loads all modules
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 60_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
command += ["--batch", "400", "--micro-batch", sys.argv[3], "--preset", sys.argv[4]]
sys.exit(commands.main([*command, "--out", out]))
"""


def test_train_out_of_memory_says_what_would_fit(shards_folder, tmp_path):
    """In a process of its own, whose address space ends 60 MB above what a small run took."""
    root = Path(commands.__file__).parent.parent
    command = [sys.executable, "-c", LIMITED, shards_folder]
    done = subprocess.run([*command, tmp_path / "run", "400", "demo"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert "memory does not suffice for the model and 400 sequences of 64 tokens at once." in done.stderr
    assert re.search(r"--micro-batch \d+ would fit", done.stderr)
    done = subprocess.run([*command, tmp_path / "large", "1", "127m"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 1 and re.search(r"No micro-batch would; --preset \w+ would", done.stderr), done.stderr


def test_train_that_may_not_fit_is_told_so_before(shards_folder):
    """No machine has room for this batch at once, and nothing is allocated for it here."""
    words = ["train", str(shards_folder), "--preset", "465m", "--steps", "1", "--out", "x"]
    options = commands.parser().parse_args(words)
    options.micro_batch = options.batch = 10**6
    config, sets = model_config("465m", 32000), {"data": Shards.open(shards_folder)}
    plan = make_plan(options, sets, config, None)
    assert "train: Memory may not suffice." in foresee_memory(config, plan, 64, torch.device("cpu"))
    small = replace(plan, micro_batch=1)
    assert foresee_memory(model_config("demo", 258), small, 64, torch.device("cpu")) is None


def test_plan_takes_a_zero_that_is_asked_for(shards_folder):
    words = ["train", str(shards_folder), "--preset", "small", "--steps", "9", "--out", "x"]
    words += ["--beta2", "0", "--warmup", "0", "--replay", "y", "--replay-share", "0"]
    sets = dict.fromkeys(("data", "replay"), Shards.open(shards_folder))
    plan = make_plan(commands.parser().parse_args(words), sets, model_config("small", 258), None)
    assert (plan.beta2, plan.phases[0].warmup, plan.phases[0].replay_share) == (0, 0, 0)


def test_memory_of_a_container_is_known(tmp_path):
    for name, text in [("new", "max\n"), ("old", "8000000000\n")]:
        (tmp_path / name).write_text(text)
    assert container_limits((tmp_path / "new", tmp_path / "old", tmp_path / "none")) == [8_000_000_000]


def test_train_where_another_process_trains_is_refused(shards_folder, tmp_path, capsys):
    command = ["train", shards_folder, "--preset", "small", "--steps", 1, "--out", tmp_path / "run"]
    other = RunFolder(tmp_path / "run")
    other.hold()
    assert run(*command) == 2 and "Cannot train here: another process does" in capsys.readouterr().err
    other.release()
    assert run(*command) == 0 and run(*command) == 0


def test_memory_is_named_whichever_library_lacks_it():
    assert is_about_memory(MemoryError())
    assert is_about_memory(RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"))
    assert is_about_memory(RuntimeError("could not create a primitive"))
    assert not is_about_memory(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))


def test_what_fits_names_a_smaller_preset_or_says_that_none_does(tmp_path):
    config = model_config("127m", 32000)
    plan = Namespace(precision="fp32", micro_batch=8, side_by_side=1, device="cpu")
    assert "--preset 50m would, with --micro-batch 1" in what_fits(config, plan, 2048, 3_500_000_000)
    assert "No preset would" in what_fits(config, plan, 2048, 1_000_000)
    assert "--micro-batch 2 would fit" in what_fits(config, plan, 2048, 13_000_000_000)


def test_train_changed_shards_are_refused(shards_folder, tmp_path, capsys):
    command = ["--preset", "small", "--steps", 2, "--out", tmp_path / "run"]
    assert run("train", shards_folder, *command) == 0
    other = write_shards(tmp_path / "other", [b"other text"] * 300)
    assert run("train", other, *command) == 2
    assert "Cannot resume: the run was started on shards with fingerprint" in capsys.readouterr().err


def test_train_changed_options_are_refused(shards_folder, tmp_path, capsys):
    command = ["train", shards_folder, "--preset", "small", "--out", tmp_path / "run", "--steps"]
    assert run(*command, 2) == 0
    assert run(*command, 3) == 2
    assert "the run was started with steps 2 and this command says 3" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--preset", "small"], "give --tokens or --steps"),
        (["--preset", "huge", "--steps", "1"], "'huge': there is no such preset. There are: demo, tiny"),
        (["--preset", "small", "--tokens", "many"], "'many' is not a count such as"),
        (["--preset", "small", "--tokens", "0"], "'0' is not a count"),
        (["--preset", "small", "--tokens", "9" * 400], "is not a count such as"),
        (["--preset", "small", "--steps", "1", "--seed", "-1"], "'-1' is not a whole number from 0"),
        (["--preset", "small", "--steps", "1", "--warmup", "-3"], "'-3' is not a whole number of at least 0"),
        (["--preset", "small", "--steps", "1", "--clip", "0"], "'0' is not a number above 0"),
        (["--preset", "small", "--steps", "1", "--lr", "inf"], "'inf' is not a number above 0"),
        (["--preset", "small", "--steps", "1", "--z-loss", "nan"], "'nan' is not a number of at least 0"),
        (["--preset", "small", "--steps", "1", "--beta2", "2"], "'2' is not a share of at least 0 and below 1"),
        (["--preset", "small", "--steps", "1", "--final", "-1"], "'-1' is not a share from 0 to 1"),
        (["--preset", "small", "--steps", "1", "--anneal-tokens", "1k"], "Cannot anneal without text"),
        (["--preset", "small", "--steps", "1", "--anneal-peak", "0.5"], "Cannot anneal without text"),
        (["--preset", "small", "--steps", "1", "--replay-share", "0.3"], "Cannot replay without text"),
        (["--preset", "small", "--steps", "9", "--warmup", "10"], "longer than the run is: it has 9 steps"),
        (["--preset", "small", "--steps", "1", "--dense", "--architecture", "zamba"], "not allowed with argument --de"),
    ],
)
def test_train_wrong_command_is_refused(shards_folder, tmp_path, capsys, arguments, words):
    assert run("train", shards_folder, *arguments, "--out", tmp_path / "run") == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_device_that_is_not_there_is_refused(shards_folder, tmp_path, capsys):
    command = [shards_folder, "--preset", "small", "--device", "cuda", "--out", tmp_path / "run"]
    assert run("train", *command, "--steps", 1) == 2 and run("compare", shards_folder, *command, "--tokens", "1k") == 2
    assert capsys.readouterr().err.count("PyTorch finds no GPU") == 2


@pytest.mark.parametrize("text, words", [('{"model_type": "zamba2"}', "is no run's"), ("{", "Cannot read")])
def test_train_into_folder_of_something_else_is_refused(shards_folder, tmp_path, capsys, text, words):
    (tmp_path / "config.json").write_text(text)
    assert run("train", shards_folder, "--preset", "small", "--steps", 1, "--out", tmp_path) in (1, 2)
    assert words in capsys.readouterr().err and (tmp_path / "config.json").read_text() == text


def test_train_from_a_model_of_another_shape_or_tokenizer_is_refused(shards_folder, tmp_path, capsys):
    assert run("train", shards_folder, "--preset", "small", "--steps", 1, "--out", tmp_path / "one") == 0
    command = ["--from", tmp_path / "one", "--steps", 1, "--out"]
    assert run("train", shards_folder, *command, tmp_path / "two", "--preset", "small") == 0
    for more, words in [(["--preset", "demo"], "it is of another shape"), (["--dense"], "it is a zamba2")]:
        assert run("train", shards_folder, *command, tmp_path / "three", *more) == 2
        assert words in capsys.readouterr().err
    (tmp_path / "one/tokenizer.json").write_text("{}")
    assert run("train", shards_folder, *command, tmp_path / "three") == 2
    assert "made with another tokenizer" in capsys.readouterr().err


def test_evaluate_other_tokenizer_is_refused(shards_folder, tmp_path, capsys):
    assert run("train", shards_folder, "--preset", "small", "--steps", 1, "--out", tmp_path / "run") == 0
    for vocabulary, words in [(5000, "too large for the model, which knows 320"), (258, "ids mean other words")]:
        other = write_shards(tmp_path / str(vocabulary), [b"some text"] * 100)
        text = json.loads((other / "shards.json").read_text())
        text["tokenizer"].update(vocabulary=vocabulary, sha256="other")
        (other / "shards.json").write_text(json.dumps(text))
        assert run("evaluate", tmp_path / "run", other) == 2
        assert words in capsys.readouterr().err


def test_evaluate_folder_without_run_is_refused(shards_folder, tmp_path, capsys):
    assert run("evaluate", tmp_path, shards_folder) == 2
    assert "Cannot use this folder as a run" in capsys.readouterr().err


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_possible_and_as_large_as_their_names(name):
    config = model_config(name, 8000 if name == "5m" else 32000)
    parameters = count_parameters(config)
    dense = dense_like(config, parameters)
    assert count_parameters(dense) == pytest.approx(parameters, rel=0.01)
    if name == "demo":
        assert parameters < 1_000_000
    if match := re.fullmatch(r"(\d+)m", name):
        assert parameters + config.vocabulary * config.width == pytest.approx(int(match[1]) * 1e6, rel=0.15)
    assert ModelConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


@pytest.mark.parametrize("schedule", ["linear", "cosine", "wsd", "infinite"])
def test_rate_warms_up_and_ends_at_the_final_share(schedule):
    rates = [rate_at(step, 100, 10, schedule, 0.1) for step in range(101)]
    assert rates[:3] == [0.1, 0.2, 0.3] and max(rates) == 1.0
    assert rates[100] == pytest.approx(0.1)
    assert all(a >= b for a, b in zip(rates[10:], rates[11:]))
