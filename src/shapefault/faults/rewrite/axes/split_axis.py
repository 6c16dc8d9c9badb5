"""An axis that was never split: ``q.permute(0, 2, 1, 3)`` of (N, L, heads · width), tokens (N, h · w, C) as a map.

Of the sizes that the running function has names for, two multiply to the size of the axis.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame

_PLACES, _MOST = 3, 8
_SQUARE = 0.2
"""What is taken off for the sides of a square, which nothing names."""


def split_axis(trace: Trace, mismatch: Mismatch, shape: Shape, prior: float) -> Iterator[Fix]:
    """The input with one of its axes as two, of sizes with names, or as the two equal sides of a map."""
    for place in places(trace, mismatch, "input")[:_PLACES]:
        pairs = itertools.permutations(_named_sizes(place.frame).items(), 2) if place.frame is not None else ()
        fitting = ((axis, a, b) for (a, m), (b, n) in pairs for axis, size in enumerate(shape) if m * n == size)
        for axis, a, b in itertools.islice(fitting, _MOST):
            yield fix(
                f"split axis {axis} into {a} · {b}", place.edit(f"{{}}.unflatten({axis}, ({a}, {b}))"), prior,
                stage=Stage.RESHAPE, why=f"axis {axis} is {a} times {b}",
            )  # fmt: skip
    squares = [(axis, math.isqrt(size)) for axis, size in enumerate(shape) if axis and math.isqrt(size) ** 2 == size]
    templates = [
        Template(
            f"{{}}.unflatten({axis}, ({side}, {side}))", prior - _SQUARE, f"split axis {axis} into {side} · {side}",
            f"axis {axis} is a square of {side}",
        )
        for axis, side in squares if side > 1
    ]  # fmt: skip
    yield from structural(trace, mismatch, "input", templates, stage=Stage.RESHAPE)


def _named_sizes(frame: Frame) -> dict[str, int]:
    """The numbers above 1 that names of a running function, or attributes of its object, stand for."""
    own = getattr(frame.frame.f_locals.get("self"), "__dict__", {})
    found = {**frame.frame.f_locals, **{f"self.{name}": value for name, value in own.items() if name[:1] != "_"}}
    return {name: value for name, value in found.items() if type(value) is int and value > 1}
