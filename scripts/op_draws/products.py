"""Linear layers, matrix products, einsum, element-wise ops."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from op_draws import strategies as st
from op_draws.cases import bend, case, shape, small, ten


@case("linear", F.linear)
def _(draw):
    x = shape(draw, 0, 4)
    w = bend(draw, (draw(small), x[-1] if x else 2))
    bias = [ten(draw(st.sampled_from([w[0], w[0], 1, 3])))] if draw(st.booleans()) and len(w) == 2 else []
    return (ten(*x), ten(*w), *bias), {}


@case("bilinear", F.bilinear)
def _(draw):
    lead, a, b, c = shape(draw, 0, 2), draw(small), draw(small), draw(small)
    return (ten(*bend(draw, (*lead, a))), ten(*bend(draw, (*lead, b))), ten(c, a, b), ten(c)), {}


@case("matmul", torch.matmul)
def _(draw):
    a = shape(draw, 0, 4, 3)
    b = bend(draw, (*a[:-2], a[-1], draw(small)) if a else ())
    return (ten(*a), ten(*b)), {}


@case("tensordot", torch.tensordot)
def _(draw):
    shared, count = shape(draw, 0, 3), draw(st.integers(0, 3))
    a, b = bend(draw, (*shape(draw, 0, 2), *shared)), bend(draw, (*shared, *shape(draw, 0, 2)))
    if draw(st.booleans()):
        return (ten(*a), ten(*b), draw(st.sampled_from([len(shared), len(shared), count]))), {}
    axes = st.lists(st.integers(-3, 2), min_size=0, max_size=3)
    right = list(range(len(shared)))
    left = [i - len(shared) for i in right]
    return (ten(*a), ten(*b), draw(st.sampled_from([(left, right), (left, right), (draw(axes), draw(axes))]))), {}


for name, fn in (("mm", torch.mm), ("bmm", torch.bmm), ("mv", torch.mv), ("dot", torch.dot)):

    @case(name, fn)
    def _(draw, name=name):
        b, i, j, k = (draw(small) for _ in range(4))
        left, right = {
            "mm": ((i, j), (j, k)),
            "bmm": ((b, i, j), (b, j, k)),
            "mv": ((i, j), (j,)),
            "dot": ((i,), (i,)),
        }[name]
        return (ten(*bend(draw, left)), ten(*bend(draw, right))), {}


for name, fn in (("addmm", torch.addmm), ("baddbmm", torch.baddbmm), ("addmv", torch.addmv)):

    @case(name, fn)
    def _(draw, name=name):
        b, i, j, k = (draw(small) for _ in range(4))
        shapes = {
            "addmm": ((i, k), (i, j), (j, k)),
            "baddbmm": ((b, i, k), (b, i, j), (b, j, k)),
            "addmv": ((i,), (i, j), (j,)),
        }[name]
        return tuple(ten(*bend(draw, s)) for s in shapes), {}


@case("einsum", torch.einsum)
def _(draw):
    equation = draw(
        st.sampled_from(
            [
                "ij,jk->ik",
                "bij,bjk->bik",
                "ij,jk",
                "...ij,...jk->...ik",
                "bhid,bhjd->bhij",
                "i,j->ij",
                "ii->i",
                "ij->ji",
                "b...->b",
                "nchw,c->nc",
            ]
        )
    )
    size = {c: draw(small) for c in "bcdhijknw"}
    shapes = [
        bend(draw, tuple(size[c] for c in term.replace("...", "b") if c.isalpha()))
        for term in equation.split("->")[0].split(",")
    ]
    return (equation, *(ten(*s) for s in shapes)), {}


for name in (
    *("add", "sub", "rsub", "mul", "div", "pow", "floor_divide", "remainder", "atan2", "hypot", "maximum", "minimum"),
    *("eq", "ne", "lt", "le", "gt", "ge", "isclose", "bitwise_and", "bitwise_or", "bitwise_xor"),
):

    @case(name, getattr(torch, name))
    def _(draw, name=name):
        a = shape(draw, 0, 4, 3)
        b = bend(draw, bend(draw, a))
        if draw(st.booleans()):
            b = b[1:]
        dtype = torch.long if name.startswith("bitwise") else None
        return (ten(*a, dtype=dtype), torch.ones(b, dtype=dtype)), {}


@case("add_", torch.Tensor.add_)
def _(draw):
    a = shape(draw, 0, 4, 3)
    return (ten(*a), ten(*bend(draw, bend(draw, a))[draw(st.integers(0, 1)) :])), {}


@case("where", torch.where)
def _(draw):
    a = shape(draw, 0, 3, 3)
    return (ten(*bend(draw, a)).bool(), ten(*bend(draw, a)), ten(*a)), {}


@case("masked_fill", torch.masked_fill)
def _(draw):
    a = shape(draw, 0, 3, 3)
    return (ten(*a), ten(*bend(draw, a)).bool(), 1.0), {}


@case("masked_fill_", torch.Tensor.masked_fill_)
def _(draw):
    a = shape(draw, 0, 3, 3)
    return (ten(*a), ten(*bend(draw, a)).bool(), 1.0), {}


for name in ("__rtruediv__", "__rpow__", "__rmatmul__"):

    @case(name, getattr(torch.Tensor, name))
    def _(draw, name=name):
        a = shape(draw, 1, 3, 3)
        return (ten(*a), ten(*(bend(draw, bend(draw, a)) if name != "__rmatmul__" else bend(draw, a[::-1])))), {}


for name in ("lerp", "addcmul", "addcdiv"):

    @case(name, getattr(torch, name))
    def _(draw):
        a = shape(draw, 0, 3, 3)
        return (ten(*bend(draw, a)), ten(*bend(draw, a)), ten(*bend(draw, a))), {}
