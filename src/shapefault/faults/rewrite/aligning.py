"""Templates that bring one shape to another: axes of size 1 added or dropped, a flattening, a swap, an expansion."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Shape


def aligned(shape: Shape, like: Shape, prior: float = 0.6) -> Iterator[Template]:
    """Reshapings of ``shape`` under which it may fit ``like``; whether it does is for the caller to try."""
    yield from _added(shape, like, prior)
    for axis, size in enumerate(shape):
        if size == 1:
            why = "an axis of size 1 too many"
            yield Template(f"{{}}.squeeze({axis})", prior, f"drop axis {axis} of size 1", why)
    if len(shape) > 1 and like and math.prod(shape) == like[0]:
        text = "{}.flatten()" if len(like) == 1 else f"{{}}.reshape({', '.join(['-1', *['1'] * (len(like) - 1)])})"
        yield Template(text, prior - 0.04, "flatten it as the other is", "the other one is flattened")
    for a, b in itertools.combinations(range(len(shape)), 2):
        swapped = list(shape)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        if tuple(swapped) != shape:
            yield Template(f"{{}}.transpose({a}, {b})", prior - 0.08, f"swap axes {a} and {b}", "the axes are swapped")


def _added(shape: Shape, like: Shape, prior: float) -> Iterator[Template]:
    """One or two new axes of size 1; where the other has an axis that this one lacks comes first."""
    rank = len(shape)
    why = "an axis is missing"
    for axis in range(rank + 1):
        yield Template(f"{{}}.unsqueeze({axis})", prior, f"add an axis of size 1 at {axis}", why)
    if len(like) >= rank + 2:
        for axis in range(rank + 1):
            slots = ["None" if i in (axis, axis + 1) else ":" for i in range(rank + 2)]
            while slots and slots[-1] == ":":
                slots.pop()
            yield Template(f"{{}}[{', '.join(slots)}]", prior - 0.01, f"add two axes of size 1 at {axis}", why)
