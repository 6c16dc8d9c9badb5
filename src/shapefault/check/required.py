"""Sizes that must be accepted (``--require "H=1..1024"``), held against a domain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice, product
from typing import TYPE_CHECKING

from shapefault.check.errors import UsageError
from shapefault.check.inputs import InputSpec
from shapefault.check.result import Required

if TYPE_CHECKING:
    from shapefault.check.domain import Domain

Ranges = Mapping[str, tuple[int, int]]

_RANGE = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*(\d+)\s*(?:\.\.\s*(\d+)\s*)?")
HOW = 'give ranges as "H=1..1024", several axes as "H=32..512,W=32..512"'


def parse(text: str, spec: InputSpec) -> Ranges:
    """The range of each axis that a requirement names; raises :class:`UsageError`."""
    found: dict[str, tuple[int, int]] = {}
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise UsageError(f"cannot read the requirement {text!r}; {HOW}")
        name, low, high = match[1], int(match[2]), int(match[3] or match[2])
        if name not in spec.free:
            free = ", ".join(spec.free) or "none"
            raise UsageError(f"{name} in the requirement {text!r} is no free axis of the input; free are: {free}")
        if not 1 <= low <= high:
            raise UsageError(f"the range of {name} in the requirement {text!r} is empty; {HOW}")
        found[name] = low, high
    return found


def limits(ranges: Sequence[Ranges]) -> dict[str, tuple[int, int]]:
    """The range of each axis in all requirements together."""
    found: dict[str, tuple[int, int]] = {}
    for each in ranges:
        for name, (low, high) in each.items():
            before = found.get(name, (low, high))
            found[name] = min(before[0], low), max(before[1], high)
    return found


def decided(ranges: Sequence[Ranges]) -> dict[str, tuple[int, int]]:
    """How far sizes have to be decided for all requirements: no less far than without them."""
    from shapefault.check.domain.analysis import BATCH, MOST_BATCH, MOST_SPATIAL

    usual = {name: MOST_BATCH if name == BATCH else MOST_SPATIAL for each in ranges for name in each}
    return {name: (1, max(high, usual[name])) for name, (_, high) in limits(ranges).items()}


def held(text: str, ranges: Ranges, others: Mapping[str, int], domain: Domain | None) -> Required:
    """Whether the domain has every size of the ranges, with the other axes at one size each."""
    if domain is None:
        return Required(text, None, "the accepted sizes are not known")
    names = list(ranges)
    open_at: dict[str, int] | None = None
    points = product(*(range(low, high + 1) for low, high in ranges.values()))
    for point in islice(points, _MOST):
        sizes = {**others, **dict(zip(names, point, strict=True))}
        answer = domain.accepts(sizes)
        told = ", ".join(f"{name}={size}" for name, size in zip(names, point, strict=True))
        if answer is False:
            return Required(text, False, f"{told} is refused")
        if answer is None and open_at is None:
            open_at = sizes
    if open_at is not None:
        return Required(text, None, "undecided at " + ", ".join(f"{name}={open_at[name]}" for name in names))
    if next(points, None) is not None:
        return Required(text, None, f"more than {_MOST} sizes; require each axis by itself")
    return Required(text, True)


_MOST = 300_000
