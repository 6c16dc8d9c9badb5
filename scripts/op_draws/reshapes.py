"""Joining, regrouping and moving axes."""

from __future__ import annotations

import torch

from op_draws import strategies as st
from op_draws.cases import bend, case, shape, ten


def joined(draw):
    base = shape(draw, 0, 4, 3, 0)
    parts = [ten(*base)] + [ten(*bend(draw, base)) for _ in range(draw(st.integers(0, 2)))]
    return base, parts


@case("cat", torch.cat)
def _(draw):
    base, parts = joined(draw)
    return (parts,), {"dim": draw(st.integers(-len(base) - 1, len(base)))}


@case("stack", torch.stack)
def _(draw):
    base, parts = joined(draw)
    return (parts, draw(st.integers(-len(base) - 2, len(base) + 1))), {}


for name in ("hstack", "vstack", "dstack"):

    @case(name, getattr(torch, name))
    def _(draw):
        return (joined(draw)[1],), {}


@case("view", torch.Tensor.view)
def _(draw):
    return regrouped(draw)


@case("reshape", torch.reshape)
def _(draw):
    args, kwargs = regrouped(draw)
    return (args[0], args[1:]), kwargs


def regrouped(draw):
    have = shape(draw, 0, 4, 4, 0)
    want = list(draw(st.permutations(have)))
    if len(want) > 1 and draw(st.booleans()):
        want[:2] = [want[0] * want[1]]
    want = list(bend(draw, tuple(want)))
    if want and draw(st.booleans()):
        want[draw(st.integers(0, len(want) - 1))] = draw(st.sampled_from([-1, -1, -1, -2]))
    return (ten(*have), *(want or [1])), {}


dims = st.integers(-5, 4)


@case("view_as", torch.Tensor.view_as)
def _(draw):
    a = shape(draw, 0, 3)
    return (ten(*a), ten(*bend(draw, tuple(draw(st.permutations(a)))))), {}


@case("unflatten", torch.unflatten)
def _(draw):
    a = shape(draw, 0, 3, 6)
    return (
        ten(*a),
        draw(dims),
        draw(st.sampled_from([(2, -1), (2, 2), (-1,), (3, 2), (-1, -1), (1, 2, -1)])),
    ), {}


@case("flatten", torch.flatten)
def _(draw):
    return (ten(*shape(draw)), draw(dims)), {"end_dim": draw(dims)} if draw(st.booleans()) else {}


@case("squeeze", torch.squeeze)
def _(draw):
    how = draw(st.sampled_from(["none", "int", "tuple"]))
    a = ten(*shape(draw, 0, 4, 2))
    if how == "none":
        return (a,), {}
    return (a, draw(dims) if how == "int" else (draw(st.integers(-2, -1)),)), {}


@case("unsqueeze", torch.unsqueeze)
def _(draw):
    return (ten(*shape(draw)), draw(dims)), {}


@case("permute", torch.Tensor.permute)
def _(draw):
    a = shape(draw, 1, 4)
    order = list(draw(st.permutations(range(len(a)))))
    if draw(st.booleans()):
        order[0] = draw(dims)
    if draw(st.integers(0, 4)) == 0:
        order.append(0)
    return (ten(*a), *order), {}


for name in ("transpose", "swapaxes"):

    @case(name, getattr(torch, name))
    def _(draw):
        return (ten(*shape(draw)), draw(dims), draw(dims)), {}


@case("t", torch.t)
def _(draw):
    return (ten(*shape(draw, 0, 3)),), {}


@case("mT", lambda x: x.mT)
def _(draw):
    return (ten(*shape(draw, 0, 4)),), {}


@case("movedim", torch.movedim)
def _(draw):
    a = ten(*shape(draw))
    if draw(st.booleans()):
        return (a, draw(dims), draw(dims)), {}
    moved = st.lists(st.integers(-2, 2), min_size=1, max_size=3)
    return (a, tuple(draw(moved)), tuple(draw(moved))), {}


@case("expand", torch.Tensor.expand)
def _(draw):
    a = shape(draw, 0, 3, 3)
    want = list(bend(draw, a)) or [2]
    want[draw(st.integers(0, len(want) - 1))] = draw(st.integers(-1, 4))
    return (ten(*a), *want), {}


@case("expand_as", torch.Tensor.expand_as)
def _(draw):
    a = shape(draw, 0, 3, 3)
    return (ten(*a), ten(*shape(draw, 0, 1), *bend(draw, a))), {}


@case("repeat", torch.Tensor.repeat)
def _(draw):
    return (ten(*shape(draw, 0, 3)), *(shape(draw, 1, 4, 2, 0))), {}


@case("tile", torch.tile)
def _(draw):
    return (ten(*shape(draw, 0, 3)), shape(draw, 0, 4, 2, 0)), {}


@case("ravel", torch.ravel)
def _(draw):
    return (ten(*shape(draw)),), {}


@case("T", lambda x: x.T)
def _(draw):
    return (ten(*shape(draw, 0, 3)),), {}
