"""Ops along an axis: softmax keeps it, a reduction drops it (or keeps it as 1).

Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html,
``…torch.sum``, ``…torch.mean``, ``…torch.argmax``, ``…torch.cumsum``.
"""

from __future__ import annotations

from typing import Any

from shapefault.model import Shape
from shapefault.ops.base import Operands, OpSpec, Params, Requirement, dim_in_range, first, holds, same_shape

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.{}.html"


def _dims(params: Params) -> tuple[int, ...] | None:
    value: Any = first(params, "dim", "axis")
    if value is None:
        return None
    return (value,) if isinstance(value, int) else tuple(int(v) for v in value)


def _check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return tuple(dim_in_range(operands, "input", d) for d in _dims(params) or ())


def _filled_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    """A largest value is one of at least one."""
    found, shape = _check(operands, params), operands["input"]
    if not holds(found) or "other" in operands:
        return found
    axes = range(len(shape)) if not _dims(params) else [d % max(len(shape), 1) for d in _dims(params) or ()]
    empty = [axis for axis in axes if axis < len(shape) and shape[axis] == 0]
    return (*found, *(Requirement("size", False, f"input.shape[{a}] ≥ 1", "0", "≥ 1", "input", a) for a in empty))


def _result(operands: Operands, params: Params) -> Shape | None:
    shape, dims = operands["input"], _dims(params)
    rank = max(len(shape), 1)
    gone = set(range(rank)) if not dims else {d % rank for d in dims}
    if params.get("keepdim"):
        return tuple(1 if i in gone else s for i, s in enumerate(shape))
    return tuple(s for i, s in enumerate(shape) if i not in gone)


def _glu_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    dim = int(params.get("dim", -1))
    reach = dim_in_range(operands, "input", dim)
    if not operands["input"] or not reach.holds:
        return (Requirement("rank", False, "input.dim() ≥ 1", "0", "≥ 1", "input") if reach.holds else reach,)
    size = operands["input"][dim]
    axis = dim % len(operands["input"])
    return reach, Requirement(
        "size",
        size % 2 == 0,
        f"input.shape[{axis}] is even",
        str(size),
        "even",
        "input",
        axis,
        got_value=size,
    )


def _glu_result(operands: Operands, params: Params) -> Shape | None:
    shape = list(operands["input"])
    shape[int(params.get("dim", -1))] //= 2
    return tuple(shape)


ONE = ("input",)
EXTREMES = ("amax", "amin", "argmax", "argmin", "median")
REDUCTIONS = (
    "sum",
    "mean",
    "amax",
    "amin",
    "argmax",
    "argmin",
    "any",
    "all",
    "std",
    "var",
    "logsumexp",
    "nansum",
    "prod",
    "median",
)

SPECS = (
    *(
        OpSpec(
            name,
            ONE,
            _check,
            same_shape,
            signature=("input", "dim"),
            aliases=aliases,
            source=DOC.format(name),
        )
        for name, aliases in (
            ("softmax", ("_softmax",)),
            ("log_softmax", ("_log_softmax",)),
            ("softmin", ()),
            ("cumsum", ()),
            ("cumprod", ()),
        )
    ),
    *(
        OpSpec(
            name,
            ONE,
            _filled_check if name in EXTREMES else _check,
            _result,
            signature=("input", "dim", "keepdim"),
            aliases=aliases,
            source=DOC.format(name),
        )
        for name, aliases in ((n, ("nanmean",) if n == "mean" else ()) for n in REDUCTIONS)
    ),
    OpSpec(
        "max",
        ("input", "other"),
        _filled_check,
        _result,
        signature=("input", "dim", "keepdim"),
        source=DOC.format("max"),
    ),
    OpSpec(
        "min",
        ("input", "other"),
        _filled_check,
        _result,
        signature=("input", "dim", "keepdim"),
        source=DOC.format("min"),
    ),
    OpSpec(
        "glu",
        ONE,
        _glu_check,
        _glu_result,
        signature=("input", "dim"),
        source=DOC.format("nn.functional.glu"),
    ),
)
