"""Quick rules of what a forward asks about a tensor, and of what rearranges it; see :mod:`quick`."""

from __future__ import annotations

from typing import Any

import torch

from shapefault.check.domain.algebra import Expr
from shapefault.check.domain.quick import QUICK, quick, values
from shapefault.check.domain.quick import QuickFunctions as Run
from shapefault.check.domain.sketch import (
    Order,
    Sizes,
    Sketch,
    contiguous,
    in_order,
    order_of,
    permuted,
    sizes_of,
    sketch,
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


@quick("new_zeros new_ones new_empty", on=(torch.Tensor,))
def _made_new(run: Run, x: Any, *size: Any) -> Any:
    sizes = _given(size)
    if type(x) is not Sketch or not all(isinstance(s, int | Expr) and run.compare("le", 0, s) for s in sizes):
        return None
    return sketch(sizes, x.dtype)


def _known(run: Run, x: Any, shape: Sizes) -> Sizes | None:
    """The shape with -1 worked out; None where that is left to torch."""
    sizes = sizes_of(x)
    unknown = [i for i, size in enumerate(shape) if not isinstance(size, Expr) and size == -1]
    others = [size for i, size in enumerate(shape) if i not in unknown]
    if len(unknown) > 1 or not all(isinstance(size, int | Expr) and run.compare("le", 0, size) for size in others):
        return None
    total, count = run.product(sizes), run.product(others)
    if not unknown:
        if not run.equal(total, count):
            run.refused(torch.reshape, x, run.sizes_shown(shape))
            return None
        return shape
    if run.compare("eq", count, 0):
        return None
    if not run.compare("eq", run.algebra.mod(total, count), 0):
        run.refused(torch.reshape, x, run.sizes_shown(shape))
        return None
    left = run.algebra.floordiv(total, count)
    return tuple(left if i == unknown[0] else size for i, size in enumerate(shape))


def _reshaped(run: Run, x: Any, sizes: Sizes | None, viewed: bool, func: Any, *args: Any) -> Any:
    if sizes is None or not x.is_floating_point():
        return None
    if contiguous(x):
        result = sketch(sizes, x.dtype)
    elif (split := _split_axis(sizes_of(x), sizes)) is not None:
        order = order_of(x)
        result = run.shaped(sizes, x, _order_split(order, *split) if order is not None else None, func, x, *args)
    elif viewed:
        return None
    else:
        result = run.later(sizes, x, func, x, *args)
    if len(sizes) < len(sizes_of(x)):
        run.notes.flattened = sizes_of(x)
    return result


def _split_axis(before: Sizes, after: Sizes) -> tuple[int, int] | None:
    """The axis that a reshape only splits, and into how many: a view of any layout. None where it does more."""
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    return (first, len(after) - first - last) if len(before) - first - last == 1 else None


def _order_split(order: Order, axis: int, parts: int) -> Order:
    """The order in memory after ``axis`` was split into ``parts``."""
    wider: list[int] = []
    for each in order:
        wider += range(axis, axis + parts) if each == axis else [each + (parts - 1 if each > axis else 0)]
    return tuple(wider)


@quick("view", on=(torch.Tensor,))
def _view(run: Run, x: Any, *shape: Any) -> Any:
    if shape and isinstance(shape[0], torch.dtype):
        return None
    sizes = _known(run, x, _given(shape))
    return None if sizes is None else _reshaped(run, x, sizes, True, _reshape_by_torch(run), sizes)


@quick("reshape")
def _reshape(run: Run, x: Any, *shape: Any) -> Any:
    sizes = _known(run, x, _given(shape))
    return None if sizes is None else _reshaped(run, x, sizes, False, _reshape_by_torch(run), sizes)


@quick("reshape_as view_as", on=(torch.Tensor,))
def _reshape_as(run: Run, x: Any, other: Any) -> Any:
    return _reshape(run, x, sizes_of(other)) if contiguous(x) else None


@quick("to", on=(torch.Tensor,))
def _to(run: Run, x: Any, dtype: Any) -> Any:
    return x if type(x) is Sketch and dtype == x.dtype else None


@quick("type_as", on=(torch.Tensor,))
def _type_as(run: Run, x: Any, other: Any) -> Any:
    return _to(run, x, other.dtype)


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
        elif (type(size) is int and size == -1) or run.equal(have, size):
            result.append(have)
        else:
            return None
    if not all(isinstance(size, int | Expr) and run.compare("le", 0, size) for size in result):
        return None
    return run.later(tuple(result), x, lambda t: t.expand(run.sizes_shown(tuple(result))), x)


@quick("expand_as", on=(torch.Tensor,))
def _expand_as(run: Run, x: Any, other: Any) -> Any:
    return _expand(run, x, sizes_of(other))
