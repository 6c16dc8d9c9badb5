"""A set of sizes of one axis, in the words that a person would use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOST_RUNS = 5
MOST_PERIOD = 256


@dataclass(frozen=True, slots=True)
class Wording:
    """The words, and a size outside of the set that shows why: next to its edge, or between two of its members."""

    text: str
    outside: int | None


def describe(accepted: Any, low: int) -> Wording:
    """Words for the sizes ``low + i`` with ``accepted[i]``: runs first, then multiples, then what is left to count."""
    import numpy as np

    inside: Any = np.flatnonzero(accepted) + low
    high = low + len(accepted) - 1
    if not len(inside):
        return Wording("no size", None)
    first, last = int(inside[0]), int(inside[-1])
    runs = _runs(inside)
    if len(runs) == 1:
        return _one_run(first, last, low, high)
    step = _step(inside)
    if step is not None:
        return Wording(_multiples(first, last, step, high), first + 1 if step > 1 else None)
    if len(runs) <= MOST_RUNS:
        return Wording(", ".join(f"{a} … {b}" if a < b else f"{a}" for a, b in runs), runs[0][1] + 1)
    periodic = _periodic(accepted, low)
    if periodic is not None:
        return Wording(periodic, runs[0][1] + 1)
    return Wording(f"{len(inside)} of the sizes {low} … {high}, between {first} and {last}", runs[0][1] + 1)


def _one_run(first: int, last: int, low: int, high: int) -> Wording:
    if first == low and last == high:
        return Wording("any size", None)
    if last == high:
        return Wording(f"any size ≥ {first}", first - 1)
    if first == last:
        return Wording(f"only {first}", first + 1)
    if first == low:
        return Wording(f"any size ≤ {last}", last + 1)
    return Wording(f"{first} … {last}", last + 1)


def _runs(inside: Any) -> list[tuple[int, int]]:
    import numpy as np

    breaks = np.flatnonzero(np.diff(inside) > 1)
    starts, ends = [0, *(breaks + 1)], [*breaks, len(inside) - 1]
    return [(int(inside[a]), int(inside[b])) for a, b in zip(starts, ends, strict=True)]


def _step(inside: Any) -> int | None:
    """The distance between neighbours where it is always the same."""
    import numpy as np

    steps = np.unique(np.diff(inside))
    return int(steps[0]) if len(steps) == 1 and len(inside) > 2 else None


def _multiples(first: int, last: int, step: int, high: int) -> str:
    rest = first % step
    if rest == 0:
        text = f"multiples of {step}"
    elif step == 2:
        text = "odd sizes"
    else:
        text = f"{rest} more than a multiple of {step}"
    if first - step >= 1:
        text += f", ≥ {first}"
    if last + step <= high:
        text += f", ≤ {last}"
    return text


def _periodic(accepted: Any, low: int) -> str | None:
    """A pattern that repeats from some size on, by what is left when the size is divided."""
    import numpy as np

    count = len(accepted)
    for period in range(2, min(MOST_PERIOD, count // 3) + 1):
        differs = np.flatnonzero(accepted[:-period] != accepted[period:])
        start = int(differs[-1]) + 1 if len(differs) else 0
        if start > count // 3:
            continue
        residues = sorted({(low + i) % period for i in range(start, start + period) if accepted[i]})
        if not residues:
            return None
        runs = _runs(np.array(residues))
        if len(runs) > MOST_RUNS:
            return None
        left = ", ".join(f"{a} … {b}" if a < b else f"{a}" for a, b in runs)
        before: Any = np.flatnonzero(accepted[:start]) + low
        also = ", ".join(f"{a} … {b}" if a < b else f"{a}" for a, b in _runs(before)) if len(before) else ""
        text = f"sizes that divided by {period} leave {left}"
        if also and len(_runs(before)) > MOST_RUNS:
            return None
        if start == 0 or (not also and start <= period):
            edge = int(np.flatnonzero(accepted)[0]) + low
            return text if edge <= period else f"{text}, ≥ {edge}"
        return (f"{also}; " if also else "") + f"from {low + start} on {text}"
    return None
