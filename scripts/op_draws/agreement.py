"""One drawn call: what the formulas say of it, and what torch does with it."""

from __future__ import annotations

import random
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from op_draws.cases import Arguments, Case, LayerCase, cases, drawer
from op_draws.strategies import Assumed
from op_draws.twists import twisted
from shapefault import ops
from shapefault.ops import base
from shapefault.ops.base import holds
from shapefault.ops.values import INDEXED

REFUSALS = (RuntimeError, ValueError, IndexError, TypeError, NotImplementedError, AssertionError, ArithmeticError)
_OTHER = re.compile(r"allocate memory|singular|not positive.definite|dtype|floating point type|scalar type")
"""A refusal for want of memory, or for a dtype, which formulas of shapes know nothing of."""
TWISTED = 0.3
"""The share of calls in which something is made odd on purpose."""


Doubt = Callable[[dict[str, Any], dict[str, Any]], bool]


def _no_rows(name: str) -> Doubt:
    def doubt(operands: dict[str, Any], params: dict[str, Any]) -> bool:
        shape, window = operands["input"], {**params, "kernel_size": operands["weight"][2:]}
        n = int(name[-2])
        if 0 in shape or any(d < 1 for d in base.sizes(params, "dilation")):
            return True
        return len(shape) >= n and any(ops.spatial(name, window, shape[i - n], i) == 0 for i in range(n))

    return doubt


NO_JUDGE: dict[str, tuple[str, Doubt]] = {
    "scaled_dot_product_attention": (
        "`key` and `value` of different lengths, or an empty operand: the fused CPU kernel does not compare them",
        lambda o, p: o["key"][-2:-1] != o["value"][-2:-1] or any(0 in shape for shape in o.values()),
    ),
    "pad": (
        "circular padding of one axis that is cut on one side and grows on the other: it depends on the layout",
        lambda o, p: p.get("mode") == "circular" and min(p["pad"], default=0) < 0 < max(p["pad"], default=0),
    ),
    "linear": (
        "one sample without a batch axis, and a bias of two axes: it depends on the sizes",
        lambda o, p: len(o["input"]) == 1 and len(o.get("bias", ())) > 1,
    ),
    "gaussian_nll_loss": ("an empty variance: sizes are compared by their sum", lambda o, p: 0 in o.get("var", ())),
    "batch_norm": ("nothing, of one axis: it is handed back", lambda o, p: o["input"] == (0,)),
    "box_iou": ("boxes of one axis are spread", lambda o, p: any(len(shape) != 2 for shape in o.values())),
    "pad_sequence": (
        "sequences with different numbers of axes: the one with fewer is spread",
        lambda o, p: len({len(shape) for shape in o.values()}) > 1,
    ),
    "linalg_lstsq": (
        "a right side of one axis less that is no vector for each matrix: its rows are taken for a batch",
        lambda o, p: len(o["other"]) == len(o["input"]) - 1 and o["other"] != o["input"][:-1] and len(o["other"]) > 1,
    ),
    **{
        name: (
            "the number of axes: kernels without memory do not look at it, real ones read beyond their input",
            lambda o, p: any(len(shape) != (4 if role == "input" else 2) for role, shape in o.items()),
        )
        for name in ("roi_align", "roi_pool")
    },
    "sparse_coo_tensor": ("one value without an axis", lambda o, p: o["values"] == ()),
    "bilinear": (
        "a bias of several axes, or an empty weight: it is added to the result, whatever that becomes",
        lambda o, p: 0 in o["weight"] or len(o.get("bias", ())) > 1,
    ),
    "addmv": (
        "a matrix without elements: the result has the size of the vector that is added",
        lambda o, p: 0 in o["mat"],
    ),
    "convolution": (
        "transposed, of nothing or to exactly no rows, a dilation of none: backends differ",
        lambda o, p: bool(p.get("transposed")) and _no_rows(f"conv_transpose{len(o['input']) - 2}d")(o, p),
    ),
    **{
        f"conv_transpose{n}d": (
            "an empty operand, a result of exactly no rows, a dilation of none: backends differ",
            _no_rows(f"conv_transpose{n}d"),
        )
        for n in (1, 2, 3)
    },
}
"""Calls in which torch's answer tells nothing of the shapes: by op, in words, and how they are known."""


