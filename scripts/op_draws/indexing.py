"""Picking and writing parts of tensors, splitting, reducing."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from op_draws import strategies as st
from op_draws.cases import bend, case, shape, small, ten

dims = st.integers(-5, 4)


@case("getitem", torch.Tensor.__getitem__)
def _(draw):
    a = shape(draw, 0, 4)
    item = st.one_of(
        st.integers(-3, 3),
        st.just(slice(None)),
        st.just(slice(1, 3)),
        st.none(),
        st.just(slice(None, None, 2)),
        shapes_of_index,
    )
    kind = draw(st.sampled_from(["mask", "tuple", "tensor", "ellipsis"]))
    if kind == "mask":
        return (ten(*a), ten(*bend(draw, a[: draw(st.integers(1, 4))])).bool()), {}
    if kind == "tensor":
        return (ten(*a), ten(*shape(draw, 0, 2), dtype=torch.long)), {}
    items = draw(st.lists(item, min_size=1, max_size=4))
    if kind == "ellipsis":
        items.insert(draw(st.integers(0, len(items))), Ellipsis)
    return (ten(*a), tuple(items)), {}


shapes_of_index = st.lists(st.integers(1, 3), max_size=2).map(lambda s: torch.zeros(s, dtype=torch.long))


@case("setitem", torch.Tensor.__setitem__)
def _(draw):
    a = shape(draw, 1, 3)
    part = a[1:]
    return (ten(*a), draw(st.integers(-2, 2)), ten(*bend(draw, part))), {}


@case("gather", torch.gather)
def _(draw):
    a = shape(draw, 0, 3)
    return (ten(*a), draw(st.integers(-3, 2)), ten(*bend(draw, bend(draw, a)), dtype=torch.long)), {}


@case("scatter", torch.scatter)
def _(draw):
    a = shape(draw, 0, 3)
    index = bend(draw, a)
    return (ten(*a), draw(st.integers(-3, 2)), ten(*index, dtype=torch.long), ten(*bend(draw, index))), {}


@case("index_select", torch.index_select)
def _(draw):
    return (ten(*shape(draw)), draw(st.integers(-3, 2)), ten(*shape(draw, 0, 2), dtype=torch.long)), {}


@case("index_add", torch.index_add)
def _(draw):
    a, dim = shape(draw, 1, 3), draw(st.integers(-3, 2))
    return (ten(*a), dim, ten(draw(small), dtype=torch.long), ten(*bend(draw, a))), {}


@case("select", torch.select)
def _(draw):
    return (ten(*shape(draw)), draw(dims), draw(st.integers(-3, 3))), {}


@case("narrow", torch.narrow)
def _(draw):
    return (ten(*shape(draw)), draw(dims), draw(st.integers(-2, 3)), draw(st.integers(0, 3))), {}


@case("split", torch.split)
def _(draw):
    return (
        ten(*shape(draw, 0, 3)),
        draw(st.one_of(st.integers(-1, 4), st.lists(st.integers(0, 3), min_size=1, max_size=3))),
    ), {"dim": draw(st.integers(-2, 2))}


@case("chunk", torch.chunk)
def _(draw):
    return (ten(*shape(draw, 0, 3)), draw(st.integers(0, 4)), draw(st.integers(-2, 2))), {}


@case("unbind", torch.unbind)
def _(draw):
    return (ten(*shape(draw, 0, 3)), draw(st.integers(-3, 2))), {}


for name in ("softmax", "log_softmax", "cumsum", "cumprod"):

    @case(name, getattr(torch, name))
    def _(draw):
        return (ten(*shape(draw, 0, 3)), draw(st.integers(-4, 3))), {}


for name in (
    *("sum", "nansum", "mean", "prod", "std", "var", "logsumexp", "median", "all", "any"),
    *("amax", "amin", "argmax", "argmin", "max", "min"),
):

    @case(name, getattr(torch, name))
    def _(draw):
        return (ten(*shape(draw, 0, 3)), draw(st.integers(-4, 3))), {"keepdim": draw(st.booleans())}


@case("glu", F.glu)
def _(draw):
    return (ten(*shape(draw, 0, 3)), draw(st.integers(-4, 3))), {}


@case("softmin", F.softmin)
def _(draw):
    return (ten(*shape(draw, 0, 3)), draw(st.integers(-4, 3))), {}
