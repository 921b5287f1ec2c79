"""Scores of ONNX Runtime in padded batches of 1, 8 and 64 beside PyTorch's, one text a run, on real pages.

    python batches.py FOLDER TEXTS.jsonl.zst [PAGES]

FOLDER is what make_speed_models.py wrote: its random weights are made again by the seed. Bits are kept/dropped at the
median score. The job itself runs batches of 1 only.
"""

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).parents[3] / "training"))
from documents import rows_of
from make_speed_models import MAX_TOKENS, SEED, bert, deberta
from train_encoder import INPUTS


def padded(rows: list[list[int]], names: list[str]) -> dict[str, np.ndarray]:
    feed = {name: np.zeros((len(rows), max(map(len, rows))), dtype=np.int64) for name in names}
    for place, row in enumerate(rows):
        feed["input_ids"][place, : len(row)] = row
        feed["attention_mask"][place, : len(row)] = 1
    return feed


def main() -> None:
    folder, texts = Path(sys.argv[1]), Path(sys.argv[2])
    pages = int(sys.argv[3]) if len(sys.argv) > 3 else 64
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    rows = [tokenizer.encode(row["text"]).ids for _, (_, row) in zip(range(pages), rows_of([texts]))]
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    for name, model, names in (("bert", bert(), INPUTS), ("deberta", deberta(), INPUTS[:2])):
        model.eval()
        with torch.no_grad():
            feeds = [{key: torch.tensor(value) for key, value in padded([row], names).items()} for row in rows]
            ours = np.array([model(**feed).logits.item() for feed in feeds])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(folder / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])
        bound = np.round(np.median(ours), 6)
        for size in (1, 8, 64):
            parts = [padded(rows[at : at + size], names) for at in range(0, len(rows), size)]
            found = np.concatenate([session.run(["logits"], part)[0][:, 0] for part in parts])
            other = int(((np.round(found, 6) >= bound) != (np.round(ours, 6) >= bound)).sum())
            print(f"{name}, batches of {size}: largest difference {np.abs(found - ours).max():.2g}, {other} of {len(rows)} bits differ",
                  flush=True)


if __name__ == "__main__":
    main()
