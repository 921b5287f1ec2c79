"""The model: chunked against step by step, and documents that do not touch each other by one bit."""

import pytest
import torch
import torch.nn.functional as F

from trainer.batches import Batch
from trainer.model import make_model
from trainer.model.attention import BLOCK, attention_by_matrix, document_attention, rotate
from trainer.model.config import ModelConfig
from trainer.model.documents import Documents
from trainer.model.loss import SlicedCrossEntropy, token_nll, weighted_loss
from trainer.model.conv import CausalConv
from trainer.model.mamba1 import Mamba1
from trainer.model.mamba2 import GatedNorm, Mamba2, gated_norm
from trainer.model.norm import rms_norm
from trainer.model.shared import SharedBlock
from trainer.model.ssd import ssd, ssd_by_step
from trainer.model.zamba import Zamba
from trainer.training import autocast_for

SMALL = ModelConfig(
    vocabulary=64, width=32, layers=5, hybrid=(1, 2, 4), shared_blocks=2, heads=2, lora_rank=4, attention_lora=True,
    rotary=True, state=8, groups=2, head_width=16, chunk=16,
)  # fmt: skip


FIRST = ModelConfig(
    vocabulary=64, width=32, layers=3, hybrid=(1, 2), heads=2, state=8, head_width=64, architecture="zamba"
)


def random_documents(batch: int, time: int, chance: float, seed: int = 0) -> Documents:
    generator = torch.Generator().manual_seed(seed)
    return Documents((torch.rand(batch, time, generator=generator) < chance).cumsum(1))


def wake(model):
    """Gives the adapters, which begin at zero, something to say."""
    for name, parameter in model.named_parameters():
        if ".up." in name:
            torch.nn.init.normal_(parameter, std=0.1)
    return model


@pytest.mark.parametrize("time, chunk, chance", [(1, 4, 0), (64, 16, 0), (50, 16, 0.1), (37, 64, 0.3), (48, 8, 0.9)])
def test_ssd_random_documents_equals_recurrence_in_fp64(time, chunk, chance):
    torch.manual_seed(time)
    b, h, p, g, s = 2, 4, 3, 2, 5
    documents = random_documents(b, time, chance)
    inputs = [torch.randn(b, time, h, p), torch.rand(b, time, h) * 2, -torch.rand(h) * 3]
    inputs += [torch.randn(b, time, g, s), torch.randn(b, time, g, s)]
    fast = [tensor.double().requires_grad_() for tensor in inputs]
    slow = [tensor.double().requires_grad_() for tensor in inputs]
    y, twin = ssd(*fast, documents, chunk), ssd_by_step(*slow, documents)
    torch.testing.assert_close(y, twin, rtol=1e-12, atol=1e-12)
    weight = torch.randn_like(y)
    (y * weight).sum().backward()
    (twin * weight).sum().backward()
    for one, other in zip(fast, slow):
        torch.testing.assert_close(one.grad, other.grad, rtol=1e-10, atol=1e-10)


def test_ssd_strong_decay_stays_finite():
    documents = random_documents(1, 64, 0.05)
    x, bc = torch.ones(1, 64, 2, 4), torch.ones(1, 64, 1, 4)
    dt = torch.full((1, 64, 2), 50.0).requires_grad_()
    y = ssd(x, dt, torch.tensor([-16.0, -1.0]), bc, bc, documents, 16)
    y.sum().backward()
    assert y.isfinite().all() and dt.grad.isfinite().all()


def test_document_attention_in_blocks_equals_whole_matrix():
    torch.manual_seed(1)
    time = 2 * BLOCK + 77
    q, k, v = torch.randn(3, 2, 2, time, 8, dtype=torch.double)
    documents = random_documents(2, time, 0.01)
    torch.testing.assert_close(
        document_attention(q, k, v, documents, 0.3), attention_by_matrix(q, k, v, documents, 0.3)
    )


def test_rotate_scores_depend_on_distance_only():
    torch.manual_seed(2)
    q, k = torch.randn(2, 1, 1, 1, 8, dtype=torch.double)

    def score(m, n):
        return (rotate(q, torch.tensor([[m]]), 1e4) * rotate(k, torch.tensor([[n]]), 1e4)).sum()

    torch.testing.assert_close(score(3, 1), score(9, 7), rtol=1e-5, atol=1e-6)


