"""Likelihood tasks: their shapes, their scores, and packed scores against one by one."""

import gzip
import importlib
import json
import os
import sys
from pathlib import Path

import pytest
import torch
import zstandard

from trainer import commands
from trainer.errors import WorkFailed
from trainer.model.documents import Documents
from trainer.model.zamba import Zamba
from trainer.tasks import Question, read_questions, run_task, score_pairs, wilson
from trainer.tests.test_model import SMALL, wake


def encode(text: str) -> list[int]:
    return [2 + letter % 62 for letter in text.encode()]


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(12)
    return wake(Zamba(SMALL)).eval()


def test_score_pairs_packed_equals_one_by_one(model):
    pairs = [("Once upon", " a time"), ("", "no context"), ("x" * 500, " cut at the left"), ("The", " end")]
    packed = score_pairs(model, encode, 0, 100, pairs, "cpu")
    for (context, continuation), scored in zip(pairs, packed):
        whole = encode(context + continuation)[-100:]
        tokens = torch.tensor([[0, *whole[:-1]]])
        logs = model.logits(tokens, Documents.single(tokens))[0].log_softmax(-1)
        asked = len(encode(continuation))
        expected = -sum(logs[i, whole[i]].item() for i in range(len(whole) - asked, len(whole)))
        assert scored.nats == pytest.approx(expected, rel=1e-4)


def test_run_task_picks_the_likeliest_choice(model):
    words = ["apple", "orange juice", "pear", "a very long fruit"]
    scores = score_pairs(model, encode, 0, 100, [("I eat", " " + word) for word in words], "cpu")
    best = min(range(4), key=lambda i: scores[i].nats)
    pairs = tuple(("I eat", " " + word) for word in words)
    result = run_task(model, encode, 0, 100, [Question(pairs, best), Question(pairs, (best + 1) % 4)], "cpu")
    assert result["accuracy"] == 0.5 and result["random"] == 0.25
    assert result["centred"] == pytest.approx(1 / 3)
    assert result["accuracy_low"] < 0.5 < result["accuracy_high"]


def test_read_questions_knows_the_shapes(tmp_path):
    lines = [
        {"query": "Question: Why?\n", "choices": ["this", "that"], "gold": 1},
        {"query": "Question: Why?\nChoices:\nA. this\nB. that\nAnswer:", "choices": ["A", "B"], "gold": 1},
        {"query": "Passage: So.\nQuestion: is it", "choices": ["no", "yes"], "gold": 0},
        {"context_options": ["He went so he", "He went so she"], "continuation": "left.", "gold": 0},
        {"context": "The rest is ", "continuation": "silence"},
        {"doc": {"ind": 7, "query": "How to", "choices": ["a", "b"], "gold": 0}, "request": {}},
        {"doc": {"ind": 7, "query": "How to", "choices": ["a", "b"], "gold": 0}, "request": {}},
    ]
    path = tmp_path / "task.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    assert read_questions(path, None) == [
        Question((("Question: Why?\nAnswer:", " this"), ("Question: Why?\nAnswer:", " that")), 1),
        Question(tuple(("Question: Why?\nChoices:\nA. this\nB. that\nAnswer:", letter) for letter in (" A", " B")), 1),
        Question(tuple(("Passage: So.\nQuestion: is it\nAnswer:", answer) for answer in (" no", " yes")), 0),
        Question((("He went so he", " left."), ("He went so she", " left.")), 0),
        Question((("The rest is", " silence"),), 0),
        Question((("How to", " a"), ("How to", " b")), 0),
    ]
    assert len(read_questions(path, 2)) == 2


GOOD = b'{"query": "Q\xe2\x80\xa8R", "choices": ["a", "b"], "gold": "1"}\n'


def test_read_questions_takes_breaks_inside_strings_blank_lines_and_labels_in_quotes(tmp_path):
    path = tmp_path / "task.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD + b"\r\n\n" + GOOD.strip() + b"\r\n")
    assert read_questions(path, None) == [Question((("Q\u2028R", " a"), ("Q\u2028R", " b")), 1)] * 2


@pytest.mark.parametrize(
    "line",
    ['{"query": "x"}', '{"query": "x", "choices": ["a", "b"], "gold": 2}', "[1]", "{", "5", '{"context": "a"}']
    + [f'{{"query": "x", "choices": {choices}, "gold": 1}}' for choices in ("[1, 2]", '["", ""]', "7")]
    + [f'{{"query": "x", "choices": ["a", "b"], "gold": {gold}}}' for gold in ("1.5", "true", "-1", '"b"')],
)
def test_read_questions_bad_line_is_named(tmp_path, line):
    path = tmp_path / "task.jsonl"
    path.write_text('{"context": "a", "continuation": "b"}\n\n' + line + "\n")
    with pytest.raises(WorkFailed, match="task.jsonl:3: Cannot read a question"):
        read_questions(path, None)


def test_read_questions_every_frame_counts_and_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "task.jsonl.zst"
    frame = zstandard.ZstdCompressor().compress(GOOD * 1000)
    path.write_bytes(frame + frame)
    assert len(read_questions(path, None)) == 2000
    cut, packed = tmp_path / "cut.jsonl.zst", tmp_path / "cut.jsonl.gz"
    cut.write_bytes(frame + frame[:-3])
    packed.write_bytes(gzip.compress(GOOD * 1000)[:-9])
    for bad in (cut, packed, tmp_path / "none.jsonl"):
        with pytest.raises(WorkFailed, match=f"{bad.name}: Cannot read questions: "):
            read_questions(bad, None)


def test_zstandard_is_needed_for_packed_questions_alone(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "zstandard", None)
    monkeypatch.delitem(sys.modules, "trainer.tasks")
    read_questions = importlib.import_module("trainer.tasks").read_questions
    path = tmp_path / "task.jsonl"
    path.write_bytes(GOOD)
    assert len(read_questions(path, None)) == 1
    packed = path.rename(tmp_path / "task.jsonl.zst")
    with pytest.raises(WorkFailed, match="task.jsonl.zst: Cannot read questions: .*zstandard"):
        read_questions(packed, None)


def test_train_with_questions_that_cannot_be_asked_stops_before_the_first_step(shards_folder, tmp_path, capsys):
    path = tmp_path / "task.jsonl"
    path.write_bytes(GOOD)
    command = ["train", shards_folder, "--preset", "demo", "--steps", 1, "--out", tmp_path / "run", "--tasks", path]
    for more, words in [([], "there is no tokenizer"), ([path], "gives the task task already")]:
        assert commands.main([str(word) for word in command + more]) == 2
        assert words in capsys.readouterr().err and not (tmp_path / "run/checkpoint.pt").exists()


def test_wilson_published_value():
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)


def shared_data() -> Path | None:
    places = [Path(os.environ["ZYDECO_SHARED"])] if "ZYDECO_SHARED" in os.environ else []
    places += [parent / "shared" for parent in Path(__file__).resolve().parents]
    return next((place / "data" for place in places if (place / "data/eval").is_dir()), None)


@pytest.mark.skipif(shared_data() is None, reason="NOT CHECKED: shared/data/eval is not here")
@pytest.mark.parametrize(
    "name",
    ["arc_easy", "arc_challenge", "piqa", "winogrande", "openbook_qa", "lambada_openai", "hellaswag-5shot-requests"],
)
def test_read_questions_real_files(name):
    (path,) = (shared_data() / "eval").glob(f"{name}.jsonl.*")
    questions = read_questions(path, None)
    assert len(questions) >= 500 and all(continuation.strip() for q in questions for _, continuation in q.pairs)
