"""From a call's arguments to operands and parameters, by the names that the op's spec gives them.

Tensors are known by having a ``shape``; nothing here imports torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapefault.model import Shape
from shapefault.ops.base import OpSpec
from shapefault.ops.names import is_inplace
from shapefault.ops.registry import spec

# Other spellings of an operand in calls by keyword.
KEYWORDS = {"self": "input", "x": "input", "tensor": "input", "a": "input", "b": "other", "pred": "input"}


def shape_of(value: Any) -> Shape | None:
    """The shape of a tensor, an array or an operand; ``None`` for anything else."""
    shape = getattr(value, "shape", None)
    if shape is None or callable(shape):
        return None
    try:
        return tuple(int(s) for s in shape)
    except (TypeError, ValueError):
        return None


def bind(op: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[dict[str, Shape], dict[str, Any]] | None:
    """Operand shapes by role and the other arguments by name; ``None`` for an op we have no spec of."""
    found = spec(op)
    if found is None:
        return None
    operands: dict[str, Shape] = {}
    params: dict[str, Any] = {}
    for name, value in named(found, list(args), kwargs):
        _put(name, value, operands, params)
    if is_inplace(op):
        params["inplace"] = True
    return operands, params


def named(found: OpSpec, args: list[Any], kwargs: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Every argument of a call with the name that the op's spec gives it; ``*name`` holds a list of tensors."""
    pairs: list[tuple[str, Any]] = []
    for position, name in enumerate(found.signature):
        if position >= len(args):
            break
        if not name.startswith("*") or (name in found.roles and _is_list(args[position])):
            pairs.append((name, args[position]))
        elif name in found.roles:
            pairs.append((name, args[position:]))
            break
        else:
            rest = args[position:]
            pairs.append((name[1:], tuple(rest[0]) if len(rest) == 1 and _is_list(rest[0]) else tuple(rest)))
            break
    known = {name.lstrip("*") for name in found.signature}
    for key, value in kwargs.items():
        name = key if key in known else KEYWORDS.get(key, key)
        pairs.append((f"*{name}" if f"*{name}" in found.roles else name, value))
    return [part for name, value in pairs for part in _roles(found, name, value)]


def _roles(found: OpSpec, name: str, value: Any) -> list[tuple[str, Any]]:
    """An argument that is called otherwise for what it holds: a mask among indices, the LSTM's two states."""
    if name == "hx":
        states = value if _is_list(value) else [value]
        return list(zip(("h_0", "c_0"), states, strict=False))
    if name == "index" and "mask" in found.roles and str(getattr(value, "dtype", "")).endswith("bool"):
        return [("mask", value)]
    return [(name, value)]


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _put(name: str, value: Any, operands: dict[str, Shape], params: dict[str, Any]) -> None:
    if name.startswith("*") or (_is_list(value) and value and all(shape_of(v) is not None for v in value)):
        for i, item in enumerate(value):
            shape = shape_of(item)
            if shape is not None:
                operands[f"{name.lstrip('*')}[{i}]"] = shape
        return
    shape = shape_of(value)
    if shape is not None:
        operands[name] = shape
    elif value is not None:
        params[name] = value
