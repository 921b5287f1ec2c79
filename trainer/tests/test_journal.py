"""What a run leaves behind while it goes: evaluations, samples, and event files as TensorBoard reads them."""

import json
import struct
from pathlib import Path

import pytest

from trainer import progress
from trainer.errors import WorkFailed
from trainer.event_file import EventFile, crc32c, masked_crc, varint
from trainer.journal import Journal
from trainer.presets import PRESETS
from trainer.run_folder import RunFolder
from trainer.tests.test_training import SMALL, run
from trainer.training import Training
from trainer.watching import Watch


@pytest.fixture(autouse=True)
def small_preset(monkeypatch):
    monkeypatch.setitem(PRESETS, "small", SMALL)


def records(path) -> list[bytes]:
    """The records of a TFRecord file, their checksums verified."""
    data, found = path.read_bytes(), []
    while data:
        (length,) = struct.unpack("<Q", data[:8])
        assert data[8:12] == masked_crc(data[:8]) and data[12 + length : 16 + length] == masked_crc(data[12:][:length])
        found.append(data[12 : 12 + length])
        data = data[16 + length :]
    return found


def test_crc32c_published_value():
    assert crc32c(b"123456789") == 0xE3069283


def test_event_file_holds_scalars_as_tensorboard_encodes_them(tmp_path):
    events = EventFile(tmp_path / "events")
    events.scalars(300, {"loss": 2.5})
    events.close()
    EventFile(tmp_path / "events").close()
    first, second = records(tmp_path / "events")
    assert first.endswith(b"\x1a\x0dbrain.Event:2")
    assert second[9:] == b"\x10" + varint(300) + b"\x2a\x0d\x0a\x0b\x0a\x04loss\x15" + struct.pack("<f", 2.5)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device here that is always full")
@pytest.mark.parametrize("name", [path.name for path in RunFolder(Path()).logs])
def test_journal_on_a_full_disk_says_so(tmp_path, name):
    (tmp_path / name).symlink_to("/dev/full")
    entry = {"step": 1, "bits_per_byte": 2.0, "bits_per_byte_by_source": {}, "samples": ["text"]}
    with pytest.raises(WorkFailed, match="Cannot write the logs of the run: No space left on device. The last"):
        with Journal(RunFolder(tmp_path), True) as journal:
            journal.step({"step": 1, "loss": 2.0})
            journal.evaluation(entry)
            journal.sizes()


def test_tokens_per_second_of_a_step_leave_out_what_stands_before_it(shards_folder, tmp_path, monkeypatch):
    """By a clock that only steps and evaluations move: one second each step, a thousand each evaluation."""
    now, advance, measure = [0.0], Training.advance, Watch.measure
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])

    def taking(seconds, function):
        def slow(*arguments):
            now[0] += seconds
            return function(*arguments)

        return slow

    monkeypatch.setattr(Training, "advance", taking(1, advance))
    monkeypatch.setattr(Watch, "measure", taking(1000, measure))
    command = ["train", shards_folder, "--preset", "small", "--steps", 3, "--evaluate-every", 1]
    assert run(*command, "--out", tmp_path / "run") == 0
    lines, before = RunFolder(tmp_path / "run").metrics(), 0
    for line in lines:
        assert line["tokens_per_second"] == line["tokens"] - before
        before = line["tokens"]


def test_train_evaluates_and_writes_samples_while_it_goes(shards_folder, tmp_path):
    command = ["train", shards_folder, "--preset", "small", "--steps", 5, "--evaluate-every", 2]
    assert run(*command, "--out", tmp_path / "run") == 0
    folder = RunFolder(tmp_path / "run")
    entries = [json.loads(line) for line in folder.evaluations_path.read_text().splitlines()]
    assert [entry["step"] for entry in entries] == [2, 4, 5]
    assert entries[2]["bits_per_byte"] < entries[1]["bits_per_byte"] < entries[0]["bits_per_byte"]
    samples = [json.loads(line) for line in folder.samples_path.read_text().splitlines()]
    assert [line["step"] for line in samples] == [2, 2, 4, 4, 5, 5] and all(line["text"].split() for line in samples)
    tags = b"".join(records(folder.events_path))
    assert tags.count(b"train/loss") == 5 and tags.count(b"held-out/bits_per_byte") == 3
    assert tags.count(b"samples/0") == 3
    environment = folder.config()["environment"]
    assert environment["torch"] and environment["peak_flops"] > 1e8 and "git" in environment
