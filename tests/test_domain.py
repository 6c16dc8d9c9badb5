"""The domain of a model against the model itself, run for real."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

import domain as benchmark
import domain_nets

from shapefault.check.domain import (
    domain_of,
    private,
)
from shapefault.check.domain.algebra import Algebra
from shapefault.check.domain.evaluate import Bounding, Evaluator
from shapefault.check.domain.grid import Grid
from shapefault.check.domain.path import Path as ConditionPath
from shapefault.check.domain.runs import shapes_only
from shapefault.check.domain.sketch import sketch
from shapefault.check.domain.words import describe
from shapefault.check.inputs import InputSpec, TensorSpec

IMAGE = InputSpec((TensorSpec(("N", 3, "H", "W")),))
ROWS = InputSpec((TensorSpec(("N", "L")),))
TOKENS = InputSpec((TensorSpec(("N", "L"), dtype="int64"),))


# Against brute force

CHEAP = ["unet_cropped", "lenet", "windows", "shuffled", "refolded", "unpooled", "grouped", "training"]
CHEAP += ["fourier", "encoder", "gru"]


@pytest.mark.parametrize("name", CHEAP)
def test_says_what_a_forward_says(name):
    make, axes = domain_nets.NETS[name]
    torch.manual_seed(0)
    model = make().eval()
    spec = InputSpec((TensorSpec(axes),))
    tied = domain_of(model, spec, tie=[("H", "W")])
    free = domain_of(model, spec)
    assert not tied.undecided
    assert not free.undecided
    judge = benchmark.Judge(model, axes, seconds=math.inf)
    sizes = [{"N": 1, "H": n, "W": n} for n in benchmark._diagonal(tied)[:60]]
    found = [judge.disagreement(free, pair) for pair in benchmark._pairs(free)[:20]]
    found += [judge.disagreement(tied, each) for each in sizes]
    assert [text for text in found if text] == []
    assert judge.real_runs > 20


class Relative(nn.Module):
    """A table of relative positions, looked up by differences that are scaled where the two sides differ."""

    def __init__(self, rows=20):
        super().__init__()
        self.table = nn.Parameter(torch.rand(rows, 3))

    def forward(self, x):
        high, wide = x.shape[-2:]
        down, across = max(wide / high, 1.0), max(high / wide, 1.0)
        apart = torch.arange(high, device=x.device).unsqueeze(-1) * down
        apart = apart - torch.arange(wide, device=x.device).unsqueeze(0) * across
        apart += (wide - 1) * across
        return self.table[apart.long()]


class Chosen(nn.Module):
    """The row that scores highest; the table is too short for rows that nobody can tell."""

    def __init__(self, known):
        super().__init__()
        self.known, self.table = known, nn.Parameter(torch.rand(12, 3))

    def forward(self, x):
        rows = x.sum((1, 2)).argmax(-1) if self.known else (x.sum((1, 2)).round().long() * 0).cumsum(-1)
        return self.table[rows]


def test_differences_of_positions_stay_within_their_table():
    model, spec = Relative().eval(), InputSpec((TensorSpec((1, 3, "H", "W")),))
    found = domain_of(model, spec)
    for high in range(1, 26):
        for wide in range(1, 26):
            try:
                shape = tuple(model(torch.rand(1, 3, high, wide)).shape)
            except IndexError:
                shape = None
            assert found.accepts((1, 3, high, wide)) is (shape is not None), (high, wide)


def test_places_are_below_the_size_and_other_values_are_not_told():
    spec = InputSpec((TensorSpec((2, 3, 4, "W")),))
    known, unknown = domain_of(Chosen(True).eval(), spec), domain_of(Chosen(False).eval(), spec)
    assert [known.accepts((2, 3, 4, width)) for width in (1, 12)] == [True, True]
    assert known.accepts((2, 3, 4, 13)) is None  # it depends on where the highest is
    assert unknown.accepts((2, 3, 4, 5)) is None


# What it says


class Flat(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(32))
        self.head = nn.Linear(4 * 49, 10)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))


def test_a_map_that_a_linear_layer_takes():
    domain = domain_of(Flat().eval(), IMAGE)
    assert domain.accepts((2, 3, 224, 255))
    assert domain.accepts((2, 3, 223, 224)) is False
    assert domain.output((5, 3, 230, 230)) == ((5, 10),)
    assert domain.nearest((1, 3, 200, 300)) == ((1, 3, 224, 255),)
    (size,) = [fact for fact in domain.facts if "H" in fact.axes]
    assert str(size).startswith(
        "H, W: 224 … 255, because head takes a map of 4 × 7 × 7 [head (Linear), test_domain.py:"
    )
    assert size.layer == "head"
    assert str(domain.words[0]) == "N: any size"
    json.dumps(domain.to_json())


def test_multiples_and_what_comes_out():
    model = nn.Sequential(nn.PixelUnshuffle(8), nn.Conv2d(192, 5, 1))
    domain = domain_of(model, IMAGE)
    assert domain.words[1].startswith("H, W: multiples of 8 [0 (PixelUnshuffle)")
    assert domain.output({"N": 3, "H": 64, "W": 80}) == ((3, 5, 8, 10),)
    assert domain.output((3, 3, 64, 81)) is None
    assert domain.nearest({"N": 1, "H": 63, "W": 63}) == ({"N": 1, "H": 64, "W": 64},)


def test_a_model_that_fails_at_the_usual_size_has_a_domain():
    domain = domain_of(domain_nets.LeNet(), IMAGE)
    assert domain.accepts((1, 3, 28, 28)) is False
    assert domain.nearest((1, 3, 28, 28)) == ((1, 3, 32, 32),)


def test_no_size_at_all():
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(16, 8, 3))
    domain = domain_of(model, IMAGE)
    assert domain.accepts((1, 3, 64, 64)) is False
    assert domain.nearest((1, 3, 64, 64)) == ()
    assert domain.words[0].startswith("no size is accepted [1 (Conv2d)")


def test_equal_sizes():
    class Square(nn.Module):
        def forward(self, x):
            return x @ x

    domain = domain_of(Square(), IMAGE)
    assert "H, W: H = W" in domain.words
    assert domain.accepts((1, 3, 5, 5))
    assert domain.accepts((1, 3, 5, 6)) is False


class Tokens(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.positions = nn.Embedding(100, 8), nn.Embedding(16, 8)
        self.layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)

    def forward(self, x):
        return self.layer(self.words(x) + self.positions(torch.arange(x.shape[1])))


def test_a_table_of_positions_limits_a_sequence():
    domain = domain_of(Tokens().eval(), TOKENS)
    assert domain.accepts((2, 16))
    assert domain.accepts((2, 17)) is False
    assert any(word.startswith("L: any size ≤ 16 [positions (Embedding)") for word in domain.words)


def test_training_mode_and_one_sample():
    model = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
    (word,) = [w for w in domain_of(model.eval(), IMAGE).words if "training" in w]
    assert word.startswith("N = 1 fails in training mode [2 (BatchNorm2d)")
    trained = domain_of(model.train(), IMAGE)
    assert trained.accepts((1, 3, 8, 8)) is False
    assert trained.accepts((2, 3, 8, 8))


def test_several_inputs_share_an_axis():
    class Two(nn.Module):
        def forward(self, x, *, mask):
            return x * mask + torch.ones(7)

    spec = InputSpec((TensorSpec(("N", "L")), TensorSpec(("N", "M"), name="mask")))
    domain = domain_of(Two(), spec)
    assert domain.accepts(((2, 7), (2, 1)))
    assert domain.accepts({"N": 2, "L": 7, "M": 7})
    assert domain.accepts({"N": 2, "L": 6, "M": 7}) is False


# What it does not say


def test_control_flow_on_values_is_undecided():
    class Branch(nn.Module):
        def forward(self, x):
            return x[:, :3] if x.sum() > 0 else x

    domain = domain_of(Branch(), ROWS)
    assert domain.accepts((2, 5)) is None
    assert "Branch" in domain.undecided[0]
    assert "test_domain.py" in domain.undecided[0]


def test_a_wrong_shape_rule_is_found_by_the_real_run():
    class Host(nn.Module):
        def forward(self, x):
            if x.device.type == "meta":
                return x
            raise RuntimeError("not today")

    domain = domain_of(Host(), ROWS)
    assert domain.accepts((2, 5)) is None
    assert "not today" in domain.undecided[0]


def test_beyond_the_limits_nothing_is_said():
    domain = domain_of(nn.Flatten(), ROWS, limits={"L": (1, 10)})
    assert domain.accepts((1, 10))
    assert domain.accepts((1, 11)) is None
    assert domain.accepts((65, 1)) is None


def test_a_lazy_layer():
    domain = domain_of(nn.Sequential(nn.LazyLinear(4)), ROWS)
    assert domain.accepts((1, 4)) is None
    assert "lazy" in domain.undecided[0]


def test_input_that_does_not_fit():
    with pytest.raises(ValueError, match="expected a free axis of the input to tie, got 'Q'"):
        domain_of(nn.Flatten(), ROWS, tie=[("N", "Q")])
    with pytest.raises(ValueError, match="expected limits for a free axis, got 'Q'"):
        domain_of(nn.Flatten(), ROWS, limits={"Q": (1, 2)})
    with pytest.raises(ValueError, match="expected a shape of the form N,L, got"):
        domain_of(nn.Flatten(), ROWS).accepts((1, 2, 3))


# What it leaves behind


def test_the_model_is_left_as_it_was():
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout(0.5)).train()
    model[0].eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    modes = [module.training for module in model.modules()]
    held = [id(p) for p in model.parameters()]
    random.seed(1)
    torch.manual_seed(1)
    states = random.getstate(), torch.get_rng_state()
    domain_of(model, IMAGE)
    assert random.getstate() == states[0]
    assert torch.equal(torch.get_rng_state(), states[1])
    assert [module.training for module in model.modules()] == modes
    assert [id(p) for p in model.parameters()] == held
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_no_torch_before_it_is_asked():
    code = "import sys, shapefault.check.domain, shapefault.check.independence as i; print(sorted({'torch', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


# The parts


def test_symbolic_sizes_work_on_this_torch():
    """Seen on 2.13.0 and 2.14.1; where this fails, sizes are run one by one."""
    assert private.symbolic_sizes_work()


def test_without_symbolic_sizes(monkeypatch):
    monkeypatch.setattr(private, "_works", False)
    domain = domain_of(domain_nets.LeNet(), IMAGE, limits={"N": (1, 1), "H": (28, 40), "W": (30, 36)})
    assert domain.accepts((1, 3, 32, 33))
    assert domain.accepts((1, 3, 31, 32)) is False
    assert domain.accepts((1, 3, 36, 32)) is False


WHOLE = st.integers(1, 3)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_path_has_only_points_that_meet_its_conditions(data):
    algebra, grid = Algebra(), Grid({"N": (1, 3), "H": (1, 30), "W": (1, 30)})
    cut, more, k = data.draw(st.sampled_from([2, 4, 7])), data.draw(st.integers(0, 1)), data.draw(WHOLE)
    whole_windows = st.integers(1, 30 // (cut * k)).map(lambda n: max(1, n * cut * k - more))
    point = {axis: data.draw(st.integers(1, 30) | whole_windows) for axis in ("H", "W")}
    point = {"N": data.draw(WHOLE), **point}
    values = Evaluator(grid.sizes)
    path = ConditionPath(algebra, values, grid.everything(), point)
    conditions = []
    for _ in range(data.draw(st.integers(1, 4))):
        sides = [algebra.floordiv(algebra.add(algebra.var(axis), more), k) for axis in ("H", "W")]
        parts = [algebra.floordiv(side, cut) for side in sides]
        area = algebra.mul(algebra.var("N"), algebra.mul(*sides))
        windows = algebra.scale(
            algebra.mul(algebra.var("N"), algebra.mul(*parts)), data.draw(st.sampled_from([1, cut**2]))
        )
        kind = data.draw(st.sampled_from(["eq", "le", "mod", "few"]))
        if kind == "mod":
            path.guard(whole := algebra.compare("le", 1, windows), bool(path.at_point(whole)))
            conditions.append(whole)
            area = algebra.mod(algebra.scale(area, 3), algebra.add(algebra.mul(*parts), 1))
        if kind == "few":
            condition = algebra.compare("le", area, data.draw(WHOLE) - 1)
        else:
            condition = algebra.compare("le" if kind == "le" else "eq", area, 0 if kind == "mod" else windows)
        path.guard(condition, bool(path.at_point(condition)))
        conditions.append(condition)
    inside = path.points.on(grid.axes, {})
    assert point in path.points
    assert len(path.points) + sum(map(len, path.left)) == 2700
    for condition in conditions:
        assert ((values(condition) == bool(path.at_point(condition))) | ~inside).all()


NUMBERS = st.integers(-7, 7)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_expressions_are_python_arithmetic(data):
    algebra, point = Algebra(), {"H": data.draw(st.integers(1, 40)), "W": data.draw(st.integers(1, 40))}
    values = [(algebra.var("H"), point["H"]), (algebra.var("W"), point["W"])]
    evaluate, bound = Evaluator(point), Bounding({"H": (1, 40), "W": (1, 40)})
    for _ in range(data.draw(st.integers(1, 9))):
        (a, x), (b, y) = data.draw(st.sampled_from(values)), data.draw(st.sampled_from(values))
        if data.draw(st.booleans()):
            b = y = data.draw(NUMBERS)
        op = data.draw(st.sampled_from(("add", "sub", "mul", "floordiv", "mod")))
        if op in ("floordiv", "mod") and (y == 0 or int(evaluate(b)) == 0):
            continue
        if abs(x * y) > 1 << 40:
            continue
        python = {"add": x + y, "sub": x - y, "mul": x * y}
        want = python[op] if op in python else x // y if op == "floordiv" else x % y
        made = getattr(algebra, op)(a, b)
        assert int(evaluate(made)) == want
        low, high = bound(made)
        assert low <= want <= high
        for relation, holds in (("eq", x == y), ("ne", x != y), ("lt", x < y), ("le", x <= y)):
            assert bool(evaluate(algebra.compare(relation, a, b))) == holds
        values.append((made, want))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (lambda n: True, "any size"),
        (lambda n: n >= 33, "any size ≥ 33"),
        (lambda n: n % 32 == 0, "multiples of 32"),
        (lambda n: n % 32 == 0 and n >= 64, "multiples of 32, ≥ 64"),
        (lambda n: 193 <= n <= 224, "193 … 224"),
        (lambda n: n == 224, "only 224"),
        (lambda n: n <= 128, "any size ≤ 128"),
        (lambda n: n % 2 == 1, "odd sizes"),
        (lambda n: n in (1, 32), "1, 32"),
        (lambda n: n % 16 in (0, 1, 2), "sizes that divided by 16 leave 0 … 2"),
        (lambda n: n % 4 == 1 and n > 8, "1 more than a multiple of 4, ≥ 9"),
        (lambda n: False, "no size"),
    ],
)
def test_words_for_sizes(inside, text):
    import numpy as np

    assert describe(np.array([inside(n) for n in range(1, 1025)]), 1).text == text


def test_silent_broadcast_is_seen():
    class Positions(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.Parameter(torch.zeros(1, 32))

        def forward(self, x):
            return F.relu(x + self.table)

    domain = domain_of(Positions(), ROWS)
    assert [n for n in range(1, 100) if domain.accepts((1, n))] == [1, 32]


def _zeros(*shape):
    return torch.zeros(shape)


SKETCHED = [
    lambda x: F.conv2d(x, _zeros(4, 6, 3, 2), _zeros(4), stride=(2, 1), padding=1, dilation=(1, 2)),
    lambda x: F.conv2d(x, _zeros(6, 1, 7, 7), groups=6),
    lambda x: F.conv2d(x, _zeros(6, 5, 1, 1)),
    lambda x: F.conv_transpose2d(x, _zeros(6, 2, 3, 3), stride=2, output_padding=1, groups=2),
    lambda x: F.max_pool2d(x, 3, 2, 1, ceil_mode=True),
    lambda x: F.avg_pool2d(x, (2, 3), ceil_mode=True),
    lambda x: F.avg_pool2d(x, 4, 1),
    lambda x: F.adaptive_avg_pool2d(x, (1, None)),
    lambda x: F.batch_norm(x, _zeros(6), _zeros(6), _zeros(6), _zeros(6)),
    lambda x: F.batch_norm(x, _zeros(6), _zeros(6), training=True),
    lambda x: F.layer_norm(x, x.shape[2:]),
    lambda x: F.layer_norm(x, (7,)),
    lambda x: F.group_norm(x, 3, _zeros(6)),
    lambda x: F.group_norm(x, 6),
    lambda x: F.linear(x.flatten(2), _zeros(3, x.shape[2] * x.shape[3])),
    lambda x: F.linear(x.permute(0, 2, 3, 1), _zeros(3, 6)),
    lambda x: x @ x.transpose(-1, -2),
    lambda x: x @ x,
    lambda x: x[0].bmm(x[0].mT),
    lambda x: F.scaled_dot_product_attention(x, x, x, _zeros(x.shape[2], x.shape[2])).transpose(1, 2).flatten(2),
    lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"),
    lambda x: F.interpolate(x, size=(x.shape[3], 3)),
    lambda x: x.view(x.shape[0], 2, 3, -1),
    lambda x: x.view(-1, 4),
    lambda x: x.reshape(x.shape[0], 2, 3, x.shape[2], x.shape[3]).permute(2, 0, 1, 4, 3).unbind(0)[1].reshape(2, -1),
    lambda x: x.permute(0, 2, 3, 1).reshape(x.shape[0], -1, 6),
    lambda x: x.permute(0, 2, 3, 1).view(x.shape[0], -1, 6),
    lambda x: x.transpose(1, 2).flatten(2).transpose(0, 1).contiguous().view(-1),
    lambda x: torch.cat([x, x.relu()], 1).chunk(2, dim=1)[1] + x,
    lambda x: torch.cat([x.flatten(2), x.flatten(2)[:, :, 1:]], dim=-1),
    lambda x: torch.cat([x, x[..., 1:]], dim=2),
    lambda x: x + x.permute(0, 1, 3, 2),
    lambda x: x.permute(0, 3, 1, 2).mul(2) + 1,
    lambda x: x * _zeros(6, 1, 1) - 1.0,
    lambda x: x.add_(x.mean((2, 3), keepdim=True)),
    lambda x: x.mean((2, 3)).softmax(-1).unsqueeze(1).expand(-1, 4, -1),
    lambda x: x[:, 1:-1, None, ::2, -1].squeeze(2),
    lambda x: x[:, :, 3:],
    lambda x: x[:, 6],
    lambda x: F.pad(x, (1, 2, 0, 3)).roll((1, -1), dims=(2, 3)),
    lambda x: F.conv2d(x.chunk(2, 1)[1], _zeros(4, 3, 1, 1)).view(-1, 4),
    lambda x: F.batch_norm(x.contiguous()[:, 2:4], _zeros(2), _zeros(2)).view(2, -1),
    lambda x: torch.cat([x[:, 1:3].relu(), x[:, 2:] * x[:, 2:]], 1),
    lambda x: torch.stack([x.contiguous()[:, 1:3], x.contiguous()[:, 2:4]], 1).view(x.shape[0], -1),
    lambda x: torch.stack([x, x.transpose(2, 3).transpose(2, 3)], -1),
    lambda x: F.normalize(x.flatten(1), dim=-1).reshape_as(x).to(torch.float32),
    lambda x: F.normalize(x.permute(0, 2, 3, 1)[..., 1], dim=-1),
    lambda x: (1 - x).split([2, 4], dim=1)[1].sigmoid(),
    lambda x: x.split(4, dim=1)[-1].unsqueeze_(0).squeeze(0),
    lambda x: torch.addcmul(_zeros(6, 1, 1), x, x.transpose(2, 3), value=2).sum(1),
    lambda x: F.adaptive_avg_pool2d(x.permute(0, 2, 3, 1), (3, None)),
    lambda x: F.max_pool2d(x.permute(0, 2, 3, 1), 2),
    lambda x: F.interpolate(x.permute(0, 3, 1, 2), size=(4, 3), mode="bicubic"),
    lambda x: x.unsqueeze(1) @ _zeros(5, 1, x.shape[3], 2),
    lambda x: _zeros(2, 3) @ x,
    lambda x: torch.einsum("bchw,chk->bkw", x, _zeros(6, 1, 4)),
    lambda x: torch.einsum("bchw,bkhw->bckw", x, x.relu()),
    lambda x: F.fold(F.unfold(x, (2, 3), padding=1, stride=2), x.shape[2:], (2, 3), padding=1, stride=2),
    lambda x: F.fold(x.flatten(2), (4, 3), 2),
    lambda x: x.mean(1, keepdim=True).expand_as(x) * x,
    lambda x: _filled(x.new_zeros((x.shape[2], 4))) + x[0, 0, :, :1],
    lambda x: _filled(x.new_ones(3)),
    lambda x: x.masked_fill(x.amax(1, keepdim=True) > 0, -1.0).type_as(_zeros(1)),
    lambda x: x.masked_fill(_zeros(2, 1, 1) > 0, 0.0),
    lambda x: x.flatten(2).transpose(1, 2).view(x.shape[0], x.shape[2], x.shape[3], 2, 3),
    lambda x: x.permute(0, 2, 3, 1).view(x.shape[0], -1, 2, x.shape[3], 6),
    lambda x: F.scaled_dot_product_attention(*[x.permute(0, 2, 3, 1).unsqueeze(1)] * 3),
    lambda x: torch.cat([x, x.transpose(2, 3)], 1),
    lambda x: x.add_(x.transpose(2, 3)[:, :, :1]),
    lambda x: x.permute(0, 2, 3, 1) ** 2,
]


def _filled(x):
    x[1:, 0:2] = 3
    return x


@pytest.mark.parametrize("number", range(len(SKETCHED)))
def test_a_sketch_is_what_torch_makes(number):
    for shape in [(2, 6, 5, 7), (1, 6, 1, 1), (1, 6, 2, 4)]:
        for axes in [(0, 1, 2, 3), (0, 1, 3, 2)]:
            made = _laid_out(number, torch.zeros(shape).permute(axes))
            with shapes_only({}):
                found = _laid_out(number, sketch(shape, torch.float32).permute(axes))
            assert found == made


def _laid_out(number, x):
    """Shape, dtype and strides of the result; a stride that nothing is moved along is left out."""
    try:
        result = SKETCHED[number](x)
    except Exception:
        return "refused"
    strides = [stride for size, stride in zip(result.shape, result.stride(), strict=True) if size > 1]
    return tuple(result.shape), result.dtype, strides if 0 not in result.shape else None
