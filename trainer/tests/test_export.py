"""Exported models compute the same in transformers, generate, and come back to the same bits."""

import hashlib
import json
from dataclasses import replace

import pytest
import torch
import transformers

from trainer import commands
from trainer.evaluating import load_model
from trainer.export import first_of, load_exported
from trainer.model.config import ModelConfig
from trainer.model.documents import Documents
from trainer.run_folder import RunFolder
from trainer.tests.test_model import wake
from trainer.layouts import from_settings, settings
from trainer.model import make_model
from trainer.safetensors import read_safetensors, write_safetensors

ONE = ModelConfig(vocabulary=64, width=32, layers=4, hybrid=(2,), heads=2, state=8, head_width=16, chunk=16)
TWO = ModelConfig(
    vocabulary=64, width=32, layers=7, hybrid=(1, 2, 4, 5, 6), shared_blocks=2, heads=4, lora_rank=4,
    attention_lora=True, rotary=True, state=8, groups=2, head_width=16, chunk=16,
)  # fmt: skip
MLP = ModelConfig(
    vocabulary=64, width=32, layers=4, hybrid=(1, 3), heads=4, lora_rank=4, state=8, head_width=16, chunk=8
)
FLOOR = replace(MLP, groups=2, step_floor=0.05, rotary=True, rotary_base=500.0, feedforward=48)
FIRST = replace(MLP, architecture="zamba", lora_rank=0, head_width=64)
SINGLE = replace(FIRST, hybrid=(2,), epsilon=1e-6, chunk=64)
DENSE = replace(MLP, architecture="transformer", hybrid=(), lora_rank=0, feedforward=48, head_width=64)
SHAPES = {
    "one block, no adapters": ONE,
    "two blocks, all adapters, rotary": TWO,
    "MLP adapters": MLP,
    "rotary with a floor under the time step": FLOOR,
    "Zamba v1": FIRST,
    "Zamba v1 with one call": SINGLE,
    "a call at the first layer, other epsilon": replace(TWO, layers=3, hybrid=(0, 1), epsilon=1e-6),
    "transformer": DENSE,
}

TOKENIZER = json.dumps(
    {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            dict(id=0, content="<end>", single_word=False, lstrip=False, rstrip=False, normalized=False, special=True),
            dict(id=1, content="<pad>", single_word=False, lstrip=False, rstrip=False, normalized=False, special=True),
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {"<end>": 0, "<pad>": 1, "one": 2, "two": 3}, "unk_token": "<end>"},
    }
).encode()


def run_of(config: ModelConfig, folder) -> torch.nn.Module:
    """A run folder around a model with random weights, everywhere away from their first values."""
    torch.manual_seed(11)
    model = wake(make_model(config))
    for name, parameter in model.named_parameters():
        if parameter.ndim == 1:
            torch.nn.init.normal_(parameter, mean=parameter.mean().item(), std=0.2)
    run = RunFolder(folder)
    folder.mkdir()
    about = {"file": "tokenizer.json", "sha256": hashlib.sha256(TOKENIZER).hexdigest(), "end-of-text": 0, "padding": 1}
    run.start({"model": config.to_json(), "shards": {"tokenizer": about, "sequence": 128}})
    (folder / "tokenizer.json").write_bytes(TOKENIZER)
    run.save_checkpoint({"model": model.state_dict()})
    return model.eval()


@pytest.mark.parametrize("shape", SHAPES)
def test_export_logits_equal_transformers_on_single_documents(tmp_path, shape):
    model = run_of(SHAPES[shape], tmp_path / "run")
    assert commands.main(["export", str(tmp_path / "run"), "--out", str(tmp_path / "hf")]) == 0
    theirs, info = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "hf", output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"]
    tokens = torch.randint(2, 64, (3, 45), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        ours = model.logits(tokens, Documents.single(tokens))
        torch.testing.assert_close(theirs.eval()(tokens).logits, ours, rtol=1e-4, atol=2e-5)
    assert ours.std() > 0.05


def test_export_generates_as_our_logits_say(tmp_path):
    model = run_of(TWO, tmp_path / "run")
    assert commands.main(["export", str(tmp_path / "run"), "--out", str(tmp_path / "hf")]) == 0
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "hf")
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path / "hf")
    assert tokenizer("one two")["input_ids"] == [2, 3] and tokenizer.eos_token == "<end>"
    written = theirs.generate(torch.tensor([[0, 2, 3]]), max_new_tokens=8, do_sample=False, eos_token_id=63)
    tokens = torch.tensor([[0, 2, 3]])
    with torch.no_grad():
        while tokens.shape[1] < written.shape[1]:
            following = model.logits(tokens, Documents.single(tokens))[:, -1:].argmax(-1)
            tokens = torch.cat([tokens, following], dim=1)
    assert written.tolist() == tokens.tolist()


