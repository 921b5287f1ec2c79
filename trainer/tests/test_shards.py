"""The shard reader, against bytes written by hand and against what the Java side writes."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from trainer.batches import training_batch
from trainer.order import epoch_order, numbered
from trainer.errors import WorkFailed, WrongCommand
from trainer.shards import Shards, find_folder
from trainer.tests.writing import write_bytes, write_shards

GOLDEN = Path(__file__).resolve().parents[2] / "tokenize/src/test/resources/golden"


def test_open_hand_written_bytes_gives_pieces_and_padding(tmp_path):
    # Two sequences of 4: [5 0 | 7 8] [9 0 | pad pad]; the second document is cut at the border.
    file = write_bytes(tmp_path, "train-00000", [5, 0, 7, 8, 9, 0, 1, 1], [2, 2, 2, 2], [0, 1, 3, 4])
    (tmp_path / "shards.json").write_text(json.dumps(description(file, sequence=4, sequences=2)))

    shards = Shards.open(tmp_path)
    batch = training_batch(Shards.open(tmp_path), [0])

    assert shards.training_sequences == 1 and shards.reserved == 1
    assert batch.targets.tolist() == [[5, 0, 7, 8]]
    assert batch.inputs.tolist() == [[0, 5, 0, 7]]
    assert batch.documents.tolist() == [[0, 0, 1, 1]]
    last = training_batch(shards, [1])
    assert last.inputs.tolist() == [[0, 9, 0, 1]]
    assert last.documents.tolist() == [[2, 2, 3, 3]]
    assert last.counted.tolist() == [[True, True, False, False]]
    assert last.tokens == 2
    assert last.names == ("train-00000:1",)


def test_open_int32_reads_large_ids(tmp_path):
    file = write_bytes(tmp_path, "train-00000", [70000, 3, 0, 99999], [3, 1], [0, 1, 2], code=4)
    text = description(file, sequence=2, sequences=2, dtype="int32", vocabulary=100000)
    (tmp_path / "shards.json").write_text(json.dumps(text))
    with pytest.raises(WorkFailed, match="a piece crosses the border of two sequences"):
        Shards.open(tmp_path)
    file = write_bytes(tmp_path, "train-00000", [70000, 3, 0, 99999], [2, 1, 1], [0, 2, 3], code=4)
    text["files"][0].update(file)
    (tmp_path / "shards.json").write_text(json.dumps(text))
    assert training_batch(Shards.open(tmp_path), [1]).targets.tolist() == [[0, 99999]]


@pytest.mark.skipif(not (GOLDEN / "shards.json").exists(), reason="the Java side's golden shard is not in this tree")
def test_open_golden_shard_of_the_java_side_agrees_with_its_description():
    shards = Shards.open(GOLDEN)
    train = shards.description["train"]
    counted = sum(
        training_batch(shards, [number]).tokens
        for number in range(sum(file.sequences for file in shards.training))
    )
    assert counted == train["sequences"] * shards.sequence - train["padding"]
    for file in shards.training + shards.held_out:
        ids = np.asarray(file.tokens).reshape(-1)
        assert hashlib.sha256(ids.tobytes()).hexdigest() == next(
            f["bin-sha256"] for f in shards.description["files"] if f["name"] == file.name
        )
        assert ids.max() < shards.vocabulary


@pytest.mark.parametrize("suffix", [".bin", ".idx"])
def test_open_flipped_bit_is_refused(tmp_path, suffix):
    folder = write_shards(tmp_path / "s", [b"some text"] * 40)
    path = folder / f"train-00000{suffix}"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(WorkFailed, match=f"train-00000{suffix}: Cannot trust a shard: its SHA-256 is"):
        Shards.open(folder)


def test_open_truncated_bin_is_refused(tmp_path):
    folder = write_shards(tmp_path / "s", [b"some text"] * 40)
    path = folder / "train-00000.bin"
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(WorkFailed, match="It is cut short"):
        Shards.open(folder)


def test_open_missing_file_is_refused(tmp_path):
    folder = write_shards(tmp_path / "s", [b"some text"] * 40)
    (folder / "train-00000.idx").unlink()
    with pytest.raises(WorkFailed, match="shards.json names it but it is not there"):
        Shards.open(folder)


@pytest.mark.parametrize(
    "damage, words",
    [
        (lambda d: d[: len(d) - 1], "do not hold"),
        (lambda d: b"NNIDIDX" + d[7:], "does not begin as a Megatron index"),
        (lambda d: d[:17] + b"\x04" + d[18:], "type code 4"),
        (lambda d: d[:34] + b"\x09" + d[35:], "do not follow one another"),
    ],
)
def test_open_bad_index_is_refused_without_hashes(tmp_path, damage, words):
    folder = write_shards(tmp_path / "s", [b"some text"] * 40)
    path = folder / "train-00000.idx"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(WorkFailed, match=words):
        Shards.open(folder, verify=False)


def test_open_empty_set_is_refused(tmp_path):
    with pytest.raises(WorkFailed, match="they hold no training sequence"):
        Shards.open(write_shards(tmp_path / "s", []))


def test_open_id_outside_vocabulary_names_the_sequence(tmp_path):
    folder = write_shards(tmp_path / "s", [b"some text"] * 40)
    text = json.loads((folder / "shards.json").read_text())
    text["tokenizer"]["vocabulary"] = 50
    (folder / "shards.json").write_text(json.dumps(text))
    with pytest.raises(WorkFailed, match="train-00000:0.*vocabulary ends at 49"):
        training_batch(Shards.open(folder), [0])


def test_batch_with_an_id_below_zero_names_it(tmp_path):
    file = write_bytes(tmp_path, "train-00000", [5, -3, 7, 0], [4], [0, 1], code=4)
    text = description(file, sequence=4, sequences=1, dtype="int32")
    (tmp_path / "shards.json").write_text(json.dumps(text))
    with pytest.raises(WorkFailed, match="train-00000:0: it holds the id -3 and"):
        training_batch(Shards.open(tmp_path), [0])


@pytest.mark.parametrize(
    "change, words",
    [
        ({"version": 2}, "this trainer reads megatron version 1"),
        ({"dtype": "int8"}, "must be uint16 or int32"),
        ({"train": None}, "of the wrong kind"),
        ({"recipe": None}, "recipe is None"),
        ({"files": [{}]}, "'name' is missing"),
        ({"tokenizer": {"vocabulary": 258, "end-of-text": 0, "padding": 1}}, "'file' is missing"),
        ({"tokenizer": {"vocabulary": 258.5, "end-of-text": 0, "padding": 1, "file": "", "sha256": ""}}, "is 258.5"),
        ({"train": {"sequences": 7, "bytes": -360, "padding": 0}}, "bytes is -360"),
        ({"train": {"sequences": 10**12, "bytes": 360, "padding": 0}}, "totals of train are not its files'"),
        ({"train": {"sequences": 7, "bytes": 360, "padding": 10**6}}, "totals of train are not its files'"),
    ],
)
def test_open_wrong_description_is_refused(tmp_path, change, words):
    with pytest.raises(WorkFailed, match=words):
        Shards.open(write_shards(tmp_path / "s", [b"some text"] * 40, **change))


def test_open_vocabulary_too_large_for_uint16_is_refused(tmp_path):
    folder = write_shards(tmp_path / "s", [b"some text"] * 40)
    text = json.loads((folder / "shards.json").read_text())
    text["tokenizer"]["vocabulary"] = 100_000
    (folder / "shards.json").write_text(json.dumps(text))
    with pytest.raises(WorkFailed, match="100000 ids of vocabulary do not fit uint16"):
        Shards.open(folder)


def test_find_folder_parent_needs_exactly_one(tmp_path):
    write_shards(tmp_path / "megatron", [b"text"] * 9)
    assert find_folder(tmp_path) == tmp_path / "megatron"
    write_shards(tmp_path / "other", [b"text"] * 9)
    with pytest.raises(WrongCommand, match="found: megatron, other"):
        find_folder(tmp_path)
    with pytest.raises(WrongCommand, match="there is no such folder"):
        find_folder(tmp_path / "nowhere")


def test_find_folder_beside_other_formats_takes_its_own(tmp_path):
    write_shards(tmp_path / "megatron", [b"text"] * 9)
    write_shards(tmp_path / "mds", [b"text"] * 9, format="mds")
    assert find_folder(tmp_path) == tmp_path / "megatron"


def test_fingerprint_depends_on_content_not_on_place(tmp_path):
    one = Shards.open(write_shards(tmp_path / "a", [b"text"] * 30))
    same = Shards.open(write_shards(tmp_path / "b", [b"text"] * 30))
    other = Shards.open(write_shards(tmp_path / "c", [b"texx"] * 30))
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_numbered_each_epoch_has_every_sequence_once():
    seen = [numbered(5, place, 70) for place in range(210)]
    epochs = [seen[at : at + 70] for at in range(0, 210, 70)]
    assert all(sorted(epoch) == list(range(70)) for epoch in epochs)
    assert epochs[0] != epochs[1] != epochs[2]
    assert [numbered(6, place, 70) for place in range(70)] != epochs[0]


def test_epoch_order_is_the_same_for_ever():
    assert epoch_order(17, 0, 10).tolist() == [0, 2, 8, 4, 3, 5, 6, 9, 1, 7]


def description(file, sequence, sequences, dtype="uint16", vocabulary=100):
    counts = {"sequences": sequences, "tokens": sequences * sequence, "documents": 2, "bytes": 20}
    return {
        "format": "megatron",
        "version": 1,
        "recipe": "hand",
        "tokenizer": {"file": "t", "sha256": "x", "vocabulary": vocabulary, "end-of-text": 0, "padding": 1},
        "dtype": dtype,
        "sequence": sequence,
        "packing": "concatenate",
        "seed": 1,
        "files": [{**file, **counts, "set": "train"}],
        "train": {**counts, "padding": 0},
        "held-out": None,
    }
