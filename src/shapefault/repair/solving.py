"""A number solved for: two runs with two values of it tell, as a secant does, with which one two sizes would meet.

An edit that gives a number another value and fails in the same words, but with other sizes in them, has shown that
the number decides one of the sizes. The step from there to the value with which they are equal is arithmetic; where
the sizes do not depend on it in proportion (a convolution's rounding) the next failing run brings the next secant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from shapefault.faults.rewrite.meeting import Pairs
from shapefault.model import Fix, Span
from shapefault.repair.suspected import less_where_it_collapses

_NUMBER = re.compile(r"\d+")
_LARGEST = 64
"""How many times the number itself a value may be: a size has its limits."""
_WHY = "one of the sizes that differ follows this number; with another value they are equal"
_STEP, _NEARLY = 16, Fraction(1, 50)
"""Sizes are chosen as multiples of the first; by what share of a number one of them may be off it."""
_SECANTS = 3
"""How many values of one number are solved for in a row."""
_SOLVED, _AT_MOST = 0.1, 0.55
"""What it adds to the evidence for a number that it decides a size of those that met, and to how much."""


@dataclass(frozen=True)
class Point:
    """A value of the number, and how the program failed with it."""

    value: int
    failure: str


class Solver:
    """What one search learns of the program's numbers. ``pairs``: the sizes that met and differ."""

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs
        self._idle: set[tuple[Span, ...]] = set()

    def is_idle(self, fix: Fix) -> bool:
        """Whether another value of the number that ``fix`` changes has left the failure as it was, to the last size."""
        return exchanged(fix) is not None and _places(fix) in self._idle

    def after(
        self, base: str, fix: Fix, points: tuple[Point, ...], failure: str
    ) -> Iterator[tuple[Fix, tuple[Point, ...]]]:
        """The edits to try where ``fix`` has failed in the same place; with each the points that it is drawn from.

        ``base`` is how the unedited program fails, ``points`` with which other values it has failed before.
        """
        exchange = exchanged(fix)
        if exchange is None:
            return
        now, new = exchange
        if failure == base and not points:
            self._idle.add(_places(fix))
        elif len(points) < _SECANTS:
            last, here = points[-1] if points else Point(now, base), Point(new, failure)
            worth = max(fix.prior, min(fix.prior + _SOLVED, _AT_MOST))
            for value in solutions(base, last, here, self._pairs):
                yield less_where_it_collapses(with_value(fix, value, worth)), (*points, here)


def exchanged(fix: Fix) -> tuple[int, int] | None:
    """The number that a fix replaces and its new value, the same in all its places; None where it does not."""
    found = {(edit.span.text.strip(), edit.content.strip()) for edit in fix.edits}
    if len(found) != 1 or not all(text.isdecimal() for text in next(iter(found))):
        return None
    now, new = map(int, next(iter(found)))
    return now, new


def solutions(base: str, first: Point, second: Point, pairs: Pairs) -> Iterator[int]:
    """Values with which two sizes that met in ``base``, the unedited program's failure, would be equal.

    f(n), the one size less the other, is taken as linear through both points (the secant method). A zero that is no
    whole number comes of sizes that were rounded, and several values give them: the round one next to it goes first.
    """
    if first.value == second.value or not skeleton(base) == skeleton(first.failure) == skeleton(second.failure):
        return
    sizes, before, after = _sizes(base), _sizes(first.failure), _sizes(second.failure)
    found = {first.value, second.value}
    for i, j in combinations(range(len(sizes)), 2):
        left, right = before[i] - before[j], after[i] - after[j]
        if (sizes[i], sizes[j]) not in pairs or left == right:
            continue
        zero = first.value - Fraction(left * (second.value - first.value), right - left)
        for value in (*([] if zero.denominator == 1 else _round(zero)), round(zero)):
            if 0 < value <= _LARGEST * max(first.value, second.value) and value not in found:
                found.add(value)
                yield value


def _round(number: Fraction) -> list[int]:
    """The multiple of sixteen next to a number, where that is near."""
    near = round(number / _STEP) * _STEP
    return [near] if abs(near - number) <= _NEARLY * number else []


def with_value(fix: Fix, value: int, prior: float) -> Fix:
    """The same edit with another value in the place of the one that it has."""
    exchange = exchanged(fix)
    assert exchange is not None
    now, told = exchange
    said, new = f"from {now} to {told}", f"from {now} to {value}"
    title = fix.title.replace(said, new) if said in fix.title else f"change the number {new}"
    edits = tuple(replace(edit, content=str(value)) for edit in fix.edits)
    return replace(fix, title=title, edits=edits, prior=prior, why=_WHY)


def _sizes(failure: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(failure)]


def skeleton(failure: str) -> str:
    """What an error says, whatever the sizes in it."""
    return _NUMBER.sub("#", failure)


def _places(fix: Fix) -> tuple[Span, ...]:
    return tuple(edit.span for edit in fix.edits)
