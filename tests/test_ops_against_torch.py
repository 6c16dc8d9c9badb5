"""Every requirement and formula against torch itself: accepted iff torch accepts, and the same shape.

Small real tensors are the judge, for fake and meta kernels accept some of what real ones refuse.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import warnings
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch")
F = torch.nn.functional

from shapefault import ops  # noqa: E402
from shapefault.ops.base import holds  # noqa: E402

torch.set_num_threads(1)

REFUSALS = (RuntimeError, ValueError, IndexError, TypeError, NotImplementedError, AssertionError)
Draw = Callable[[Any], Any]
CASES: dict[str, tuple[Callable[..., Any], Callable[[Draw], tuple[tuple[Any, ...], dict[str, Any]]]]] = {}


def case(name: str, fn: Callable[..., Any]) -> Callable[[Any], Any]:
    """Register how to draw a call of one op."""

    def register(build: Any) -> Any:
        CASES[name] = (fn, build)
        return build

    return register


small = st.integers(1, 4)


def ten(*shape: int, dtype: Any = None) -> Any:
    return torch.zeros(shape, dtype=dtype)


def shape(draw: Draw, low: int = 0, high: int = 4, most: int = 4, least: int = 1) -> tuple[int, ...]:
    return tuple(draw(st.lists(st.integers(least, most), min_size=low, max_size=high)))


def bend(draw: Draw, given_shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape itself (mostly), or one axis changed, dropped or added."""
    out, how = (
        list(given_shape),
        draw(st.sampled_from(["keep"] * 5 + ["change", "one", "drop", "add", "front"])),
    )
    if how in ("change", "one", "drop") and out:
        i = draw(st.integers(0, len(out) - 1))
        if how == "drop":
            del out[i]
        else:
            out[i] = 1 if how == "one" else draw(small)
    elif how == "add":
        out.append(draw(small))
    elif how == "front":
        out.insert(0, draw(small))
    return tuple(out)


def per_axis(draw: Draw, n: int, low: int, high: int) -> Any:
    """An int, or one int an axis."""
    if draw(st.booleans()):
        return draw(st.integers(low, high))
    return tuple(draw(st.integers(low, high)) for _ in range(n))


