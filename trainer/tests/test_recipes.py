"""Phases, replay, going on from another model, skipped steps, precision: what a run is told to do, it does."""

import json

import pytest
import torch

from trainer import commands
from trainer.model.loss import weighted_loss
from trainer.optimizer import Spikes
from trainer.order import sequences_of
from trainer.plan import Phase, Plan
from trainer.presets import PRESETS, model_config
from trainer.run_folder import RunFolder
from trainer.shards import Shards
from trainer.shard_sets import mixed_batch
from trainer.starting import build_model
from trainer.tests.test_training import SMALL, run, weights
from trainer.tests.writing import real_documents, write_shards
from trainer.training import autocast_for
from trainer.model.documents import Documents


@pytest.fixture(autouse=True)
def small_preset(monkeypatch):
    monkeypatch.setitem(PRESETS, "small", SMALL)


@pytest.fixture(scope="module")
def other_shards(tmp_path_factory):
    return write_shards(tmp_path_factory.mktemp("other") / "other", real_documents(40_000)[::-1])


def plan_of(*phases: Phase, batch: int = 10) -> Plan:
    rest = dict(rate=1.0, decay=0.1, beta2=0.9, clip=1.0, z=0.0, spikes=0.0, precision="fp32", threads=1)
    return Plan("small", 3, phases, batch, 1, **rest, device="cpu", begins=None)


FIRST = Phase(20, "data", None, 0.0, 0, 1.0, "cosine", 2, 0.1)
ANNEAL = Phase(10, "anneal", "data", 0.6, 200, 0.75, "linear", 4, 0.0)


def test_sequences_of_annealing_replays_new_text_of_the_first_phase():
    totals = {"data": 1000, "anneal": 90}
    plan = plan_of(FIRST, ANNEAL)
    first = [place for step in range(20) for place in sequences_of(plan, step, totals)]
    second = [place for step in range(20, 30) for place in sequences_of(plan, step, totals)]
    assert {name for name, _ in first} == {"data"} and len(set(first)) == 200
    replayed = [place for place in second if place[0] == "data"]
    assert len(second) == 100 and len(replayed) == 60
    assert not set(replayed) & set(first) and len(set(second)) == 100
    per_step = [sum(name == "data" for name, _ in sequences_of(plan, step, totals)) for step in range(20, 30)]
    assert set(per_step) == {6}


def test_sequences_of_curriculum_are_read_as_they_stand():
    plan = plan_of(FIRST, ANNEAL)
    totals = {"data": 1000, "anneal": 30}
    second = [place for step in range(20, 30) for place in sequences_of(plan, step, totals, frozenset(["anneal"]))]
    assert [number for name, number in second if name == "anneal"] == [*range(30), *range(10)]
    shuffled = [place for step in range(20, 30) for place in sequences_of(plan, step, totals)]
    assert [place for place in second if place[0] == "data"] == [place for place in shuffled if place[0] == "data"]


def test_rate_of_annealing_warms_up_to_its_share_and_ends_at_zero():
    rates = [plan_of(FIRST, ANNEAL).rate_of(step) for step in range(30)]
    assert max(rates[:20]) == 1.0 and rates[20] < rates[21] < max(rates[20:]) == 0.75
    assert rates[29] < 0.75 / 5
    with pytest.raises(IndexError):
        plan_of(FIRST).rate_of(20)


def test_train_with_annealing_is_one_run_of_two_phases(shards_folder, other_shards, tmp_path):
    command = ["train", shards_folder, "--preset", "small", "--steps", 6, "--anneal", other_shards]
    command += ["--anneal-tokens", "2k", "--anneal-replay", 0.5, "--lr", 0.01]
    assert run(*command, "--out", tmp_path / "run") == 0
    config = RunFolder(tmp_path / "run").config()
    assert [phase["steps"] for phase in config["plan"]["phases"]] == [6, 4]
    assert config["others"]["anneal"]["recipe"] == "other"
    rates = [line["lr"] for line in RunFolder(tmp_path / "run").metrics()]
    assert len(rates) == 10 and rates[0] == 0.01 and max(rates[6:]) == pytest.approx(0.0075)


