"""Reading ahead: the same steps in the same order, and failures where they belong."""

import threading

import pytest
import torch

from trainer import training
from trainer.ahead import Ahead
from trainer.model import fast
from trainer.tests.test_training import SMALL, assert_same_run, run
from trainer.presets import PRESETS
from trainer.watching import by_pytorch


@pytest.fixture(autouse=True)
def small_preset(monkeypatch):
    monkeypatch.setitem(PRESETS, "small", SMALL)


def test_take_gives_every_step_once_whether_begun_or_not():
    read = []
    ahead = Ahead(lambda step: read.append((step, threading.current_thread())) or step, 4)
    taken = []
    for step in range(4):
        taken.append(ahead.take(step))
        ahead.begin(step + 1)
        ahead.begin(step + 1)
    ahead.close()
    assert taken == [0, 1, 2, 3] and [step for step, _ in read] == taken
    here = threading.current_thread()
    assert [thread is here for _, thread in read] == [True, False, False, False]


def test_take_raises_what_went_wrong_while_reading_at_that_step():
    def read(step: int) -> int:
        if step == 1:
            raise OSError("gone")
        return step

    ahead = Ahead(read, 3)
    ahead.begin(1)
    assert ahead.take(0) == 0
    with pytest.raises(OSError, match="gone"):
        ahead.take(1)
    ahead.begin(1)
    ahead.close()  # and what is never taken is nobody's failure


def test_train_reading_ahead_changes_no_bit(shards_folder, tmp_path, monkeypatch):
    command = ["train", shards_folder, "--preset", "small", "--steps", 6]
    assert run(*command, "--out", tmp_path / "ahead") == 0
    monkeypatch.setattr(Ahead, "begin", lambda self, step: None)
    assert run(*command, "--out", tmp_path / "beside") == 0
    assert_same_run(tmp_path / "ahead", tmp_path / "beside")


def test_train_from_pinned_memory_changes_no_bit(shards_folder, tmp_path, monkeypatch):
    command, pinned = ["train", shards_folder, "--preset", "small", "--steps", 3], []
    assert run(*command, "--out", tmp_path / "plain") == 0
    monkeypatch.setattr(torch.Tensor, "pin_memory", lambda tensor: pinned.append(tensor.shape) or tensor.clone())
    read_step = training.read_step
    monkeypatch.setattr(training, "read_step", lambda sets, plan, _, step: read_step(sets, plan, True, step))
    assert run(*command, "--out", tmp_path / "pinned") == 0
    assert len(pinned) == 3 * 4
    assert_same_run(tmp_path / "plain", tmp_path / "pinned")


def test_train_fails_at_the_step_whose_batch_cannot_be_read(shards_folder, tmp_path, monkeypatch, capsys):
    mixed_batch, read = training.mixed_batch, []

    def third_is_bad(sets, places):
        read.append(places)
        if len(read) == 3:
            raise OSError(5, "Input/output error", "train-00000.bin")
        return mixed_batch(sets, places)

    monkeypatch.setattr(training, "mixed_batch", third_is_bad)
    command = ["train", shards_folder, "--preset", "small", "--steps", 6, "--out", tmp_path / "run"]
    assert run(*command) == 1
    assert "train-00000.bin: Cannot go on: Input/output error" in capsys.readouterr().err
    assert len((tmp_path / "run/metrics.jsonl").read_text().splitlines()) == 2


def test_by_pytorch_takes_no_kernel_and_gives_them_back(monkeypatch):
    monkeypatch.setattr(fast, "fast", lambda tensor, kind: fast._warps.get(kind, 0) > 0)
    fast.use({"mixer": 8, "loss": 0})
    try:
        with by_pytorch(torch.device("cpu")):
            assert not any(fast.fast(None, kind) for kind in fast.KINDS)
        assert fast.fast(None, "mixer") and fast.warps("mixer") == 8 and not fast.fast(None, "loss")
    finally:
        fast.use({})