def verdict(fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[bool, Any, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            out = fn(*args, **kwargs)
        except REFUSALS as error:
            return False, None, str(error)
    while isinstance(out, (tuple, list)):
        out = out[0] if out else None
    return True, None if out is None else tuple(out.shape), ""


def agree(name: str, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    bound = ops.bind(name, args, kwargs)
    assert bound is not None, name
    operands, params = bound
    found = ops.spec(name).check(operands, params)
    expected = ops.spec(name).result(operands, params) if holds(found) else None
    accepted, made, message = verdict(fn, args, kwargs)
    broken = [r for r in found if not r.holds]
    assert (not broken) == accepted, f"{name} {operands} {params}: torch says {message or made}, we say {broken}"
    if accepted and made is not None and expected is not None:
        assert expected == made, f"{name} {operands} {params}"


for n in (1, 2, 3):

    @case(f"conv{n}d", getattr(F, f"conv{n}d"))
    def _(draw, n=n):
        groups, kernel = draw(st.integers(1, 2)), tuple(draw(st.integers(1, 3)) for _ in range(n))
        c_in, c_out = draw(small), draw(small)
        x = bend(
            draw,
            (
                *((draw(small),) if draw(st.booleans()) else ()),
                c_in * groups,
                *(draw(st.integers(1, 6)) for _ in range(n)),
            ),
        )
        w = bend(draw, (c_out * groups, c_in, *kernel))
        kwargs = {"dilation": per_axis(draw, n, 1, 2), "groups": groups}
        padding = draw(st.sampled_from(["int", "same", "valid"]))
        if padding == "int":
            kwargs |= {"padding": per_axis(draw, n, 0, 2), "stride": per_axis(draw, n, 1, 3)}
        else:
            kwargs["padding"] = padding
        bias = [ten(*bend(draw, (w[0],)))] if draw(st.booleans()) and w else []
        return (ten(*x), ten(*w), *bias), kwargs

    @case(f"conv_transpose{n}d", getattr(F, f"conv_transpose{n}d"))
    def _(draw, n=n):
        groups = draw(st.integers(1, 2))
        c_in, c_out = draw(small), draw(small)
        x = bend(
            draw,
            (
                *((draw(small),) if draw(st.booleans()) else ()),
                c_in * groups,
                *(draw(st.integers(1, 5)) for _ in range(n)),
            ),
        )
        w = bend(draw, (c_in * groups, c_out, *(draw(st.integers(1, 3)) for _ in range(n))))
        kwargs = {
            "stride": per_axis(draw, n, 1, 3),
            "padding": per_axis(draw, n, 0, 2),
            "output_padding": per_axis(draw, n, 0, 1),
            "dilation": per_axis(draw, n, 1, 2),
            "groups": groups,
        }
        if len(w) == n + 2 and len(x) >= n:
            # Whether an output of exactly no rows is an error differs between torch's backends.
            window = {**kwargs, "kernel_size": w[2:]}
            assume(all(ops.spatial(f"conv_transpose{n}d", window, x[i - n], i) != 0 for i in range(n)))
        bias = [ten(*bend(draw, (w[1] * groups,)))] if draw(st.booleans()) and len(w) > 1 else []
        return (ten(*x), ten(*w), *bias), kwargs

    def image(draw, n, high=7):
        return bend(draw, (draw(small), draw(small), *(draw(st.integers(1, high)) for _ in range(n))))

    @case(f"max_pool{n}d", getattr(F, f"max_pool{n}d"))
    def _(draw, n=n, image=image):
        kwargs = {
            "padding": per_axis(draw, n, 0, 1),
            "dilation": per_axis(draw, n, 1, 2),
            "ceil_mode": draw(st.booleans()),
        }
        if draw(st.booleans()):
            kwargs["stride"] = per_axis(draw, n, 1, 3)
        return (ten(*image(draw, n)), per_axis(draw, n, 1, 4)), kwargs

    @case(f"avg_pool{n}d", getattr(F, f"avg_pool{n}d"))
    def _(draw, n=n, image=image):
        kwargs = {"padding": per_axis(draw, n, 0, 1), "ceil_mode": draw(st.booleans())}
        if draw(st.booleans()):
            kwargs["stride"] = per_axis(draw, n, 1, 3)
        return (ten(*image(draw, n)), per_axis(draw, n, 1, 4)), kwargs

    @case(f"lp_pool{n}d", getattr(F, f"lp_pool{n}d"))
    def _(draw, n=n, image=image):
        return (ten(*image(draw, n)), 2.0, draw(st.integers(1, 4))), {"ceil_mode": draw(st.booleans())}

    for kind in ("avg", "max"):

        @case(f"adaptive_{kind}_pool{n}d", getattr(F, f"adaptive_{kind}_pool{n}d"))
        def _(draw, n=n, image=image):
            size = per_axis(draw, n, 1, 4)
            return (ten(*image(draw, n)), size), {}

    @case(f"max_unpool{n}d", getattr(F, f"max_unpool{n}d"))
    def _(draw, n=n, image=image):
        x = image(draw, n, 3)
        kwargs = {"stride": draw(st.integers(1, 2)), "padding": draw(st.integers(0, 1))}
        if draw(st.booleans()):
            kwargs["output_size"] = [draw(st.integers(1, 7)) for _ in range(n)]
        return (ten(*x), ten(*bend(draw, x), dtype=torch.long), draw(st.integers(2, 3))), kwargs


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
    "add",
    "sub",
    "mul",
    "div",
    "pow",
    "eq",
    "lt",
    "ge",
    "maximum",
    "bitwise_and",
    "floor_divide",
    "atan2",
):

    @case(name, getattr(torch, name))
    def _(draw, name=name):
        a = shape(draw, 0, 4, 3)
        b = bend(draw, bend(draw, a))
        if draw(st.booleans()):
            b = b[1:]
        dtype = torch.long if name == "bitwise_and" else None
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


@case("repeat", torch.Tensor.repeat)
def _(draw):
    return (ten(*shape(draw, 0, 3)), *(shape(draw, 1, 4, 2, 0))), {}


@case("tile", torch.tile)
def _(draw):
    return (ten(*shape(draw, 0, 3)), shape(draw, 0, 4, 2, 0)), {}


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


shapes_of_index = st.lists(st.integers(1, 2), max_size=2).map(lambda s: torch.zeros(s, dtype=torch.long))


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


for name in ("softmax", "log_softmax"):

    @case(name, getattr(torch, name))
    def _(draw):
        return (ten(*shape(draw, 0, 3)), draw(st.integers(-4, 3))), {}


for name in ("sum", "mean", "amax", "std", "argmax", "logsumexp", "all"):

    @case(name, getattr(torch, name))
    def _(draw):
        return (ten(*shape(draw, 0, 3)), draw(st.integers(-4, 3))), {"keepdim": draw(st.booleans())}


@case("glu", F.glu)
def _(draw):
    return (ten(*shape(draw, 0, 3)), draw(st.integers(-4, 3))), {}


@case("batch_norm", F.batch_norm)
def _(draw):
    c = draw(small)
    stats = [ten(draw(st.sampled_from([c, c, c, 3]))) for _ in range(4)]
    return (ten(*bend(draw, (draw(small), c, *shape(draw, 0, 3)))), *stats), {"training": draw(st.booleans())}


@case("instance_norm", F.instance_norm)
def _(draw):
    c = draw(small)
    return (ten(*bend(draw, (draw(small), c, *shape(draw, 1, 3)))), None, None, ten(c), ten(c)), {}


@case("group_norm", F.group_norm)
def _(draw):
    c = draw(st.integers(1, 6))
    return (
        ten(*bend(draw, (draw(small), c, *shape(draw, 0, 3)))),
        draw(st.integers(1, 3)),
        ten(c),
        ten(c),
    ), {}


for name in ("layer_norm", "rms_norm"):

    @case(name, getattr(F, name))
    def _(draw):
        a = shape(draw, 1, 4)
        trailing = a[-draw(st.integers(1, len(a))) :]
        return (ten(*a), bend(draw, trailing) or (2,)), {"weight": ten(*bend(draw, trailing))} if draw(
            st.booleans()
        ) else {}


@case("local_response_norm", F.local_response_norm)
def _(draw):
    return (ten(*shape(draw, 1, 5)), 2), {}


@case("embedding", F.embedding)
def _(draw):
    return (ten(*shape(draw, 0, 3), dtype=torch.long), ten(*bend(draw, (4, 3)))), {}


@case("embedding_bag", F.embedding_bag)
def _(draw):
    offsets = {"offsets": torch.zeros(draw(small), dtype=torch.long)} if draw(st.booleans()) else {}
    return (ten(*shape(draw, 0, 3), dtype=torch.long), ten(4, 3)), offsets


@case("one_hot", F.one_hot)
def _(draw):
    return (ten(*shape(draw, 0, 3), dtype=torch.long), draw(st.integers(1, 4))), {}


@case("scaled_dot_product_attention", F.scaled_dot_product_attention)
def _(draw):
    lead, t, s, e, v = shape(draw, 0, 2), draw(small), draw(small), draw(small), draw(small)
    mask = {"attn_mask": ten(*bend(draw, (t, s)))} if draw(st.booleans()) else {}
    return (
        ten(*bend(draw, (*lead, t, e))),
        ten(*bend(draw, (*lead, s, e))),
        ten(*bend(draw, (*lead, s, v))),
    ), mask


reduction = st.sampled_from(["none", "mean"])


@case("cross_entropy", F.cross_entropy)
def _(draw):
    x = shape(draw, 0, 5, 3)
    if draw(st.booleans()):
        target = torch.rand(bend(draw, x))
        target = target if tuple(target.shape) == x else target.long()
    else:
        target = ten(*bend(draw, (*x[:1], *x[2:]) if len(x) > 1 else ()), dtype=torch.long)
        if tuple(target.shape) == x:
            target = target.float()
    weight = {"weight": ten(draw(small))} if draw(st.integers(0, 3)) == 0 else {}
    return (ten(*x), target), {"reduction": draw(reduction), **weight}


@case("nll_loss", F.nll_loss)
def _(draw):
    x = shape(draw, 0, 5, 3)
    target = ten(*bend(draw, (*x[:1], *x[2:]) if len(x) > 1 else ()), dtype=torch.long)
    return (ten(*x), target), {"reduction": draw(reduction)}


for name in (
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "mse_loss",
    "l1_loss",
    "smooth_l1_loss",
    "huber_loss",
    "kl_div",
    "poisson_nll_loss",
):

    @case(name, getattr(F, name))
    def _(draw):
        x = shape(draw, 0, 4, 3)
        return (ten(*x), ten(*bend(draw, x))), {"reduction": draw(reduction)}


@case("gaussian_nll_loss", F.gaussian_nll_loss)
def _(draw):
    x = shape(draw, 0, 3, 3)
    return (ten(*x), ten(*bend(draw, x)), torch.ones(bend(draw, x))), {"reduction": draw(reduction)}


@case("cosine_embedding_loss", F.cosine_embedding_loss)
def _(draw):
    n, e = draw(small), draw(small)
    return (ten(*bend(draw, (n, e))), ten(*bend(draw, (n, e))), torch.ones(bend(draw, (n,)))), {
        "reduction": draw(reduction)
    }


@case("triplet_margin_loss", F.triplet_margin_loss)
def _(draw):
    a = shape(draw, 1, 3, 3)
    return (ten(*a), ten(*bend(draw, a)), ten(*bend(draw, a))), {"reduction": draw(reduction)}


@case("interpolate", F.interpolate)
def _(draw):
    x = shape(draw, 2, 5, 4)
    mode = draw(st.sampled_from(["nearest", "linear", "bilinear", "trilinear", "area", "nearest-exact", "bicubic"]))
    n = max(len(x) - 2, 1)
    if draw(st.booleans()):
        return (ten(*x),), {"size": per_axis(draw, draw(st.sampled_from([n, n, 2])), 0, 4), "mode": mode}
    return (ten(*x),), {"scale_factor": draw(st.sampled_from([0.5, 0.3, 1.5, 2, 2.7])), "mode": mode}


@case("pad", F.pad)
def _(draw):
    mode = draw(st.sampled_from(["constant", "reflect", "replicate", "circular"]))
    pads = draw(st.lists(st.integers(-1, 3), min_size=1, max_size=6))
    return (ten(*shape(draw, 1, 5)), pads), {"mode": mode}


@case("pixel_shuffle", F.pixel_shuffle)
def _(draw):
    return (ten(*shape(draw, 1, 4, 9)), draw(st.integers(1, 3))), {}


@case("pixel_unshuffle", F.pixel_unshuffle)
def _(draw):
    return (ten(*shape(draw, 1, 4, 9)), draw(st.integers(1, 3))), {}


@case("unfold", F.unfold)
def _(draw):
    return (ten(*shape(draw, 2, 4, 6)), per_axis(draw, 2, 1, 3)), {
        "dilation": draw(st.integers(1, 2)),
        "padding": draw(st.integers(0, 1)),
        "stride": draw(st.integers(1, 2)),
    }


@case("fold", F.fold)
def _(draw):
    c, k, out = draw(small), draw(st.integers(1, 2)), draw(st.integers(2, 4))
    blocks = (out - k + 1) ** 2
    return (ten(*bend(draw, (*shape(draw, 0, 1), c * k * k, blocks))), (out, out), k), {}


@case("grid_sample", F.grid_sample)
def _(draw):
    n, spatial = draw(small), draw(st.integers(2, 3))
    x = bend(draw, (n, draw(small), *(draw(small) for _ in range(spatial))))
    return (ten(*x), ten(*bend(draw, (n, *(draw(small) for _ in range(spatial)), spatial)))), {"align_corners": False}


@pytest.mark.parametrize("name", CASES)
def test_accepts_what_torch_accepts_and_gives_its_shape(name: str) -> None:
    fn, build = CASES[name]

    @settings(
        max_examples=int(os.environ.get("SHAPEFAULT_DRAWS", "20")),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def compare(data: Any) -> None:
        args, kwargs = build(data.draw)
        agree(name, fn, args, kwargs)

    compare()