@pytest.mark.parametrize("replays", [False, True])
def test_train_anneals_on_a_set_once_and_replays_only_where_it_does_not(replays, shards_folder, tmp_path):
    folder = write_shards(tmp_path / "s", real_documents(20_000)[::-1])
    text = json.loads((folder / "shards.json").read_text())
    text["train"]["replay"] = {"of": "first", "asked": 0.6} if replays else None
    (folder / "shards.json").write_text(json.dumps(text))
    command = ["train", shards_folder, "--preset", "small", "--steps", 3, "--batch", 8, "--anneal", folder]
    assert run(*command, "--out", tmp_path / "run") == 0
    phase = RunFolder(tmp_path / "run").config()["plan"]["phases"][1]
    assert phase["replay_share"] == (0.0 if replays else 0.6)
    own = 8 * phase["steps"] * (1 - phase["replay_share"])
    assert own == pytest.approx(Shards.open(folder).training_sequences, abs=8)


def test_train_goes_on_from_another_run_with_replay(shards_folder, other_shards, tmp_path, capsys):
    assert run("train", shards_folder, "--preset", "small", "--steps", 12, "--lr", 0.01, "--out", tmp_path / "old") == 0
    command = ["train", other_shards, "--from", tmp_path / "old", "--replay", shards_folder, "--replay-share", 0.25]
    command += ["--batch", 8, "--steps", 3, "--lr", 0.001]
    assert run(*command, "--out", tmp_path / "new") == 0
    before, after = (RunFolder(tmp_path / name).metrics() for name in ("old", "new"))
    assert before[0]["loss"] - 0.3 > after[0]["loss"]
    config = RunFolder(tmp_path / "new").config()
    assert config["others"]["replay"]["fingerprint"] == Shards.open(shards_folder).fingerprint
    assert [len(config["plan"]["phases"]), config["plan"]["phases"][0]["replay_share"]] == [1, 0.25]
    command[command.index("--from") + 1] = tmp_path / "new"
    assert run(*command, "--out", tmp_path / "new") == 2
    assert "the run was started with begins" in capsys.readouterr().err


def test_train_goes_on_at_the_rate_and_batch_of_the_runs_preset(shards_folder, tmp_path):
    assert run("train", shards_folder, "--preset", "small", "--steps", 1, "--out", tmp_path / "old") == 0
    assert run("train", shards_folder, "--from", tmp_path / "old", "--steps", 1, "--out", tmp_path / "new") == 0
    old, new = (RunFolder(tmp_path / name).config()["plan"] for name in ("old", "new"))
    assert [(plan["preset"], plan["rate"], plan["batch"]) for plan in (old, new)] == [("small", 5e-3, 8)] * 2


def test_train_from_an_import_equals_from_its_run(shards_folder, tmp_path):
    assert run("train", shards_folder, "--preset", "small", "--steps", 2, "--out", tmp_path / "run") == 0
    assert commands.main(["export", str(tmp_path / "run"), "--out", str(tmp_path / "hf")]) == 0
    assert commands.main(["import", str(tmp_path / "hf"), "--out", str(tmp_path / "back")]) == 0
    for begin in ("run", "hf", "back"):
        command = ["train", shards_folder, "--from", tmp_path / begin, "--steps", 2, "--batch", 4, "--lr", "0.001"]
        assert run(*command, "--out", tmp_path / f"from-{begin}") == 0
    found = [weights(tmp_path / f"from-{begin}")["model"] for begin in ("run", "hf", "back")]
    assert all(torch.equal(found[0][name], other[name]) for other in found[1:] for name in found[0])
    assert run("evaluate", tmp_path / "back", shards_folder) == 0


def test_train_other_tokenizer_or_sequence_in_replay_is_refused(shards_folder, tmp_path, capsys):
    other = write_shards(tmp_path / "other", [b"text"] * 300, sequence=32)
    command = ["train", shards_folder, "--preset", "small", "--steps", 2, "--replay", other, "--out", tmp_path / "run"]
    assert run(*command) == 2
    assert "--replay: Cannot use" in (message := capsys.readouterr().err) and "lengths of sequence differ" in message


