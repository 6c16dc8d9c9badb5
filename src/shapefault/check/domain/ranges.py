"""What integers an index tensor holds, where that follows from how it was made: positions, mostly.

A meta tensor has no values, so the lookup of position 1,030 in a table of 1,024 rows would be accepted. The least and
the greatest value of an ``arange`` go with it through ops that keep them, and lookups check them.
"""

from __future__ import annotations

from typing import Any

import torch

from shapefault.check.domain.rules import overloads

_NOTE = "_shapefault_range"
_KEEPING = {
    *overloads("view _unsafe_view unsqueeze expand clone permute transpose t alias detach repeat flip lift_fresh"),
    *overloads("squeeze _to_copy _reshape_alias contiguous reshape"),
    *overloads("squeeze", "dim"),
}
_ARANGE = {*overloads("arange"), *overloads("arange", "start"), *overloads("arange", "start_step")}
_SHIFTS: dict[Any, int] = {}
for _op in (*overloads("add", "Tensor"), *overloads("add", "Scalar")):
    _SHIFTS[_op] = 1
for _op in (*overloads("sub", "Tensor"), *overloads("sub", "Scalar")):
    _SHIFTS[_op] = -1
_EMBEDDING = {*overloads("embedding")}
_SELECT = {*overloads("index_select")}
_INDEX = {*overloads("index", "Tensor")}


def check_lookup(func: Any, args: tuple[Any, ...]) -> None:
    """Raise as the real kernel does where an index is beyond its table."""
    if func in _EMBEDDING:
        _check(args[1], args[0].shape[0], negative=False)
    elif func in _SELECT:
        _check(args[2], args[0].shape[args[1]], negative=False)
    elif func in _INDEX:
        for axis, index in enumerate(args[1]):
            if index is not None and axis < args[0].dim():
                _check(index, args[0].shape[axis], negative=True)


def _check(index: Any, rows: Any, negative: bool) -> None:
    found = getattr(index, _NOTE, None)
    if found is None:
        return
    low, high = found
    if not high < rows or not low >= (-rows if negative else 0):
        raise IndexError(f"index out of range in self: positions {low} to {high}, a table of {rows} rows")


def follow(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> None:
    """Note the values of ``result`` where they are known."""
    found = None
    if func in _ARANGE:
        found = _of_arange(args)
    elif func in _KEEPING:
        found = getattr(args[0], _NOTE, None)
    elif func in _SHIFTS and type(args[1]) is int and not kwargs:
        before = getattr(args[0], _NOTE, None)
        if before is not None:
            found = tuple(value + _SHIFTS[func] * args[1] for value in before)
    if found is not None and isinstance(result, torch.Tensor):
        setattr(result, _NOTE, found)


def _of_arange(args: tuple[Any, ...]) -> tuple[Any, Any] | None:
    start, end, step = (0, args[0], 1) if len(args) == 1 else (args[0], args[1], args[2] if len(args) > 2 else 1)
    if not all(isinstance(v, int | torch.SymInt) for v in (start, end)) or step != 1 or not end > start:
        return None
    return start, end - 1
