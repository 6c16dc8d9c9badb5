"""A number solved for: two runs with two values of it tell, as a secant does, with which one two sizes would meet.

An edit that gives a number another value and fails in the same words, but with other sizes in them, has shown that
the number decides one of the sizes. The step from there to the value with which they are equal is arithmetic; where
the sizes do not depend on it in proportion (a convolution's rounding) the next failing run brings the next secant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from shapefault.model import Fix

Pairs = frozenset[tuple[int, int]]
_NUMBER = re.compile(r"\d+")
_LARGEST = 64
"""How many times the number itself a value may be: a size has its limits."""


@dataclass(frozen=True)
class Point:
    """A value of the number, and how the program failed with it."""

    value: int
    failure: str


def exchanged(fix: Fix) -> tuple[int, int] | None:
    """The number that a fix replaces and its new value, the same in all its places; None where it does not."""
    found = {(edit.span.text.strip(), edit.content.strip()) for edit in fix.edits}
    if len(found) != 1 or not all(text.isdecimal() for text in next(iter(found))):
        return None
    now, new = map(int, next(iter(found)))
    return now, new


def solutions(base: str, first: Point, second: Point, pairs: Pairs) -> Iterator[int]:
    """Values with which two sizes that met in ``base``, the unedited program's failure, would be equal.

    f(n), the one size less the other, is taken as linear through both points (the secant method); its zero is rounded.
    """
    if first.value == second.value or not _skeleton(base) == _skeleton(first.failure) == _skeleton(second.failure):
        return
    sizes, before, after = _sizes(base), _sizes(first.failure), _sizes(second.failure)
    found = {first.value, second.value}
    for i, j in combinations(range(len(sizes)), 2):
        left, right = before[i] - before[j], after[i] - after[j]
        if (sizes[i], sizes[j]) not in pairs or left == right:
            continue
        zero = round(first.value - left * (second.value - first.value) / (right - left))
        if 0 < zero <= _LARGEST * max(first.value, second.value) and zero not in found:
            found.add(zero)
            yield zero


def with_value(fix: Fix, value: int, prior: float) -> Fix:
    """The same edit with another value in the place of the one that it has."""
    exchange = exchanged(fix)
    assert exchange is not None
    title = re.sub(rf"\b{exchange[1]}\b", str(value), fix.title)
    edits = tuple(replace(edit, content=str(value)) for edit in fix.edits)
    return replace(fix, title=title, edits=edits, prior=prior)


def _sizes(failure: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(failure)]


def _skeleton(failure: str) -> str:
    return _NUMBER.sub("#", failure)
