"""What PyTorch's ops ask of shapes: axis names, requirements and integer formulas; no torch import.

Whether an op accepts a shape is decided by running that op; what is here explains and proposes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapefault.model import Shape
from shapefault.ops.base import OpSpec, Requirement, guessed_axes
from shapefault.ops.base import holds as _holds
from shapefault.ops.bind import bind
from shapefault.ops.layers import check_layer
from shapefault.ops.names import is_inplace
from shapefault.ops.registry import canonical, spec

__all__ = [
    "OpSpec",
    "Requirement",
    "axes",
    "bind",
    "canonical",
    "check",
    "check_layer",
    "explain_change",
    "explain_size",
    "is_inplace",
    "result",
    "spatial",
    "spec",
]


def axes(op: str, role: str, rank: int, params: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """Names for an operand's axes, in the words of the op's documentation; as many as ``rank``."""
    found = spec(op)
    params = {} if params is None else params
    names = guessed_axes(role, rank, params) if found is None else found.axes(role, rank, params)
    return names if len(names) == rank else guessed_axes(role, rank, params)


def check(op: str, operands: Mapping[str, Shape], params: Mapping[str, Any]) -> tuple[Requirement, ...]:
    """Every requirement of the call, held or broken, most basic first; none where we know too little."""
    found = spec(op)
    if found is None:
        return ()
    try:
        return found.check(operands, params)
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        # An operand or a parameter that is not what the documentation says: nothing is certain.
        return ()


def result(op: str, operands: Mapping[str, Shape], params: Mapping[str, Any]) -> Shape | None:
    """The shape of the first output, or ``None`` where a requirement is broken or we know too little."""
    found = spec(op)
    if found is None:
        return None
    try:
        return found.result(operands, params) if _holds(found.check(operands, params)) else None
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return None


def spatial(op: str, params: Mapping[str, Any], size_in: int, dim_index: int) -> int | None:
    """What an op makes of one spatial axis (``dim_index`` counts spatial axes: H is 0 for conv2d)."""
    found = spec(op)
    if found is None or found.spatial is None:
        return None
    try:
        return found.spatial(params, size_in, dim_index)
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return None


def explain_size(op: str, params: Mapping[str, Any], axis: int | str, size_in: int | Sequence[int]) -> str:
    """The formula of a size with its numbers: ``floor((28 + 2·1 − 3)/1) + 1 = 28``.

    ``axis`` is the index among spatial axes or its name ("H"). A flatten takes the whole shape as
    ``size_in`` and ignores ``axis``. An empty text where there is no formula.
    """
    found = spec(op)
    if found is None:
        return ""
    if not isinstance(size_in, int):
        if found.name == "flatten":
            from shapefault.ops.reshape import flatten_text

            return flatten_text(tuple(size_in), params)
        return ""
    if found.explain is None:
        return ""
    index = axis if isinstance(axis, int) else _index(found, axis)
    if found.spatial is not None and spatial(op, params, size_in, index) is None:
        return ""  # a number of the formula is missing
    try:
        return found.explain(params, size_in, index)
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return ""


def explain_change(
    op: str, args: Sequence[Any], kwargs: Mapping[str, Any], given: Shape, out: Shape
) -> tuple[tuple[str, str], ...]:
    """The formula of each spatial size that a call has changed, with the names of its axes; equal ones once.

    ``given`` and ``out`` are the shapes of the first operand and of the result: a formula that does not come to the
    size in ``out`` is left out.
    """
    found, bound = spec(op), bind(op, args, kwargs)
    if found is None or bound is None or len(given) != len(out):
        return ()
    operands, params = bound
    if "weight" in operands and "kernel_size" not in params:
        params = {**params, "kernel_size": operands["weight"][2:]}
    names = found.spatial_names or ("D", "H", "W")[-(len(given) - 2) :]
    lines: dict[str, list[str]] = {}
    for index, name in enumerate(names):
        axis = len(given) - len(names) + index
        if given[axis] != out[axis] and spatial(op, params, given[axis], index) == out[axis]:
            text = explain_size(op, params, index, given[axis])
            if text:
                lines.setdefault(text, []).append(name)
    return tuple((", ".join(axes), text) for text, axes in lines.items())


def _index(found: OpSpec, axis: str) -> int:
    names = found.spatial_names or ("D", "H", "W")
    return names.index(axis) if axis in names else 0
