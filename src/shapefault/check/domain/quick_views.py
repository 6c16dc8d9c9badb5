"""Quick rules of what a forward asks about a tensor, and of what rearranges it; see :mod:`quick`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from shapefault.check.domain.algebra import Expr, Value
from shapefault.check.domain.private import expression_of
from shapefault.check.domain.quick import QUICK, quick, values
from shapefault.check.domain.quick import QuickFunctions as Run
from shapefault.check.domain.sketch import (
    Sizes,
    Sketch,
    contiguous,
    in_order,
    order_of,
    permuted,
    sizes_of,
    sketch,
    usual,
)


def _shape(run: Run, x: Any) -> Any:
    return torch.Size(run.sizes_shown(x.sketch_sizes)) if type(x) is Sketch else None


def _axes(run: Run, x: Any) -> Any:
    return len(x.sketch_sizes) if type(x) is Sketch else None


QUICK[torch.Tensor.shape.__get__] = _shape
QUICK[torch.Tensor.ndim.__get__] = _axes
QUICK[torch.Tensor.dim] = QUICK[torch.Tensor.ndimension] = _axes


@quick("size", on=(torch.Tensor,))
def _size(run: Run, x: Any, dim: int | None = None) -> Any:
    if type(x) is not Sketch:
        return None
    if dim is None:
        return _shape(run, x)
    return run.shown(x.sketch_sizes[dim]) if -len(x.sketch_sizes) <= dim < len(x.sketch_sizes) else None


@quick("numel", on=(torch.Tensor, torch))
def _numel(run: Run, x: Any) -> Any:
    return run.shown(run.product(x.sketch_sizes)) if type(x) is Sketch else None


@quick("is_contiguous", on=(torch.Tensor,))
def _is_contiguous(run: Run, x: Any) -> Any:
    return True if type(x) is Sketch and contiguous(x) else None


@quick("contiguous", on=(torch.Tensor,))
def _contiguous(run: Run, x: Any) -> Any:
    if type(x) is not Sketch:
        return None
    return x if contiguous(x) else sketch(x.sketch_sizes, x.dtype)


def _given(shape: tuple[Any, ...]) -> Sizes:
    return values(shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape)


def _known(run: Run, sizes: Sizes, shape: Sizes) -> Sizes | None:
    """The shape with -1 worked out; None where the number of elements does not fit."""
    unknown = [i for i, size in enumerate(shape) if not isinstance(size, Expr) and size == -1]
    others = [size for i, size in enumerate(shape) if i not in unknown]
    if len(unknown) > 1 or not all(isinstance(size, int | Expr) and run.compare("le", 0, size) for size in others):
        return None
    total, count = run.product(sizes), run.product(others)
    if not unknown:
        return shape if run.compare("eq", total, count) else None
    if run.compare("eq", count, 0) or not run.compare("eq", run.algebra.mod(total, count), 0):
        return None
    left = run.algebra.floordiv(total, count)
    return tuple(left if i == unknown[0] else size for i, size in enumerate(shape))


def _reshaped(run: Run, x: Any, sizes: Sizes | None, viewed: bool, func: Any, *args: Any) -> Any:
    if sizes is None or not x.is_floating_point():
        return None
    if not contiguous(x):
        if viewed:
            return None
        result = run.later(sizes, x, func, x, *args)
    else:
        result = sketch(sizes, x.dtype)
    if len(sizes) < len(sizes_of(x)):
        run.notes.flattened = sizes_of(x)
    return result


@quick("view", on=(torch.Tensor,))
def _view(run: Run, x: Any, *shape: Any) -> Any:
    if shape and isinstance(shape[0], torch.dtype):
        return None
    return _reshaped(run, x, _known(run, sizes_of(x), _given(shape)), True, None)


@quick("reshape")
def _reshape(run: Run, x: Any, *shape: Any) -> Any:
    sizes = _known(run, sizes_of(x), _given(shape))
    return None if sizes is None else _reshaped(run, x, sizes, False, _reshape_by_torch(run), sizes)


@quick("reshape_as view_as", on=(torch.Tensor,))
def _reshape_as(run: Run, x: Any, other: Any) -> Any:
    return _reshape(run, x, sizes_of(other)) if contiguous(x) else None


@quick("stack")
def _stack(run: Run, tensors: Sequence[Any], dim: int = 0) -> Any:
    first, dtype = sizes_of(tensors[0]), tensors[0].dtype
    if not dtype.is_floating_point or not -len(first) - 1 <= dim <= len(first):
        return None
    if any(sizes_of(other) != first or other.dtype != dtype for other in tensors):
        return None
    at = dim % (len(first) + 1)
    stacked = (*first[:at], len(tensors), *first[at:])
    if len(stacked) not in (4, 5) or all(map(usual, tensors)):
        return sketch(stacked, dtype)
    return run.later(stacked, tensors[0], torch.stack, list(tensors), at)


@quick("to", on=(torch.Tensor,))
def _to(run: Run, x: Any, dtype: Any) -> Any:
    return x if type(x) is Sketch and dtype == x.dtype else None


def _reshape_by_torch(run: Run) -> Any:
    return lambda x, sizes: x.reshape(run.sizes_shown(sizes))


@quick("flatten")
def _flatten(run: Run, x: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    sizes = sizes_of(x)
    axes = len(sizes)
    if not (-axes <= start_dim < axes and -axes <= end_dim < axes):
        return None
    first, last = start_dim % axes, end_dim % axes
    if first >= last:
        return None
    merged = (*sizes[:first], run.product(sizes[first : last + 1]), *sizes[last + 1 :])
    return _reshaped(run, x, merged, False, torch.flatten, first, last)


@quick("permute")
def _permute(run: Run, x: Any, *dims: Any) -> Any:
    sizes, order = sizes_of(x), order_of(x)
    wanted = dims[0] if len(dims) == 1 and isinstance(dims[0], tuple | list) else dims
    if not x.is_floating_point() or not all(type(d) is int and -len(sizes) <= d < len(sizes) for d in wanted):
        return None
    axes = [d % len(sizes) for d in wanted]
    if sorted(axes) != list(range(len(sizes))):
        return None
    moved = tuple(sizes[axis] for axis in axes)
    return run.shaped(moved, x, permuted(order, axes) if order is not None else None, torch.permute, x, tuple(axes))


@quick("transpose swapaxes")
def _transpose(run: Run, x: Any, a: int, b: int) -> Any:
    axes = list(range(len(sizes_of(x))))
    axes[a], axes[b] = axes[b], axes[a]
    return _permute(run, x, axes)


@quick("unsqueeze")
def _unsqueeze(run: Run, x: Any, dim: int) -> Any:
    sizes = sizes_of(x)
    if not x.is_floating_point() or not -len(sizes) - 1 <= dim <= len(sizes):
        return None
    at = dim % (len(sizes) + 1)
    more = (*sizes[:at], 1, *sizes[at:])
    return run.shaped(more, x, in_order(len(more)) if contiguous(x) else None, torch.unsqueeze, x, at)


@quick("squeeze")
def _squeeze(run: Run, x: Any, dim: int) -> Any:
    sizes = sizes_of(x)
    if type(dim) is not int or not x.is_floating_point() or not -len(sizes) <= dim < len(sizes):
        return None
    at = dim % len(sizes)
    if not run.compare("eq", sizes[at], 1):
        return x
    fewer = (*sizes[:at], *sizes[at + 1 :])
    return run.shaped(fewer, x, in_order(len(fewer)) if contiguous(x) else None, torch.squeeze, x, at)


@quick("expand", on=(torch.Tensor,))
def _expand(run: Run, x: Any, *shape: Any) -> Any:
    sizes, wanted = sizes_of(x), _given(shape)
    added = len(wanted) - len(sizes)
    if added < 0 or not x.is_floating_point() or any(type(s) is int and s < 0 for s in wanted[:added]):
        return None
    result = list(wanted[:added])
    for size, have in zip(wanted[added:], sizes, strict=True):
        if have == 1 and not (type(size) is int and size < 0):
            result.append(size)
        elif have == size or (type(size) is int and size == -1):
            result.append(have)
        else:
            return None
    if not all(isinstance(size, int | Expr) and run.compare("le", 0, size) for size in result):
        return None
    return run.later(tuple(result), x, lambda t: t.expand(run.sizes_shown(tuple(result))), x)


# Parts


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
        if len(sizes) != len(first) or other.dtype != dtype or sizes[:at] != first[:at]:
            return None
        if sizes[at + 1 :] != first[at + 1 :]:
            return None
        total = run.algebra.add(total, sizes[at])
    if not dtype.is_floating_point:
        return None
    joined = (*first[:at], total, *first[at + 1 :])
    if len(joined) not in (4, 5) or all(map(usual, tensors)):  # other ranks have no layout but the usual
        return sketch(joined, dtype)
    return run.later(joined, tensors[0], torch.cat, list(tensors), at)
