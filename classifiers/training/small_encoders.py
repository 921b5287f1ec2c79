"""Encoders that are small enough to be trained from nothing: inputs to one number, as transformers' classifiers give it."""

from types import SimpleNamespace

import torch
from torch import nn
from transformers import BertConfig, BertForSequenceClassification

WINDOW = 5


def bert(vocabulary: int, width: int, layers: int, tokens: int) -> nn.Module:
    """Transformer layers with heads of 64."""
    config = BertConfig(
        vocab_size=vocabulary, hidden_size=width, num_hidden_layers=layers, num_attention_heads=max(1, width // 64),
        intermediate_size=4 * width, max_position_embeddings=tokens, num_labels=1, hidden_dropout_prob=0.1,
        attention_probs_dropout_prob=0.0, attn_implementation="eager",
    )
    return BertForSequenceClassification(config)


class Convolution(nn.Module):
    """Embeddings, one convolution over WINDOW tokens, mean and maximum over the text, a hidden layer, one number.

    It sees phrases and not sentences, and learns from few texts, quickly.
    """

    def __init__(self, vocabulary: int, width: int):
        super().__init__()
        self.config = SimpleNamespace(type_vocab_size=0)
        self.embed = nn.Embedding(vocabulary, width)
        self.convolve = nn.Conv1d(width, width, WINDOW, padding=WINDOW // 2)
        self.hidden = nn.Linear(2 * width, width // 2)
        self.out = nn.Linear(width // 2, 1)
        self.drop = nn.Dropout(0.2)

    def forward(self, input_ids, attention_mask):  # (texts, tokens) each
        mask = attention_mask.to(torch.float32).unsqueeze(1)
        states = self.embed(input_ids).transpose(1, 2) * mask  # (texts, width, tokens)
        states = torch.relu(self.convolve(self.drop(states))) * mask
        pooled = torch.cat([states.sum(2) / mask.sum(2), states.amax(2)], 1)
        return SimpleNamespace(logits=self.out(self.drop(torch.relu(self.hidden(pooled)))))