@dataclass(frozen=True)
class Verdict:
    """What torch did: accepted with this shape of the first result, or refused with this message."""

    accepted: bool
    shape: tuple[int, ...] | None = None
    message: str = ""


@dataclass(frozen=True)
class Drawn:
    """One call, ready to be made; ``arguments`` are None for a module."""

    name: str
    operands: dict[str, Any]
    params: dict[str, Any]
    call: Callable[[], Any]
    fn: Callable[..., Any] | None = None
    arguments: Arguments | None = None

    def __str__(self) -> str:
        return f"{self.name} {self.operands} {self.params}"


def draw_call(name: str, rng: random.Random) -> Drawn | None:
    """A call of one op; None for a draw that is not wanted."""
    case = cases()[name]
    try:
        if isinstance(case, LayerCase):
            operands, params, call = case.build(drawer(rng))
            return Drawn(name, operands, params, call)
        args, kwargs = case.build(drawer(rng))
        if rng.random() < TWISTED:
            args, kwargs = twisted(rng, args, kwargs)
        return made(case, args, kwargs)
    except Assumed:
        return None


def made(case: Case, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Drawn:
    """The call of an op with these arguments."""
    bound = ops.bind(case.name, args, kwargs)
    if bound is None:
        raise LookupError(f"no formulas of {case.name}")
    operands, params = bound
    role = INDEXED.get(ops.canonical(case.name))
    index = next((v for v in (*args, *kwargs.values()) if _is_index(v, operands.get(role or ""))), None)
    if index is not None:
        params |= {"index_min": int(index.min()), "index_max": int(index.max())}
    if (doubt := NO_JUDGE.get(case.name)) is not None and doubt[1](operands, params):
        raise Assumed
    return Drawn(case.name, operands, params, lambda: case.fn(*args, **kwargs), case.fn, (args, kwargs))


def _is_index(value: Any, shape: tuple[int, ...] | None) -> bool:
    if not isinstance(value, torch.Tensor) or value.dtype != torch.long or not value.numel():
        return False
    return tuple(value.shape) == shape


def reason(error: Exception) -> str:
    """The first line of an exception, without the folder in which torch happens to be installed."""
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    return re.sub(r"[^\s(]*[/\\]site-packages[/\\]", "", said)


def verdict(call: Callable[[], Any]) -> Verdict:
    """Whether torch accepts a call, and the shape of its first result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            out = call()
        except REFUSALS as error:
            if _OTHER.search(str(error)):
                raise Assumed from error
            return Verdict(False, None, reason(error))
    while isinstance(out, tuple | list):
        out = out[0] if out else None
    try:
        made = tuple(getattr(out, "data", out).shape) if out is not None else None
    except (RuntimeError, AttributeError):  # a nested tensor has no one shape
        made = None
    if made is not None and any(size < 0 for size in made):
        raise Assumed  # expand(-2) of nothing: torch makes a tensor of a negative size
    return Verdict(True, made)


def disagreement(drawn: Drawn, real: Verdict) -> str | None:
    """How formulas and torch differ on a call; None where they agree."""
    spec = ops.spec(drawn.name)
    assert spec is not None
    try:
        found = spec.check(drawn.operands, drawn.params)
        expected = spec.result(drawn.operands, drawn.params) if holds(found) else None
    except Exception as error:
        return f"{drawn}: the formula fails with {error!r}; torch: {real.message or real.shape}"
    broken = [r for r in found if not r.holds]
    if (not broken) != real.accepted:
        said = [(r.formula, r.got, r.want) for r in broken] or "nothing is broken"
        return f"{drawn}: torch: {real.message or real.shape}; we: {said}"
    if real.accepted and real.shape is not None and expected is not None and expected != real.shape:
        return f"{drawn}: torch makes {real.shape}, we {expected}"
    return None
