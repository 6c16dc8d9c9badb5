"""What numbers an index tensor holds, where that follows from how it was made: positions, mostly.

A meta tensor has no values, so the lookup of position 1,030 in a table of 1,024 rows would be accepted. The least and
the greatest value of an ``arange`` go with it through ops that keep, shift or scale them, and lookups check them. A
conversion to integers rounds towards zero: that moves neither end over a bound which is an integer. Of an index whose
values are not known, and whose number depends on the input, nobody can say whether the table has it.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
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
_ARITHMETIC: dict[Any, str] = {
    op: name.removesuffix("_")
    for name in ("add", "sub", "mul", "add_", "sub_", "mul_")
    for kind in ("Tensor", "Scalar")
    for op in overloads(name, kind)
}
_PLACES: dict[Any, tuple[int, int | None]] = {
    **dict.fromkeys(overloads("argmax argmin argsort"), (1, None)),
    **dict.fromkeys([*overloads("sort"), *overloads("max min", "dim")], (1, 1)),
    **dict.fromkeys(overloads("topk"), (2, 1)),
}
"""Ops that give places along an axis: which of their arguments it is, and which of their results holds the places."""
_EMBEDDING = {*overloads("embedding")}
_SELECT = {*overloads("index_select")}
_INDEX = {*overloads("index", "Tensor")}
_MOST = 10_000_000
"""Numbers of a constant that are looked at."""
_PARTS = {*overloads("slice select", "Tensor"), *overloads("select slice", "int")}
_NUMBERS = (int, float, torch.SymInt, torch.SymFloat)


@dataclass(frozen=True)
class _Range:
    """The least and the greatest value; ``sure`` that both occur."""

    low: Any
    high: Any
    sure: bool = True


def noted(x: Any) -> bool:
    """Whether something is known of the values of a tensor: an index that is still in the making."""
    return getattr(x, _NOTE, None) is not None


def remembered(stand_in: Any, tensor: Any) -> Any:
    """``stand_in``, a meta tensor, with the range of the constant integers that it stands for."""
    if not tensor.is_floating_point() and not tensor.is_complex() and tensor.dtype != torch.bool:
        known = tensor.device.type != "meta" and 0 < tensor.numel() <= _MOST
        setattr(stand_in, _NOTE, _Range(int(tensor.min()), int(tensor.max())) if known else _Range(0, 0))
    return stand_in


def check_lookup(func: Any, args: tuple[Any, ...], every: bool) -> None:
    """Raise as the real kernel does where an index is beyond its table; NotImplementedError where nobody can say.

    ``every``: all sizes are numbers in this run, so that those which depend on the input cannot be told from others.
    """
    if func in _EMBEDDING:
        _check(args[1], args[0].shape[0], negative=False)
    elif func in _SELECT:
        _check(args[2], args[0].shape[args[1]], negative=False)
    elif func in _INDEX:
        for axis, index in enumerate(args[1]):
            if index is not None and axis < args[0].dim():
                _check(index, args[0].shape[axis], negative=True)
                _known(index, args[0].shape[axis], every)


def _check(index: Any, rows: Any, negative: bool) -> None:
    found = getattr(index, _NOTE, None)
    if found is None or (found.high < rows and found.low > (-rows if negative else 0) - 1):
        return
    low, high = (str(end).removesuffix(".0") for end in (found.low, found.high))
    text = f"positions {low} to {high}, a table of {rows} rows"
    if not found.sure:
        raise NotImplementedError(f"an index of {text}: whether one is beyond it depends on values")
    raise IndexError(f"index out of range in self: {text}")


def _known(index: Any, rows: Any, every: bool) -> None:
    """An index of as many numbers as the input has pixels, made in ways that nothing here follows."""
    if noted(index) or index.dtype in (torch.bool, torch.uint8) or not index.is_meta:
        return
    if (every or any(isinstance(size, torch.SymInt) for size in index.shape)) and isinstance(rows, int):
        raise NotImplementedError(f"an index of unknown values into a table of {rows} rows")


def follow(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> None:
    """Note the values of ``result`` where they are known."""
    found = None
    if func in _ARANGE:
        found = _of_arange(args)
    elif func in _KEEPING:
        found = getattr(args[0], _NOTE, None)
    elif func in _PARTS and noted(args[0]):
        found = replace(getattr(args[0], _NOTE), sure=False)
    elif func in _ARITHMETIC and not kwargs and len(args) == 2:
        found = _combined(_ARITHMETIC[func], args[0], args[1])
    elif func in _PLACES:
        at, part = _PLACES[func]
        result = result if part is None else result[part]
        axis = args[at] if len(args) > at else -1
        found = _Range(0, args[0].shape[axis] - 1, sure=False) if isinstance(axis, int) and args[0].dim() else None
    if not isinstance(result, torch.Tensor):
        return
    if found is not None:
        setattr(result, _NOTE, found)
    elif args and result is args[0] and noted(result):
        delattr(result, _NOTE)  # written over by something that nothing here follows


def _of_arange(args: tuple[Any, ...]) -> _Range | None:
    start, end, step = (0, args[0], 1) if len(args) == 1 else (args[0], args[1], args[2] if len(args) > 2 else 1)
    if not all(isinstance(v, int | torch.SymInt) for v in (start, end)) or step != 1 or not end > start:
        return None
    return _Range(start, end - 1)


def _combined(name: str, one: Any, other: Any) -> _Range | None:
    """The range of a sum, a difference or a product with a number; of two tensors, a sum or a difference."""
    a, b = getattr(one, _NOTE, None), getattr(other, _NOTE, None)
    if a is None:
        return None
    if isinstance(other, _NUMBERS) and not isinstance(other, bool):
        of = getattr(operator, name)
        ends = of(a.low, other), of(a.high, other)
        return _Range(*(ends if name != "mul" or other >= 0 else ends[::-1]), sure=a.sure)
    if b is None or name == "mul":
        return None
    sure = a.sure and b.sure and _apart(one.shape, other.shape)
    low, high = (a.low + b.low, a.high + b.high) if name == "add" else (a.low - b.high, a.high - b.low)
    return _Range(low, high, sure)


def _apart(one: Any, other: Any) -> bool:
    """Whether no axis runs in both, so that each value of the one meets each of the other."""
    return all(
        (isinstance(x, int) and x == 1) or (isinstance(y, int) and y == 1)
        for x, y in zip(reversed(one), reversed(other), strict=False)
    )