@pytest.mark.parametrize("word", ["end-of-text", "padding"])
def test_train_other_special_ids_in_replay_are_refused(shards_folder, tmp_path, capsys, word):
    other = write_shards(tmp_path / "other", [b"text"] * 300)
    text = json.loads((other / "shards.json").read_text())
    text["tokenizer"][word] = 2
    (other / "shards.json").write_text(json.dumps(text))
    command = ["train", shards_folder, "--preset", "small", "--steps", 2, "--replay", other, "--out", tmp_path / "run"]
    assert run(*command) == 2 and f"their ids of {word} differ" in capsys.readouterr().err


def test_train_vocabulary_larger_than_the_models_is_refused(shards_folder, tmp_path, capsys):
    assert run("train", shards_folder, "--preset", "small", "--steps", 1, "--out", tmp_path / "run") == 0
    large = write_shards(tmp_path / "large", [b"text"] * 300)
    text = json.loads((large / "shards.json").read_text())
    text["tokenizer"]["vocabulary"] = 5000
    (large / "shards.json").write_text(json.dumps(text))
    assert run("train", large, "--from", tmp_path / "run", "--steps", 1, "--out", tmp_path / "new") == 2
    assert "the vocabulary of the shards has 5000 ids and the model's 320" in capsys.readouterr().err


def test_spikes_far_above_the_last_steps_are_skipped_and_counted():
    spikes = Spikes(6.0)
    assert not any(spikes.skips(3.0 + 0.01 * (step % 5), 1.0 + 0.1 * (step % 3)) for step in range(100))
    assert spikes.skips(3.5, 1.0) and spikes.skips(3.0, 9.0) and not spikes.skips(3.02, 1.1)
    again = Spikes(6.0)
    again.restore(spikes.state())
    assert again.skipped == 2 and again.state() == spikes.state() and again.skips(3.5, 1.0)
    never = Spikes(0.0)
    assert not any(never.skips(loss, 1.0) for loss in [3.0, 3.1] * 40 + [1e9])


def test_spikes_a_new_level_is_skipped_a_few_times_and_then_taken():
    """As when a phase begins on other text: were skipped steps forgotten, all of it would be skipped."""
    spikes = Spikes(6.0)
    assert not any(spikes.skips(2.0 + 0.01 * (step % 5), 1.0) for step in range(128))
    later = [spikes.skips(8.0 + 0.01 * (step % 5), 1.0) for step in range(200)]
    assert later[0] and spikes.skipped == sum(later) < 6 and not any(later[6:])


def test_train_skipped_step_leaves_the_weights_alone(shards_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(Spikes, "LEAST", 2)
    command = ["train", shards_folder, "--preset", "small", "--steps", 4, "--skip-spikes", "0.0001"]
    assert run(*command, "--out", tmp_path / "run") == 0
    result = json.loads((tmp_path / "run/result.json").read_text())
    lines = RunFolder(tmp_path / "run").metrics()
    assert result["skipped_steps"] == sum("skipped" in line for line in lines)
    assert weights(tmp_path / "run")["spikes"]["skipped"] == result["skipped_steps"]


def test_bf16_products_keep_weights_in_fp32_and_stay_near_fp32(shards_folder):
    shards = Shards.open(shards_folder)
    batch = mixed_batch({"data": shards}, [("data", number) for number in range(4)])
    losses, grads = [], []
    for precision in ("fp32", "bf16"):
        model = build_model(model_config("small", shards.vocabulary), 1)
        with autocast_for(precision, torch.device("cpu")):
            loss = weighted_loss(model, batch, Documents(batch.documents), 1 / batch.tokens)
        loss.backward()
        assert all(p.dtype == p.grad.dtype == torch.float32 for p in model.parameters())
        losses.append(loss.item())
        grads.append(torch.cat([p.grad.flatten() for p in model.parameters()]))
    assert losses[0] != losses[1] == pytest.approx(losses[0], rel=5e-3)
    assert torch.nn.functional.cosine_similarity(*grads, dim=0) > 0.99
