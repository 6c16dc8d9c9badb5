"""Templates that bring one shape to another: axes of size 1 added or dropped, a flattening, a swap, an expansion."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Shape


def aligned(shape: Shape, like: Shape, prior: float = 0.6, *, trailing: bool = False) -> Iterator[Template]:
    """Reshapings of ``shape`` under which it may fit ``like``; whether it does is for the caller to try.

    With ``trailing`` the last axis stays the last where it can: a mask over the keys of an attention.
    """
    yield from _added(shape, like, prior, trailing)
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


def inserted(shape: Shape, like: Shape, trailing: bool = False) -> list[str]:
    """New axes of size 1 that make ``shape`` broadcast to ``like`` (-1: any size), in full rank, as templates."""
    last = len(like) - 1
    found = []
    for kept in itertools.combinations(range(len(like)), len(shape)):
        if all(size in (1, like[axis]) or like[axis] == -1 for axis, size in zip(kept, shape, strict=True)):
            new = [axis for axis in range(len(like)) if axis not in kept]
            if len(new) == 1:
                found.append((len(new), kept, f"{{}}.unsqueeze({new[0]})"))
            elif new:
                slots = ["None" if axis in new else ":" for axis in range(len(like))]
                while slots[-1] == ":":
                    slots.pop()
                found.append((len(new), kept, f"{{}}[{', '.join(slots)}]"))
    # Axes in front of which nothing is added come first: a batch stays the first axis.
    return [text for _, _, text in sorted(found, key=lambda item: (trailing and item[1][-1:] != (last,), item[1]))]


def _added(shape: Shape, like: Shape, prior: float, trailing: bool) -> Iterator[Template]:
    """New axes of size 1; those that bring the shape in line with the other come first."""
    why = "an axis is missing"
    fitting = inserted(shape, like, trailing) if len(shape) < len(like) <= 5 else []
    for number, text in enumerate(fitting[:3]):
        yield Template(text, prior + 0.06 - 0.04 * number, "add the axes that are missing", why)
    for axis in range(len(shape) + 1 if len(shape) < len(like) else 0):
        text = f"{{}}.unsqueeze({axis})"
        if text not in fitting:
            yield Template(text, prior - 0.02, f"add an axis of size 1 at {axis}", why)
