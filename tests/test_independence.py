"""Samples that are mixed, reshapes in the place of a transpose, and outputs that change with the batch."""

from __future__ import annotations

import json
import math
import random
import re

import pytest
import torch
from torch import nn

from shapefault.check.independence import independence_of
from shapefault.check.independence.order import first_difference, orders, tears
from shapefault.check.inputs import InputSpec, TensorSpec

FEATURES = InputSpec((TensorSpec(("N", 8)),))
STEPS = InputSpec((TensorSpec(("N", 5, 8)),))
IMAGE = InputSpec((TensorSpec(("N", 3, "H", "W")),))


class Centred(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(8, 4)

    def forward(self, x):
        return self.head(x - x.mean(0))


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.norm = nn.Linear(8, 4), nn.BatchNorm1d(4, track_running_stats=False)

    def forward(self, x):
        return self.norm(self.embed(x))


class Sequence(nn.Module):
    """A GRU with the batch on axis 1, whose result is reshaped, or transposed, to have it on axis 0."""

    def __init__(self, right):
        super().__init__()
        self.layer, self.right = nn.GRU(8, 6), right

    def forward(self, x):
        y, _ = self.layer(x.transpose(0, 1))
        steps, n, features = y.shape
        return (y.transpose(0, 1) if self.right else y.reshape(n, steps, features)).mean(1)


def test_an_op_over_the_batch():
    found = independence_of(Centred(), FEATURES)
    assert found.mixes
    assert found.first.op == "mean"
    assert found.first.file == __file__
    json.dumps(found.to_json())


def test_a_norm_without_statistics_names_its_layer():
    found = independence_of(Normed().eval(), FEATURES)
    assert found.mixes
    assert (found.first.layer, found.first.layer_type) == ("norm", "BatchNorm1d")
    assert isinstance(found.outputs[1], str)
    assert "N = 1 fails" in found.words[0]


def test_a_norm_with_statistics_mixes_in_training_only():
    model = nn.Sequential(nn.Linear(8, 4), nn.BatchNorm1d(4)).train()
    before = model[1].running_mean.clone()
    found = independence_of(model, FEATURES)
    assert found.mixes is False
    assert model.training
    assert torch.equal(model[1].running_mean, before)


def test_a_reshape_where_a_transpose_belongs():
    found = independence_of(Sequence(right=False), STEPS)
    assert found.mixes
    assert found.transpose.op == "reshape"
    assert "permute(1, 0, 2)" in found.transpose_proof


def test_the_transpose_itself():
    found = independence_of(Sequence(right=True), STEPS)
    assert found.mixes is False
    assert found.transpose is None
    assert found.changes == ()


def test_a_reshape_that_mixes_is_named_not_the_layer_behind_it():
    class Flat(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer, self.head = nn.LSTM(8, 6, num_layers=2, batch_first=True), nn.Linear(12, 2)

        def forward(self, x):
            _, (hidden, _) = self.layer(x)
            return self.head(hidden.view(x.size(0), -1))

    assert independence_of(Flat(), STEPS).first.op == "view"


def test_one_sample_for_all():
    class Last(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.GRU(8, 6, batch_first=True)

        def forward(self, x):
            return self.layer(x)[0][-1]  # meant: the last step of each

    found = independence_of(Last(), STEPS)
    assert found.mixes and found.first.op == "__getitem__"


def test_channels_moved_by_a_view():
    class Pictures(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 4, 3)

        def forward(self, x):
            n, h, w, c = x.shape
            return self.conv(x.view(n, c, h, w)).mean((2, 3))

    found = independence_of(Pictures(), InputSpec((TensorSpec(("N", "H", "W", 3)),)))
    assert found.mixes is False
    assert found.transpose.op == "view"
    assert "permute(0, 3, 1, 2)" in found.transpose_proof


def test_an_output_that_changes_its_rank():
    class Squeezed(nn.Module):
        def forward(self, x):
            return x.sum(1, keepdim=True).squeeze()

    found = independence_of(Squeezed(), FEATURES)
    assert found.outputs == {1: ((),), 2: ((2,),), 3: ((3,),), 7: ((7,),)}
    assert found.changes[0].startswith("the output changes its rank with N: [] for N = 1, [2] for N = 2")


def test_a_softmax_over_the_batch_changes_its_meaning():
    class Soft(nn.Module):
        def forward(self, x):
            return torch.softmax(x, 0)

    found = independence_of(Soft(), FEATURES)
    assert found.mixes
    assert found.changes == ("the output for the first sample has other values in a batch of 2",)


def test_sequences_first_by_mistake():
    class Tokens(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed, self.layer = nn.Embedding(10, 8), nn.TransformerEncoderLayer(8, 2, 16)

        def forward(self, x):
            return self.layer(self.embed(x)).mean(1)

    found = independence_of(Tokens(), InputSpec((TensorSpec(("N", "L"), dtype="int64"),)))
    assert found.mixes
    assert found.first.layer == "layer.self_attn"


class Layer(nn.Module):
    """A layer of 32 features between two functions that reorder its input and its output."""

    def __init__(self, into, out=lambda x: x):
        super().__init__()
        self.layer, self.into, self.out = nn.Linear(32, 32), into, out

    def forward(self, x):
        return self.out(self.into(self.layer(x)).softmax(-1))


def heads(x):
    return x.view(x.size(0), 4, -1, 8)


def heads_moved(x):
    return x.view(x.size(0), -1, 4, 8).transpose(1, 2)


def joined(x):
    return x.reshape(x.size(0), -1, 32)


def joined_moved(x):
    return x.transpose(1, 2).reshape(x.size(0), -1, 32)


@pytest.mark.parametrize("axes", [("N", "T", 32), ("N", 16, 32), (2, 7, 32)], ids=str)
@pytest.mark.parametrize(
    "into, out, told",
    [
        (heads, joined, "view(3, T, 4, 8).permute(0, 2, 1, 3)"),
        (heads_moved, joined, "permute(0, 2, 1, 3).reshape(3, T, 32)"),
        (heads_moved, joined_moved, None),
    ],
    ids=["split", "joined", "right"],
)
def test_heads_and_steps_are_exchanged(axes, into, out, told):
    found = independence_of(Layer(into, out), InputSpec((TensorSpec(axes),)))
    assert found.mixes is False
    if told is None:
        assert found.transpose is None
    else:
        assert told.replace("T", str(found.sizes.get("T", axes[1]))) in found.transpose_proof


class Patches(nn.Module):
    def __init__(self, tokens):
        super().__init__()
        self.cut, self.tokens, self.layer = nn.Conv2d(3, 16, 16, 16), tokens, nn.Linear(16, 4)

    def forward(self, x):
        return self.layer(self.tokens(self.cut(x)))


@pytest.mark.parametrize("axes", [("N", 3, "H", "W"), ("N", 3, 64, 64)], ids=str)
def test_a_map_as_tokens(axes):
    spec = InputSpec((TensorSpec(axes),))
    found = independence_of(Patches(lambda x: x.view(x.size(0), -1, x.size(1))), spec)
    assert found.transpose.op == "view" and found.transpose.file == __file__
    assert "permute(0, 2, 3, 1).reshape(3, 16, 16)" in found.transpose_proof
    assert independence_of(Patches(lambda x: x.flatten(2).transpose(1, 2)), spec).transpose is None


def relative(x):
    """The skewing of a matrix of relative positions: (T, T + 1) as (T + 1, T), on purpose."""
    scores = x @ x.transpose(1, 2)
    n, steps, _ = scores.shape
    return nn.functional.pad(scores, (1, 0)).view(n, steps + 1, steps)[:, 1:].view_as(scores)


def shuffled(x):
    n, steps, features = x.shape
    return x.view(n, steps, 4, features // 4).transpose(2, 3).reshape(n, steps, features)


def windows(x):
    n, steps, features = x.shape
    return x.view(n * (steps // 4), 4, features).softmax(1).view(n, steps, features)


def grid(x):
    n, steps, features = x.shape
    return x.view(n, steps // 4, 2, 2, features).permute(0, 1, 3, 2, 4).reshape(n, steps // 2, 2 * features)


@pytest.mark.parametrize("into", [relative, shuffled, windows, grid], ids=lambda f: f.__name__)
@pytest.mark.parametrize("steps", ["T", 16], ids=str)
def test_reshapes_that_tear_nothing(into, steps):
    found = independence_of(Layer(into), InputSpec((TensorSpec(("N", steps, 32)),)))
    assert (found.mixes, found.transpose) == (False, None)


def test_the_order_of_weights_is_no_matter():
    class Weights(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.randn(5, 8))

        def forward(self, x):
            return x @ self.weight.view(8, 5)

    assert independence_of(Weights(), FEATURES).transpose is None


def test_what_is_proposed_gives_the_same_sizes_with_other_numbers():
    draws, told = random.Random(0), 0
    for _ in range(300):
        given = [draws.choice((1, 2, 3, 5, 12)) for _ in range(draws.randint(2, 4))]
        parts = [[3, 4] if size == 12 and draws.random() < 0.5 else [size] for size in given]
        wanted = draws.sample(flat := [size for part in parts for size in part], len(flat))
        labels = torch.arange(math.prod(given)).reshape(given)
        for order in orders(given, wanted) if tears(given, wanted) else []:
            proof = first_difference(given, wanted, order)
            calls = re.search(r"; (.*) gives the same shape", proof)[1]
            moved = eval(f"labels.{calls}")
            assert list(moved.shape) == wanted
            assert not moved.equal(labels.reshape(wanted))
            told += 1
    assert told > 50


@pytest.mark.parametrize("name", ["squeezenet1_1", "shufflenet_v2_x0_5"])
def test_healthy_models_have_no_finding(name):
    models = pytest.importorskip("torchvision.models")
    found = independence_of(getattr(models, name)(weights=None), IMAGE)
    assert found.mixes is False
    assert found.transpose is None
    assert found.changes == ()
    assert found.words == ("each sample by itself: no output changes with another sample",)


def test_a_table_that_the_first_forward_makes():
    class Cached(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("table", torch.zeros(1, 1))

        def forward(self, x):
            if self.table.shape[1] != x.shape[1]:
                self.table = torch.arange(x.shape[1] * 1.0)[None]
            return x * self.table

    found = independence_of(Cached(), FEATURES)
    assert (found.mixes, found.changes) == (False, ())


def test_a_random_output_is_undecided():
    class Noisy(nn.Module):
        noise = iter(range(1000))

        def forward(self, x):
            return x + next(self.noise)

    found = independence_of(Noisy(), FEATURES)
    assert found.mixes is None
    assert "from one run to the next" in found.undecided[0]
