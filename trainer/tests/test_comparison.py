"""Comparisons: a set that is really worse is found out, equal sets are not told apart, intervals are as published."""

import json

import numpy as np
import pytest

from trainer import commands
from trainer.comparison import Contestant, by_documents, name_sets
from trainer.evaluation import Measured
from trainer.presets import PRESETS
from trainer.shards import Shards
from trainer.statistics import by_document, by_seed, t_quantile
from trainer.tests.test_training import SMALL
from trainer.tests.writing import real_documents, write_shards


@pytest.fixture(autouse=True)
def small_preset(monkeypatch):
    monkeypatch.setitem(PRESETS, "small", SMALL)


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """The same text twice, and once in an alphabet of its own."""
    folder, documents = tmp_path_factory.mktemp("sets"), real_documents(30_000)
    held_out, text = {"code": documents[::10]}, [d for i, d in enumerate(documents) if i % 10]
    noise = [bytes((7 * letter + 3) % 256 for letter in d) for d in text]
    return {
        "text": write_shards(folder / "text", text, held_out),
        "same": write_shards(folder / "same", text, held_out, recipe="../same"),
        "noise": write_shards(folder / "noise", noise, held_out),
    }


def compare(capsys, out, *sets, seeds=3, more=()):
    command = ["compare", *sets, "--preset", "small", "--tokens", "6k", "--seeds", seeds, "--out", out, *more]
    code = commands.main([str(word) for word in command] + ["--threads", "1", "--json"])
    return code, capsys.readouterr()


def test_compare_text_with_noise_says_text_is_better(sets, tmp_path, capsys):
    code, printed = compare(capsys, tmp_path / "out", sets["noise"], sets["text"])
    assert code == 0
    result = json.loads((tmp_path / "out/result.json").read_text())
    assert result["better"] == "text" and result["sentence"].startswith("text is better")
    assert json.loads(printed.out)["better"] == "text"
    (pair,) = result["pairs"]
    for kind in ("seed", "document"):
        interval = pair[f"difference_by_{kind}"]
        assert interval["low"] < interval["mean"] < interval["high"] < 0
    assert pair["difference_by_seed"]["mean"] == pytest.approx(pair["difference_by_document"]["mean"], rel=1e-9)
    tokens = [row["tokens"] for row in result["sets"]]
    assert max(tokens) - min(tokens) < 0.05 * max(tokens)
    assert "| noise, text |" in (tmp_path / "out/comparison.md").read_text()
    assert len((tmp_path / "out/curves.tsv").read_text().splitlines()) == 1 + 6 * 12


def test_compare_same_text_under_two_names_cannot_tell(sets, tmp_path, capsys):
    code, _ = compare(capsys, tmp_path / "out", sets["text"], sets["same"])
    result = json.loads((tmp_path / "out/result.json").read_text())
    assert code == 0 and result["better"] is None and result["sentence"].startswith("Cannot tell: ")
    assert len(list((tmp_path / "out/runs").iterdir())) == 6


def test_compare_one_seed_cannot_tell(sets, tmp_path, capsys):
    compare(capsys, tmp_path / "out", sets["text"], sets["noise"], seeds=1, more=["--held-out", sets["same"]])
    result = json.loads((tmp_path / "out/result.json").read_text())
    assert result["better"] is None and "one seed says nothing" in result["sentence"]
    assert result["held_out"] == ["../same"] and result["pairs"][0]["difference_by_seed"]["low"] is None


def test_name_sets_no_two_alike(tmp_path):
    names = ["a-2", "a", "a", "a"]
    sets = [write_shards(tmp_path / str(i), [b"text"] * 90, recipe=name) for i, name in enumerate(names)]
    named = [contestant.name for contestant in name_sets([Shards.open(path) for path in sets])]
    assert named == ["a-2", "a", "a-3", "a-4"]


def test_by_documents_one_held_out_set_twice_says_what_it_says_once():
    generator = np.random.default_rng(5)
    tokens = generator.integers(10, 300, 40)
    found = [{"all": Measured([tokens * rate + generator.normal(0, 5, 40)], [tokens], 4000)} for rate in (1, 2)]
    one, two = (
        by_documents(*(Contestant("", None, measured=[[model] * times]) for model in found), 0.95) for times in (1, 2)
    )
    assert (two.low, two.high) == pytest.approx((one.low, one.high))


def test_compare_single_or_incompatible_sets_are_refused(sets, tmp_path, capsys):
    code, printed = compare(capsys, tmp_path / "out", sets["text"])
    assert code == 2 and "give at least two" in printed.err
    other = write_shards(tmp_path / "other", [b"text"] * 200, sequence=32)
    code, printed = compare(capsys, tmp_path / "out", sets["text"], other)
    assert code == 2 and "their lengths of sequence differ" in printed.err


def test_compare_in_several_processes_is_refused(sets, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    code, printed = compare(capsys, tmp_path / "out", sets["text"], sets["noise"])
    assert code == 2 and "compare: Cannot share this work among processes" in printed.err
    assert not (tmp_path / "out").exists()


def test_t_quantile_published_values():
    table = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 9: 2.262, 30: 2.042, 120: 1.980, 250: 1.9695, 500: 1.9647}
    for freedom, value in table.items():
        assert t_quantile(0.95, freedom) == pytest.approx(value, abs=6e-4)
    assert t_quantile(0.99, 5) == pytest.approx(4.032, abs=6e-4)


def test_by_seed_two_values():
    interval = by_seed([1.0, 3.0], 0.95)
    assert (interval.low, interval.high) == pytest.approx((2 - 12.7062, 2 + 12.7062), abs=1e-3)
    assert interval.side == 0


@pytest.mark.parametrize("count, least", [(10, 0.91), (60, 0.93)])
def test_by_document_interval_covers_the_truth_as_often_as_it_says(count, least):
    """Documents of very unequal length, each with a difference of its own."""
    generator, covered = np.random.default_rng(7), 0
    for _ in range(3000):
        tokens = generator.lognormal(5, 1, count).round() + 1
        rates = generator.normal(0.3, 0.3, count)
        interval = by_document(tokens * rates + generator.normal(0, 5, count) * np.sqrt(tokens), tokens, 1.0, 0.95)
        covered += interval.low < 0.3 < interval.high
    assert least < covered / 3000 < 0.97
