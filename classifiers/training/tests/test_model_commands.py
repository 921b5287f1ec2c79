"""The commands that make model files, on small models and real files."""

import gzip
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import quantise
import torch
import train_encoder
import zstandard
from documents import rows_of
from model_files import sha256_of
from transformers import AutoConfig, AutoModel
from word_pieces import make_tokenizer

MODELS = Path(__file__).parents[2] / "src/test/resources/zydeco/classifiers/onnx"
TEXTS = [f"The tide number {i} lifts {i % 7} boats in the harbour of the moon." for i in range(40)]
LISTS = [f"int{i} void{i} static Method in class Lines{i % 5}" for i in range(40)]


def write(file: Path, texts: list[str], score: float | None = None) -> Path:
    rows = [{"text": text} | ({} if score is None else {"score": score}) for text in texts]
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return file


def refused(command, arguments: list, capsys) -> str:
    with pytest.raises(SystemExit) as ended:
        command.main([str(one) for one in arguments])
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("name", ["tiny-bert", "tiny-deberta"])
def test_quantise_small_model_measures_what_the_files_do(name, tmp_path, capsys):
    out = tmp_path / "int8.onnx"
    texts = write(tmp_path / "texts.jsonl.gz", TEXTS)
    quantise.main([str(MODELS / f"{name}.onnx"), "--texts", str(texts), "--out", str(out), "--bound", "0"])
    said = json.loads(capsys.readouterr().out)
    card = json.loads((tmp_path / "int8.card.json").read_text())
    assert card["sha256"] == sha256_of(out) and card["about"]["int8"] == said
    assert said["texts"] == 40 and 0 < said["score-moved-mean"] <= said["score-moved-max"]
    assert (tmp_path / card["tokenizer"]).is_file()
    nodes = {node.op_type for node in onnx.load(str(out)).graph.node}
    assert "MatMulInteger" in nodes or "DynamicQuantizeLinear" in nodes
    again = tmp_path / "again.onnx"
    quantise.quantised(MODELS / f"{name}.onnx", again)
    assert again.read_bytes() == out.read_bytes()


def test_quantise_what_cannot_be_used_is_refused_with_the_cause(tmp_path, capsys):
    texts = write(tmp_path / "texts.jsonl", TEXTS)
    model, out = MODELS / "tiny-bert.onnx", tmp_path / "out.onnx"
    assert "no such file" in refused(quantise, ["none.onnx", "--texts", texts, "--out", out], capsys)
    assert "that is the model itself" in refused(quantise, [model, "--texts", texts, "--out", model], capsys)
    assert "--preset NAME (domain, " in refused(quantise, [model, "--texts", texts, "--out", out, "--preset", "x"], capsys)
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"nothing")
    shutil.copy(MODELS / "tiny-bert.card.json", tmp_path / "broken.card.json")
    shutil.copy(MODELS / "tiny-bert.tokenizer.json", tmp_path)
    assert "broken.onnx: Cannot quantise it" in refused(quantise, [broken, "--texts", texts, "--out", out], capsys)
    assert not out.exists()
    (tmp_path / "bad.jsonl").write_text('{"text": "good"}\n{"text": 7}\n')
    assert "bad.jsonl:2: Cannot read" in refused(
        quantise, [model, "--texts", tmp_path / "bad.jsonl", "--out", out], capsys)


