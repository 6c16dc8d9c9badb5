"""Quick rules of what takes a tensor apart, and of what joins tensors; see :mod:`quick`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from shapefault.check.domain.algebra import Expr, Value
from shapefault.check.domain.private import expression_of
from shapefault.check.domain.quick import QuickFunctions as Run
from shapefault.check.domain.quick import quick
from shapefault.check.domain.sketch import Sketch, contiguous, sizes_of, sketch, usual


@quick("unbind")
def _unbind(run: Run, x: Any, dim: int = 0) -> Any:
    sizes = sizes_of(x)
    if not x.is_floating_point() or not -len(sizes) <= dim < len(sizes) or type(sizes[dim]) is not int:
        return None
    at = dim % len(sizes)
    rest = (*sizes[:at], *sizes[at + 1 :])
    if at == 0 and contiguous(x):
        return tuple(sketch(rest, x.dtype) for _ in range(sizes[at]))
    return tuple(run.part(rest, x, torch.select, at, i) for i in range(sizes[at]))


@quick("chunk")
def _chunk(run: Run, x: Any, chunks: int, dim: int = 0) -> Any:
    size = sizes_of(x)[dim]
    if type(size) is not int or type(chunks) is not int or chunks < 1:
        return None
    return _split(run, x, max(1, -(-size // chunks)), dim)


@quick("split", on=(torch.Tensor, torch))
def _split(run: Run, x: Any, split_size_or_sections: Any, dim: int = 0) -> Any:
    sizes, given = sizes_of(x), split_size_or_sections
    if not x.is_floating_point() or not -len(sizes) <= dim < len(sizes):
        return None
    at, size = dim % len(sizes), sizes[dim]
    if type(size) is not int or not size:
        return None
    if type(given) is int:
        if given < 1:
            return None
        given = [min(given, size - start) for start in range(0, size, given)]
    if not isinstance(given, tuple | list) or not all(type(g) is int and g >= 0 for g in given) or sum(given) != size:
        return None
    found, start = [], 0
    for length in given:
        part = (*sizes[:at], length, *sizes[at + 1 :])
        found.append(run.part(part, x, torch.narrow, at, start, length))
        start += length
    return tuple(found)


@quick("__getitem__", on=(torch.Tensor,))
def _part(run: Run, x: Any, index: Any) -> Any:
    """Integers, slices and new axes; other indices are torch's."""
    if type(x) is not Sketch:
        return None
    items = list(index) if isinstance(index, tuple) else [index]
    sizes = sizes_of(x)
    taken = sum(1 for item in items if item is not None and item is not Ellipsis)
    if taken > len(sizes):
        return None
    at = next((i for i, item in enumerate(items) if item is Ellipsis), None)
    full: list[Any] = [slice(None)] * (len(sizes) - taken)
    items = items + full if at is None else items[:at] + full + items[at + 1 :]
    result: list[Value] = []
    left = iter(sizes)
    for item in items:
        if item is None:
            result.append(1)
        elif type(item) is int:
            size = next(left)
            if not run.compare("lt", item, size) or not run.compare("le", -item, size):
                return None
        elif type(item) is slice:
            length = _sliced(run, next(left), item)
            if length is None:
                return None
            result.append(length)
        else:
            return None
    return run.part(tuple(result), x, lambda t: t[index])


@quick("__setitem__", on=(torch.Tensor,))
def _set_part(run: Run, x: Any, index: Any, value: Any) -> Any:
    """A number is put into a part: the part is there, or torch says why not."""
    if type(x) is not Sketch or not contiguous(x) or type(value) not in (int, float):
        return None
    return x if _part(run, x, index) is not None else None


def _sliced(run: Run, size: Value, item: slice) -> Value | None:
    start, stop, step = (expression_of(v) for v in (item.start, item.stop, item.step))
    if step is not None and (type(step) is not int or step < 1):
        return None
    ends: list[Value] = []
    for end, default in ((start, 0), (stop, size)):
        if end is None:
            ends.append(default)
            continue
        if not isinstance(end, int | Expr) or isinstance(end, bool):
            return None
        if run.compare("lt", end, 0):
            end = run.algebra.add(end, size)
        if not run.compare("le", 0, end) or not run.compare("le", end, size):
            return None  # beyond the edge: torch cuts it off
        ends.append(end)
    length = run.algebra.sub(ends[1], ends[0])
    if not run.compare("le", 0, length):
        return None
    return length if step in (None, 1) else run.algebra.floordiv(run.algebra.add(length, step - 1), step)


@quick("cat concat concatenate")
def _cat(run: Run, tensors: Sequence[Any], dim: int = 0) -> Any:
    first = sizes_of(tensors[0])
    if not -len(first) <= dim < len(first) or len(first) < 2:
        return None
    at, total = dim % len(first), first[dim]
    dtype = tensors[0].dtype
    for other in tensors[1:]:
        sizes = sizes_of(other)
        if len(sizes) != len(first) or other.dtype != dtype:
            return None
        if not run.alike((*sizes[:at], *sizes[at + 1 :]), (*first[:at], *first[at + 1 :])):
            return run.refused(torch.cat, tensors, at)
        total = run.algebra.add(total, sizes[at])
    if not dtype.is_floating_point:
        return None
    joined = (*first[:at], total, *first[at + 1 :])
    if len(joined) not in (4, 5) or all(map(usual, tensors)):  # other ranks have no layout but the usual
        return sketch(joined, dtype)
    return run.later(joined, tensors[0], torch.cat, list(tensors), at)


@quick("stack")
def _stack(run: Run, tensors: Sequence[Any], dim: int = 0) -> Any:
    first, dtype = sizes_of(tensors[0]), tensors[0].dtype
    if not dtype.is_floating_point or not -len(first) - 1 <= dim <= len(first):
        return None
    if any(other.dtype != dtype or not run.alike(sizes_of(other), first) for other in tensors):
        return None
    at = dim % (len(first) + 1)
    stacked = (*first[:at], len(tensors), *first[at:])
    if len(stacked) not in (4, 5) or all(map(usual, tensors)):
        return sketch(stacked, dtype)
    return run.later(stacked, tensors[0], torch.stack, list(tensors), at)
