"""Makes the small models and expected scores that the Java tests compare with.

    python make_golden.py --out ../src/test/resources/zydeco/classifiers/onnx --demo ../../jobs/models

Randomly initialised models of the architectures that the presets stand for, very small: BERT with one regression
logit, DeBERTa-v2/v3 with three classes read at the first token. Expected logits are PyTorch's, one text at a time.
Texts are this project's own. The tokenizers' vocabularies differ from run to run (the library's trainers break ties
by chance); models, tokenizers and expected logits are written together.
"""

import argparse
import io
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import tokenizers
import torch
import transformers
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from torch import nn
from transformers import BertConfig, BertForSequenceClassification, DebertaV2Config, DebertaV2Model

SEED = 29
MAX_TOKENS = 64
POSITIONS = 512

TEXTS = [
    "The tide rises and falls twice a day, because the Moon pulls on the oceans.",
    "public static final int MAX_VALUE = 2147483647; public static final int MIN_VALUE = -2147483648;",
    "x",
    "  Leading and trailing blanks\tand\ttabs \n\n new lines  ",
    "Größe, naïve, café, Ελληνικά, кириллица, 日本語の文章, 한국어, עברית, العربية",
    "Emoji 😀😀 and a family 👨‍👩‍👧‍👦, a flag 🇧🇷, a rare 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 letter, a soft\u00adhyphen, a zero\u200bwidth blank",
    "A NUL \x00 inside, a bell \x07, a replacement \ufffd, and a byte order mark \ufeff.",
    "word " * 300,
    "longwordwithoutblanks" * 40,
    "1 2 3 4 5 6 7 8 9 10 11 12. 3.14159 -- 2,718; (a+b)*c = ac + bc",
    "Index A B C D E F G H I J K L M N O P Q R S T U V W X Y Z All Classes All Packages Constant Field Values",
    "A thermometer compares: it lets two bodies come to the same warmth and reads the one it knows. "
    "Nothing else in the kitchen is as honest, and nothing else is asked so seldom how it knows. " * 3,
]