def test_export_read_and_saved_by_transformers_comes_back(tmp_path):
    model = run_of(TWO, tmp_path / "run")
    assert commands.main(["export", str(tmp_path / "run"), "--out", str(tmp_path / "hf")]) == 0
    transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "hf").save_pretrained(tmp_path / "again")
    for name, tensor in load_exported(tmp_path / "again").state_dict().items():
        assert torch.equal(tensor, model.state_dict()[name])


@pytest.mark.parametrize("shape", ["two blocks, all adapters, rotary", "MLP adapters", "Zamba v1 with one call"])
def test_load_exported_gives_the_same_bits_and_shape(tmp_path, shape):
    run_of(SHAPES[shape], tmp_path / "run")
    assert commands.main(["export", str(tmp_path / "run"), "--out", str(tmp_path / "hf")]) == 0
    model, back = load_model(RunFolder(tmp_path / "run")), load_exported(tmp_path / "hf")
    assert back.config == ModelConfig(**{**model.config.to_json(), "hybrid": model.config.hybrid, "feedforward": 128})
    assert all(torch.equal(tensor, back.state_dict()[name]) for name, tensor in model.state_dict().items())


def test_load_exported_own_head_is_refused_and_what_is_missing_is_named(tmp_path, capsys):
    run_of(SINGLE, tmp_path / "run")
    assert commands.main(["export", str(tmp_path / "run"), "--out", str(tmp_path / "hf")]) == 0
    path = tmp_path / "hf/model.safetensors"
    tensors = read_safetensors(path)
    write_safetensors(path, tensors | {"lm_head.weight": tensors["lm_head.weight"] + 1})
    assert commands.main(["import", str(tmp_path / "hf"), "--out", str(tmp_path / "back")]) == 1
    assert "its embeddings are not tied" in capsys.readouterr().err
    write_safetensors(path, {name: tensor for name, tensor in tensors.items() if "layers.1.mamba.D" not in name})
    assert commands.main(["import", str(tmp_path / "hf"), "--out", str(tmp_path / "back")]) == 1
    assert "it has no model.layers.1.mamba.D." in capsys.readouterr().err


@pytest.mark.parametrize(
    "name, shape, change",
    [
        ("rope_type", DENSE, {"rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 1e4}}),
        ("rope_type", DENSE, {"rope_parameters": {"rope_theta": 1e4}, "rope_scaling": {"type": "linear"}}),
        ("hidden_mamba_act", FIRST, {"hidden_mamba_act": "relu"}),
    ],
)
def test_from_settings_what_would_compute_something_else_is_refused(name, shape, change):
    data = settings(shape, 128)
    assert from_settings(data).width == 32
    with pytest.raises(ValueError, match=f"{name} is '.*', and only '.*' is known"):
        from_settings(data | change)


@pytest.mark.parametrize("ids, first", [(2, 2), ([4, 5], 4), ([], 7), (None, 7)])
def test_first_of_special_ids_or_the_default(ids, first):
    assert first_of(ids, 7) == first


def test_from_settings_reads_the_base_where_older_settings_have_it():
    data = settings(DENSE, 128)
    assert from_settings({**data, "rope_parameters": None, "rope_theta": 5e5}).rotary_base == 5e5


def test_from_settings_reads_a_period_as_transformers_does():
    theirs = transformers.ZambaConfig(num_hidden_layers=76)
    data = json.loads(theirs.to_json_string(use_diff=False))
    assert from_settings(data | {"layers_block_type": None}).hybrid == from_settings(data).hybrid
    assert from_settings(data).hybrid[:4] == (2, 7, 13, 19)


def test_export_into_full_folder_or_with_other_tokenizer_is_refused(tmp_path, capsys):
    run_of(ONE, tmp_path / "run")
    assert commands.main(["export", str(tmp_path / "run"), "--out", str(tmp_path / "run")]) == 2
    assert "it is not empty" in capsys.readouterr().err
    (tmp_path / "other.json").write_text("{}")
    command = ["export", tmp_path / "run", "--out", tmp_path / "hf", "--tokenizer", tmp_path / "other.json"]
    assert commands.main([str(word) for word in command]) == 1
    assert "it is not the one that the shards were made with" in capsys.readouterr().err
    command[-1] = tmp_path / "none.json"
    assert commands.main([str(word) for word in command]) == 2
    assert "there is no such file" in capsys.readouterr().err and not (tmp_path / "hf").exists()
    (tmp_path / "file").write_text("")
    assert commands.main(["export", str(tmp_path / "run"), "--out", str(tmp_path / "file/hf")]) == 1
    assert "Cannot export: Not a directory" in capsys.readouterr().err
