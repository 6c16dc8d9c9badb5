"""A view with an open batch axis gave the model other samples than there are labels: ``x.reshape(-1, input_size)``.

Twice as many rows as labels come of rows half as long; the sizes of the view are then too small by what the rows are
too many.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.axes.view_numbers import named_sizes
from shapefault.faults.rewrite.peek import value_in
from shapefault.model import Fix, Shape
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


def rows_of_views(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The numbers behind such a view, so that each sample is a row of its own."""
    for call, sizes, whole in _open_views(trace, mismatch):
        rows = mismatch.operands["target"].shape[0]
        yield from named_sizes(trace, call, (rows, whole), sizes, prior)


def torn(trace: Trace, mismatch: Mismatch) -> bool:
    """Whether there is such a view: its rows are no samples, which labels could be repeated for."""
    return any(True for _ in _open_views(trace, mismatch))


def _open_views(trace: Trace, mismatch: Mismatch) -> Iterator[tuple[CallPlace, Shape, int]]:
    """The views with an open batch axis in the failing function, their sizes, and how long a whole sample's row is."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    frame = trace.crash.user
    source = frame.site.source() if frame is not None else None
    function = trace.function()
    if frame is None or source is None or function is None or not first or not second or not second[0]:
        return
    for call in walk(function):
        if not isinstance(call, ast.Call) or callee(call) not in ("view", "reshape") or call.lineno > frame.lineno:
            continue
        found = receiver(CallPlace(source, call))
        values = [value_in(frame, node) for node in found[1]] if found is not None else []
        sizes = tuple(value for value in values if isinstance(value, int))
        if len(sizes) != len(values) or len(sizes) < 2 or sizes[0] != -1:
            continue
        whole, rest = divmod(math.prod(sizes[1:]) * first[0], second[0])
        if not rest and whole != math.prod(sizes[1:]):
            yield CallPlace(source, call), sizes, whole
