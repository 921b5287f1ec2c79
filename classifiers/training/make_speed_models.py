"""Makes models with random weights for the benchmarks of speed: BERT and DeBERTa-v3, 6 layers of 384.

    python make_speed_models.py --texts SAMPLE.jsonl.zst --out FOLDER

Writes bert.onnx and deberta.onnx with tokenizer and card. Their scores mean nothing. The vocabulary is made of the
sample, so that a text has about as many tokens as under a published tokenizer.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import nn
from transformers import BertConfig, BertForSequenceClassification, DebertaV2Config, DebertaV2ForSequenceClassification

from documents import rows_of
from train_encoder import INPUTS, export
from word_pieces import make_tokenizer

MAX_TOKENS = 512
VOCABULARY = 30_000
SEED = 29
SIZE = {
    "vocab_size": VOCABULARY, "hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 6,
    "intermediate_size": 1536, "max_position_embeddings": MAX_TOKENS, "num_labels": 1,
}


def bert() -> nn.Module:
    return BertForSequenceClassification(BertConfig(**SIZE, attn_implementation="eager"))


def deberta() -> nn.Module:
    config = DebertaV2Config(
        **SIZE, relative_attention=True, position_buckets=256, norm_rel_ebd="layer_norm", share_att_key=True,
        pos_att_type=["p2c", "c2p"], position_biased_input=False, type_vocab_size=0,
    )
    return DebertaV2ForSequenceClassification(config)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    tokenizer = make_tokenizer([row["text"] for _, row in rows_of([options.texts])], VOCABULARY, VOCABULARY // 2)
    tokenizer.save(str(options.out / "tokenizer.json"), pretty=False)
    for name, model, inputs in (("bert", bert(), INPUTS), ("deberta", deberta(), INPUTS[:2])):
        export(model.eval(), inputs, options.out / f"{name}.onnx")
        card = {
            "name": name, "max-tokens": MAX_TOKENS, "inputs": dict(zip(("ids", "mask", "types"), inputs)),
            "output": {"name": "logits", "kind": "regression"},
        }
        (options.out / f"{name}.card.json").write_text(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    main()