class FirstToken(nn.Module):
    """A backbone, a linear layer on every token, the logits of the first."""

    def __init__(self, backbone: nn.Module, width: int, classes: int):
        super().__init__()
        self.backbone = backbone
        self.classify = nn.Linear(width, classes)

    def forward(self, input_ids, attention_mask):
        states = self.backbone(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return self.classify(states)[:, 0, :]


class Logits(nn.Module):
    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits


def wordpiece() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(TEXTS, trainers.WordPieceTrainer(vocab_size=400, special_tokens=special))
    ends = [(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return tokenizer


def unigram() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Strip(right=True, left=True)])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["[PAD]", "[CLS]", "[SEP]", "[UNK]"]
    trainer = trainers.UnigramTrainer(vocab_size=300, special_tokens=special, unk_token="[UNK]")
    tokenizer.train_from_iterator(TEXTS, trainer)
    ends = [(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return tokenizer


def bert(vocabulary: int) -> nn.Module:
    config = BertConfig(
        vocab_size=vocabulary, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=POSITIONS, num_labels=1, initializer_range=0.2, attn_implementation="eager",
    )
    return Logits(BertForSequenceClassification(config)).eval()


def deberta(vocabulary: int) -> nn.Module:
    config = DebertaV2Config(
        vocab_size=vocabulary, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=POSITIONS, relative_attention=True, position_buckets=16, norm_rel_ebd="layer_norm",
        share_att_key=True, pos_att_type=["p2c", "c2p"], position_biased_input=False, type_vocab_size=0,
        initializer_range=0.2,
    )
    return FirstToken(DebertaV2Model(config), 32, 3).eval()


def export(model: nn.Module, inputs: list[str], file: Path) -> None:
    ids = torch.tensor([[1, 5, 6, 7, 2], [1, 8, 9, 10, 2]])
    values = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "token_type_ids": torch.zeros_like(ids)}
    buffer = io.BytesIO()
    torch.onnx.export(
        model, tuple(values[name] for name in inputs), buffer, dynamo=False, opset_version=17,
        input_names=inputs, output_names=["logits"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in inputs} | {"logits": {0: "batch"}},
    )
    file.write_bytes(buffer.getvalue())


def expected(name: str, model: nn.Module, tokenizer: Tokenizer, inputs: list[str], out: Path) -> list[dict]:
    session = onnxruntime.InferenceSession(str(out / f"{name}.onnx"), providers=["CPUExecutionProvider"])
    tokenizer.enable_truncation(MAX_TOKENS)
    rows = []
    for text in TEXTS:
        encoding = tokenizer.encode(text)
        values = {
            "input_ids": [encoding.ids], "attention_mask": [encoding.attention_mask],
            "token_type_ids": [encoding.type_ids],
        }
        tensors = {key: torch.tensor(values[key]) for key in inputs}
        with torch.no_grad():
            logits = model(**tensors)[0].tolist()
        runtime = session.run(["logits"], {key: np.array(values[key]) for key in inputs})[0][0].tolist()
        assert np.allclose(logits, runtime, atol=1e-5), (name, text, logits, runtime)
        rows.append({"text": text, "ids": encoding.ids, "logits": logits})
    tokenizer.no_truncation()
    return rows


def write(name: str, model: nn.Module, tokenizer: Tokenizer, inputs: list[str], card: dict, out: Path) -> list[dict]:
    tokenizer.save(str(out / f"{name}.tokenizer.json"), pretty=False)
    export(model, inputs, out / f"{name}.onnx")
    roles = dict(zip(("ids", "mask", "types"), inputs))
    whole = {"name": name, "tokenizer": f"{name}.tokenizer.json", "max-tokens": MAX_TOKENS, "inputs": roles} | card
    (out / f"{name}.card.json").write_text(json.dumps(whole, indent=2) + "\n")
    return expected(name, model, tokenizer, inputs, out)


def write_not_a_number(out: Path) -> None:
    """A model that answers 0 / 0 for every text."""
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["numbers", "zero"], ["zeros"]),
        helper.make_node("Div", ["zeros", "zeros"], ["nothing"]),
        helper.make_node("ReduceMax", ["nothing"], ["logits"], axes=[1], keepdims=1),
    ]
    graph = helper.make_graph(
        nodes, "nan",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 1])],
        [numpy_helper.from_array(np.zeros(1, dtype=np.float32), "zero")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(out / "nan.onnx"))


def demo_rows(folder: Path) -> list[dict]:
    """The committed demo model's logits, by ONNX Runtime for Python."""
    card = json.loads((folder / "demo-quality.card.json").read_text())
    tokenizer = Tokenizer.from_file(str(folder / card["tokenizer"]))
    tokenizer.enable_truncation(card["max-tokens"])
    session = onnxruntime.InferenceSession(str(folder / "demo-quality.onnx"), providers=["CPUExecutionProvider"])
    rows = []
    for text in TEXTS:
        encoding = tokenizer.encode(text)
        values = {"input_ids": np.array([encoding.ids]), "attention_mask": np.array([encoding.attention_mask])}
        rows.append({"text": text, "ids": encoding.ids, "logits": session.run(["logits"], values)[0][0].tolist()})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--demo", type=Path, required=True)
    options = parser.parse_args()
    out = options.out
    out.mkdir(parents=True, exist_ok=True)
    warnings.filterwarnings("ignore")
    torch.manual_seed(SEED)
    torch.set_num_threads(1)

    pieces = wordpiece()
    golden = {
        "versions": {
            "torch": torch.__version__, "transformers": transformers.__version__,
            "tokenizers": tokenizers.__version__, "onnxruntime": onnxruntime.__version__,
        },
        "tiny-bert": write(
            "tiny-bert", bert(pieces.get_vocab_size()), pieces, ["input_ids", "attention_mask", "token_type_ids"],
            {"output": {"name": "logits", "kind": "regression"}}, out,
        ),
    }
    grams = unigram()
    golden["tiny-deberta"] = write(
        "tiny-deberta", deberta(grams.get_vocab_size()), grams, ["input_ids", "attention_mask"],
        {"output": {"name": "logits", "kind": "softmax"}, "labels": ["High", "Medium", "Low"], "positive": "High"}, out,
    )
    golden["demo-quality"] = demo_rows(options.demo)
    write_not_a_number(out)
    (out / "golden.json").write_text(json.dumps(golden, indent=1, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main()