def test_train_encoder_two_kinds_of_text_tells_held_out_ones_apart_and_repeats(tmp_path, capsys):
    good, bad = write(tmp_path / "good.jsonl", TEXTS), write(tmp_path / "bad.jsonl", LISTS)
    options = ["--positive", good, "--negative", bad, "--width", "64", "--layers", "1", "--tokens", "32",
               "--vocabulary", "800", "--epochs", "12", "--rate", "3e-3", "--labels", "list", "prose"]
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        train_encoder.main([str(one) for one in options + ["--out", tmp_path / name / "model.onnx"]])
    found = json.loads(capsys.readouterr().out.split("}\n")[0] + "}")
    assert found["roc-auc"] == 1.0 and found["accuracy-at-bound"] == 1.0
    for file in ("model.onnx", "model.tokenizer.json", "model.card.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    card = json.loads((tmp_path / "a/model.card.json").read_text())
    assert card["labels"] == ["list", "prose"] and card["cuts"] == [0.5] and card["clip"] == [0.0, 1.0]


def test_train_encoder_convolution_tells_held_out_texts_apart(tmp_path, capsys):
    good, bad = write(tmp_path / "good.jsonl", TEXTS), write(tmp_path / "bad.jsonl", LISTS)
    train_encoder.main([str(one) for one in (
        "--positive", good, "--negative", bad, "--architecture", "convolution", "--width", "64", "--tokens", "32",
        "--vocabulary", "800", "--epochs", "12", "--rate", "3e-3", "--out", tmp_path / "model.onnx")])
    assert json.loads(capsys.readouterr().out)["roc-auc"] == 1.0
    card = json.loads((tmp_path / "model.card.json").read_text())
    assert card["inputs"] == {"ids": "input_ids", "mask": "attention_mask"}


def saved_encoder(kind: str, folder: Path) -> Path:
    """A Hugging Face encoder with random weights, and its tokenizer."""
    tokenizer = make_tokenizer(TEXTS + LISTS, 800, 400)
    shape = {"vocab_size": tokenizer.get_vocab_size(), "max_position_embeddings": 66, "pad_token_id": 0}
    if kind == "distilbert":
        shape |= {"dim": 32, "n_layers": 1, "n_heads": 2, "hidden_dim": 64}
    else:
        shape |= {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    if kind == "deberta-v2":
        shape |= {"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 8}
    torch.manual_seed(1)
    AutoModel.from_config(AutoConfig.for_model(kind, **shape)).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.mark.parametrize("kind", ["bert", "deberta-v2", "distilbert", "modernbert", "xlm-roberta"])
def test_train_encoder_begins_from_a_saved_encoder_of_any_kind(kind, tmp_path, capsys):
    good, bad = write(tmp_path / "good.jsonl", TEXTS), write(tmp_path / "bad.jsonl", LISTS)
    options = ["--encoder", saved_encoder(kind, tmp_path / kind), "--positive", good, "--negative", bad, "--tokens", "32",
               "--train-all", "--epochs", "8", "--rate", "3e-3", "--out", tmp_path / "model.onnx"]
    train_encoder.main([str(one) for one in options])
    assert json.loads(capsys.readouterr().out)["roc-auc"] == 1.0
    assert json.loads((tmp_path / "model.card.json").read_text())["about"]["encoder"] == kind


def test_train_encoder_what_cannot_be_used_is_refused_with_the_cause(tmp_path, capsys):
    scored = write(tmp_path / "scored.jsonl", TEXTS, 1.5)
    out = tmp_path / "m.onnx"
    assert "no bound is given" in refused(train_encoder, ["--scored", scored, "--out", out], capsys)
    assert "there is no 'quality'" in refused(
        train_encoder, ["--scored", scored, "--score", "quality", "--bound", 1, "--out", out], capsys)
    assert "one kind of texts is missing" in refused(train_encoder, ["--positive", scored, "--out", out], capsys)
    assert "Name it NAME.onnx" in refused(train_encoder, ["--scored", scored, "--bound", 1, "--out", "m.bin"], capsys)


def test_rows_of_parquet_and_folders_gives_every_row(tmp_path):
    import pyarrow
    import pyarrow.parquet

    (tmp_path / "source=a").mkdir()
    pyarrow.parquet.write_table(pyarrow.table({"text": TEXTS, "quality": np.arange(40)}), tmp_path / "source=a/p.parquet")
    (tmp_path / "rows.csv").write_text('text,score\n"two\nlines",3\n')
    rows = list(rows_of([tmp_path]))
    assert [row["text"] for _, row in rows] == ["two\nlines"] + TEXTS
    assert rows[1][0].endswith("p.parquet:1") and rows[40][1]["quality"] == 39


def test_rows_of_zst_reads_every_frame_and_says_where_one_is_cut_short(tmp_path, capsys):
    write(tmp_path / "plain.jsonl", TEXTS)
    frame = zstandard.ZstdCompressor().compress((tmp_path / "plain.jsonl").read_bytes())
    (tmp_path / "whole.jsonl.zst").write_bytes(frame + frame)
    assert [row["text"] for _, row in rows_of([tmp_path / "whole.jsonl.zst"])] == TEXTS + TEXTS
    (tmp_path / "cut.jsonl.zst").write_bytes(frame + frame[:-9])
    with pytest.raises(SystemExit):
        list(rows_of([tmp_path / "cut.jsonl.zst"]))
    assert "cut.jsonl.zst:41: Cannot read the document: the file is cut short" in capsys.readouterr().err
