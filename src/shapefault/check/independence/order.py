"""A reshape against the transpose that gives the same sizes: which axes it keeps, merges and splits, and in what order.

Integers only. A reshape keeps the order of the numbers. Whether that is the order of the axes too is seen from how many
numbers lie up to the end of each axis: 4, 8, 24 for (4, 6) → (4, 2, 3), each a multiple of the one before; 4, 6, 24 for
(4, 6) → (6, 4), and 6 is no multiple of 4: it tears the axes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, pairwise
from math import prod
from operator import mul
from typing import Any

Group = tuple[tuple[int, ...], tuple[int, ...]]
"""Axes of the input and the axes of the result that they become: one each, or one and several."""
Order = tuple[Group, ...]

MOST_AXES = 6
MOST_PARTS = 3
"""Axes that are merged into one, or that one is split into."""


def tears(given: Sequence[int], wanted: Sequence[int]) -> bool:
    """Whether a reshape from ``given`` to ``wanted`` is no splitting and merging of neighbouring axes."""
    ends = sorted({*accumulate(given, mul), *accumulate(wanted, mul)})
    return any(later % earlier for earlier, later in pairwise(ends))


def orders(given: Sequence[int], wanted: Sequence[int]) -> list[Order]:
    """The ways to make ``wanted`` from ``given`` in which an axis moves past another one.

    Every axis is kept as it is, split, or merged with others; axes of one element are left out. Axes of the same size
    that keep their order come first.
    """
    into = [i for i, size in enumerate(given) if size != 1]
    out = [i for i, size in enumerate(wanted) if size != 1]
    if not 2 <= len(into) <= MOST_AXES or not 2 <= len(out) <= MOST_AXES or prod(given) != prod(wanted):
        return []
    found = [tuple(order) for order in _grouped(into, out, given, wanted)]
    return [order for order in found if _moves(order)]


def _grouped(into: list[int], out: list[int], given: Sequence[int], wanted: Sequence[int]) -> Iterator[list[Group]]:
    """All ways to divide the axes among groups of equal sizes."""
    if not into or not out:
        if into == out:
            yield []
        return
    first, rest = into[0], into[1:]
    groups: list[Group] = [((first,), (to,)) for to in out if wanted[to] == given[first]]
    for count in range(2, MOST_PARTS + 1):
        groups += [((first,), to) for to in combinations(out, count) if prod(wanted[i] for i in to) == given[first]]
        merged = [(first, *more) for more in combinations(rest, count - 1)]
        groups += [(axes, (to,)) for axes in merged for to in out if prod(given[i] for i in axes) == wanted[to]]
    for axes, to in groups:
        left = [i for i in rest if i not in axes]
        for others in _grouped(left, [i for i in out if i not in to], given, wanted):
            yield [(axes, to), *others]


def _moves(order: Order) -> bool:
    """Whether an axis that is kept whole changes sides with a part of another one."""
    return any(
        (a < axes[0]) != (b < to[0])
        for axes, to in order
        if len(axes) == len(to) == 1
        for others, theirs in order
        if others != axes
        for a in others
        for b in theirs
    )


def is_permutation(order: Order) -> bool:
    """Whether every axis is kept whole."""
    return all(len(axes) == len(to) == 1 for axes, to in order)


def first_difference(given: Sequence[int], wanted: Sequence[int], order: Order) -> str:
    """What a labelled tensor shows: where an element is after the reshape, and where ``order`` puts it."""
    import torch

    labels = torch.arange(prod(given)).reshape(tuple(given))
    moved, how = _ordered(labels, wanted, order)
    reshaped = labels.reshape(tuple(wanted))
    where = (reshaped != moved).nonzero()[0].tolist()
    came = _index(int(reshaped[tuple(where)]), given)
    belongs = _index(int(moved[tuple(where)]), given)
    return (
        f"element {where} of the result is element {came} of the input, which has the shape {list(given)}; "
        f"{how} gives the same shape and puts element {belongs} there"
    )


def _ordered(labels: Any, wanted: Sequence[int], order: Order) -> tuple[Any, str]:
    """The tensor with its axes split, permuted and merged as ``order`` says, and the calls that do so."""
    given = tuple(labels.shape)
    sizes: list[int] = []
    ends: list[tuple[int, int]] = []
    """Of each axis after the splits the axis of the result that it becomes (a part of), and its place there."""
    for axis, size in enumerate(given):
        axes, to = next(((a, t) for a, t in order if axis in a), ((axis,), ()))
        parts = [(i, 0) for i in to] if len(axes) == 1 else [(to[0], axes.index(axis))]
        sizes += [wanted[i] for i, _ in parts] if len(parts) > 1 else [size]
        ends += parts or ends[-1:] or [(-1, 0)]  # an axis of one element stays behind the one before it
    sequence = sorted(range(len(ends)), key=lambda i: ends[i])
    split = tuple(sizes) != given
    calls = [f"view({', '.join(map(str, sizes))})"] if split else []
    calls.append(f"permute({', '.join(map(str, sequence))})")
    moved = labels.reshape(sizes).permute(sequence)
    if tuple(moved.shape) != tuple(wanted):
        calls.append(f"reshape({', '.join(map(str, wanted))})")
    return moved.reshape(tuple(wanted)), ".".join(calls)


def _index(flat: int, shape: Sequence[int]) -> list[int]:
    index = []
    for size in reversed(shape):
        flat, at = divmod(flat, size)
        index.append(at)
    return index[::-1]
