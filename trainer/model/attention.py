"""Causal attention that stays inside documents, and rotary positions."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from trainer.model.documents import Documents, rotary_angles
from trainer.model.fast import fast

BLOCK = 256


def document_attention(q, k, v, documents: Documents, scale: float):
    """q, k, v (b, heads, t, d). On a CPU in blocks of queries, over the keys that any of their documents can reach."""
    if fast(q, "attention"):
        from trainer.kernels.attention import TritonAttention

        return TritonAttention.apply(q, k, v, documents, scale)
    if q.is_cuda or q.shape[2] <= BLOCK:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=documents.attention, scale=scale)
    out = []
    for first in range(0, q.shape[2], BLOCK):
        last = min(first + BLOCK, q.shape[2])
        begin = documents.earliest[first]
        mask = documents.attention[:, :, first:last, begin:last]
        keys, values = k[:, :, begin:last], v[:, :, begin:last]
        out.append(F.scaled_dot_product_attention(q[:, :, first:last], keys, values, attn_mask=mask, scale=scale))
    return torch.cat(out, dim=2)


def attention_by_matrix(q, k, v, documents: Documents, scale: float):
    """The definition, with the whole matrix of scores: the twin of `document_attention`."""
    scores = (q @ k.transpose(-1, -2)) * scale
    return torch.where(documents.attention, scores, -torch.inf).softmax(-1) @ v


def rotated(x, documents: Documents, base: float):
    """Rotary embedding by the position in the document. x (b, heads, t, d)."""
    if fast(x, "rotary"):
        from trainer.kernels.rotary import TritonRotary

        return TritonRotary.apply(x, documents, base)
    return rotate(x, documents.positions, base)


def rotate(x, positions, base: float):
    """Rotary embedding (Su et al. 2021) over the whole head, halves paired. x (b, heads, t, d), positions (b, t)."""
    half = x.shape[-1] // 2
    angles = rotary_angles(positions[:, None], half, base)  # (b, 1, t, d/2)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    left, right = x[..., :half], x[..., half:]
    return torch.cat([left * cos - right * sin, right * cos + left * sin], dim=-1)