def test_conv_single_document_equals_conv1d():
    torch.manual_seed(3)
    conv, x = CausalConv(6, 4).double(), torch.randn(2, 20, 6, dtype=torch.double)
    expected = F.conv1d(x.transpose(1, 2), conv.weight[:, None], conv.bias, padding=3, groups=6)[..., :20]
    torch.testing.assert_close(conv(x, Documents.single(x[..., 0])), expected.transpose(1, 2))


def test_documents_positions_restart():
    documents = Documents(torch.tensor([[7, 7, 8, 8, 8, 3]]))
    assert documents.positions.tolist() == [[0, 1, 0, 1, 2, 0]]
    assert documents.earliest == [0, 0, 2, 2, 2, 5]


LAYERS = {
    "conv": (lambda: CausalConv(32, 4), 32),
    "mamba2": (lambda: Mamba2(SMALL), 32),
    "mamba1": (lambda: Mamba1(FIRST), 32),
    "shared": (lambda: WithCall(SharedBlock(SMALL, [0])), 64),
}


class WithCall(torch.nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = wake(block)

    def forward(self, x, documents):
        return self.block(x, documents, 0)[1]


@pytest.mark.parametrize("name", LAYERS)
def test_layer_other_document_perturbed_not_one_bit_moves(name):
    make, width = LAYERS[name]
    torch.manual_seed(4)
    layer = make()
    numbers = torch.repeat_interleave(torch.arange(4), torch.tensor([13, 30, 2, 45]))[None]
    inside = numbers[0] == 1
    runs = []
    for noise in (0.0, 3.0):
        torch.manual_seed(5)
        x = torch.randn(1, 90, width)
        x[:, ~inside] += noise * torch.randn(1, 60, width)
        x.requires_grad_()
        layer.zero_grad()
        out = layer(x, Documents(numbers))[:, inside]
        (out * torch.linspace(-1, 1, out.numel()).view_as(out)).sum().backward()
        assert not x.grad[:, ~inside].any()
        runs.append([out, x.grad[:, inside], *(p.grad.clone() for p in layer.parameters())])
    for one, other in zip(*runs):
        assert torch.equal(one, other)


def batch_of(tokens, numbers, counted):
    inputs = torch.where(F.pad(numbers[:, 1:] != numbers[:, :-1], (1, 0), value=True), 0, tokens.roll(1, 1))
    return Batch(inputs, tokens, numbers, counted, ("row",) * len(tokens))


DENSE = ModelConfig(vocabulary=64, width=32, layers=2, hybrid=(), heads=2, feedforward=64, head_width=16,
                    architecture="transformer")  # fmt: skip


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize("config", [SMALL, FIRST, DENSE], ids=["zamba2", "zamba", "transformer"])
def test_model_other_document_perturbed_loss_and_gradients_do_not_move(config, precision):
    torch.manual_seed(6)
    model = wake(make_model(config))
    numbers = torch.repeat_interleave(torch.arange(3), torch.tensor([21, 40, 19]))[None]
    inside = numbers == 1
    runs = []
    for seed in (1, 2):
        tokens = torch.randint(0, 64, (1, 80), generator=torch.Generator().manual_seed(7))
        other = torch.randint(0, 64, (1, 80), generator=torch.Generator().manual_seed(seed))
        batch = batch_of(torch.where(inside, tokens, other), numbers, inside)
        model.zero_grad()
        with autocast_for(precision, torch.device("cpu")):
            loss = weighted_loss(model, batch, Documents(numbers), 1 / 40, z=1e-4)
            nll = token_nll(model, batch, Documents(numbers))[inside]
        loss.backward()
        runs.append([loss, nll, *(p.grad.clone() for p in model.parameters())])
    for one, other in zip(*runs):
        assert torch.equal(one, other)


@pytest.mark.parametrize("config", [SMALL, FIRST, DENSE], ids=["zamba2", "zamba", "transformer"])
def test_model_packed_equals_one_by_one_in_fp64(config):
    torch.manual_seed(8)
    model = wake(make_model(config)).double()
    lengths = [5, 33, 1, 20, 16]
    tokens = torch.randint(0, 64, (1, sum(lengths)))
    numbers = torch.repeat_interleave(torch.arange(5), torch.tensor(lengths))[None]
    packed = model.logits(tokens, Documents(numbers))[0].split(lengths)
    for alone, together in zip(tokens[0].split(lengths), packed):
        expected = model.logits(alone[None], Documents.single(alone[None]))[0]
        torch.testing.assert_close(together, expected, rtol=1e-10, atol=1e-11)


def test_model_blocks_take_turns_by_call():
    model = Zamba(SMALL)
    assert [sorted(block.fc1.down) for block in model.shared] == [["0", "2"], ["1"]]
    seen = []
    for number, block in enumerate(model.shared):
        block.register_forward_pre_hook(lambda _, inputs, number=number: seen.append((number, inputs[2])))
    tokens = torch.zeros(1, 4, dtype=torch.long)
    model(tokens, Documents.single(tokens))
    assert seen == [(0, 0), (1, 1), (0, 2)]


def test_model_shared_block_never_enters_the_residual_stream():
    """With the Mamba mixers silenced, the shared blocks cannot change the output."""
    torch.manual_seed(9)
    model = Zamba(SMALL)
    for layer in model.layers:
        torch.nn.init.zeros_(layer.mixer.out_proj.weight)
    tokens = torch.randint(0, 64, (1, 10))
    torch.testing.assert_close(model(tokens, Documents.single(tokens)), model.norm(model.embedding(tokens)))


@pytest.mark.parametrize("z", [0.0, 0.01])
def test_sliced_cross_entropy_equals_torch(z):
    torch.manual_seed(10)
    hidden = torch.randn(1100, 12, dtype=torch.double, requires_grad=True)
    matrix = torch.randn(40, 12, dtype=torch.double, requires_grad=True)
    targets, weights = torch.randint(0, 40, (1100,)), torch.rand(1100).double()
    loss = SlicedCrossEntropy.apply(hidden, matrix, targets, weights, z) * 3
    grads = torch.autograd.grad(loss, (hidden, matrix))
    logits = hidden @ matrix.T
    nll = F.cross_entropy(logits, targets, reduction="none")
    expected = (weights * (nll + z * logits.logsumexp(-1) ** 2)).sum() * 3
    torch.testing.assert_close(loss, expected)
    for one, other in zip(grads, torch.autograd.grad(expected, (hidden, matrix))):
        torch.testing.assert_close(one, other)


def test_sliced_cross_entropy_hopeless_target_keeps_its_loss_and_gradient():
    """Its share of the softmax is far below the smallest number."""
    hidden, matrix = torch.full((1, 1), 30.0), torch.tensor([[10.0], [-10.0]])
    hidden.requires_grad_()
    loss = SlicedCrossEntropy.apply(hidden, matrix, torch.tensor([1]), torch.ones(1), 0.0)
    loss.backward()
    assert loss.item() == pytest.approx(600) and hidden.grad.item() == pytest.approx(20)


def test_gated_norm_of_one_group_equals_definition():
    torch.manual_seed(12)
    norm = GatedNorm(16, 1).double()
    y, z = torch.randn(2, 3, 5, 16, dtype=torch.double)
    torch.testing.assert_close(norm(y, z), gated_norm(y, z, norm.weight, 1, 1e-5))


@pytest.mark.parametrize("shape", [(1, 8), (3, 5, 24)])
def test_rms_norm_equals_torch(shape):
    torch.manual_seed(11)
    x, weight = torch.randn(shape, dtype=torch.double), torch.randn(shape[-1], dtype=torch.double)
    x[0] = 0
    inputs = [tensor.requires_grad_() for tensor in (x, weight)]
    found, expected = rms_norm(x, weight, 1e-5), F.rms_norm(x, weight.shape, weight, 1e-5)
    torch.testing.assert_close(found, expected)
    slope = torch.randn_like(found)
    for one, other in zip(torch.autograd.grad(found, inputs, slope), torch.autograd.grad(expected, inputs, slope)):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize(
    "wrong",
    [{"head_width": 20}, {"heads": 5}, {"hybrid": (7,)}, {"groups": 3}, {"shared_blocks": 9}, {"epsilon": None}]
    + [{"epsilon": -1.0}, {"hybrid": (), "layers": 0}, {"hybrid": (), "architecture": "zamba"}],
)
def test_config_impossible_shape_is_refused(wrong):
    with pytest.raises(ValueError, match="Cannot make a model of this shape"):
        ModelConfig(**{**SMALL.to_json(), "hybrid": SMALL.hybrid, **wrong})
