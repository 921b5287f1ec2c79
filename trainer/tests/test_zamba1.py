"""Mamba1: the fast scan against step by step, and documents that do not touch each other."""

import pytest
import torch

from trainer.model.documents import Documents
from trainer.model.scan import selective_scan, selective_scan_by_step
from trainer.tests.test_model import random_documents


@pytest.mark.parametrize("time, chance", [(1, 0), (50, 0), (37, 0.1), (64, 0.9)])
def test_selective_scan_equals_recurrence_in_fp64(time, chance):
    torch.manual_seed(time)
    inputs = [torch.randn(2, time, 6), torch.rand(2, time, 6) * 2, -torch.rand(6, 5) * 3]
    inputs += [torch.randn(2, time, 2, 5), torch.randn(2, time, 2, 5)]
    fast, slow = ([tensor.double().requires_grad_() for tensor in inputs] for _ in range(2))
    documents = random_documents(2, time, chance)
    y, twin = selective_scan(*fast, documents), selective_scan_by_step(*slow, documents)
    torch.testing.assert_close(y, twin, rtol=1e-12, atol=1e-12)
    weight = torch.randn_like(y)
    (y * weight).sum().backward()
    (twin * weight).sum().backward()
    for one, other in zip(fast, slow):
        torch.testing.assert_close(one.grad, other.grad, rtol=1e-10, atol=1e-10)


def test_selective_scan_strong_decay_stays_finite():
    dt = torch.full((1, 64, 4), 80.0).requires_grad_()
    bc = torch.ones(1, 64, 1, 3)
    y = selective_scan(torch.ones(1, 64, 4), dt, torch.full((4, 3), -16.0), bc, bc, Documents(torch.zeros(1, 64)))
    y.sum().backward()
    assert y.isfinite().all() and dt.grad.isfinite().all()
