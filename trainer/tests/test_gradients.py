"""Micro-batches side by side: the same gradients, to the bit, as one after the other."""

import pytest
import torch

from trainer.batches import Batch
from trainer.gradients import OneByOne, SideBySide
from trainer.model import make_model
from trainer.model.documents import Documents
from trainer.model.loss import weighted_loss
from trainer.tests.test_model import SMALL, random_documents, wake


@pytest.fixture
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def random_batch(rows: int, time: int) -> Batch:
    tokens = torch.randint(0, SMALL.vocabulary, (rows, time), generator=torch.Generator().manual_seed(1))
    counted = torch.ones(rows, time, dtype=torch.bool)
    return Batch(tokens, tokens.roll(1, 1), random_documents(rows, time, 0.1).numbers, counted, ("row",) * rows)


@pytest.mark.parametrize("lanes", [2, 3])
def test_side_by_side_equals_one_by_one_to_the_bit(lanes, one_thread):
    torch.manual_seed(0)
    model, batch = wake(make_model(SMALL)), random_batch(7, 40)

    def loss(part, scale):
        return weighted_loss(model, part, Documents(part.documents), scale, z=1e-4)

    found = []
    for way in (OneByOne(loss), SideBySide(loss, model.parameters(), lanes, lanes)):
        model.zero_grad()
        total = way.add((batch.part(first, first + 2) for first in range(0, 7, 2)), 1 / 280)
        found.append([torch.tensor(float(total)), *(parameter.grad.clone() for parameter in model.parameters())])
    for one, other in zip(*found):
        assert torch.equal(one, other)


def test_side_by_side_passes_on_what_goes_wrong():
    def loss(part, scale):
        raise MemoryError("no room")

    with pytest.raises(MemoryError, match="no room"):
        SideBySide(loss, [], 2, 2).add([None, None], 1.0)
