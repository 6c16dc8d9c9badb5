"""``x.repeat_interleave(n, dim=0)`` of several rows, though ``n`` counts those of all of them, not of each."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import shape_in, value_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_REPEATS = ("repeat_interleave", "repeat")


def repeated_for_all(trace: Trace, mismatch: Mismatch, role: str, rows: int, prior: float) -> Iterator[Fix]:
    """The count divided by the rows that are repeated, where ``rows`` of them are wanted."""
    for place in places(trace, mismatch, role):
        calls = (call for call in walk(place.node) if isinstance(call, ast.Call) and callee(call) in _REPEATS)
        for call in calls if place.frame is not None else ():
            parts = receiver(CallPlace(place.source, call))
            if place.frame is None or parts is None or not parts[1]:
                continue
            of, times = parts[0], parts[1][0]
            shape, count = shape_in(place.frame, of), value_in(place.frame, times)
            if not shape or type(count) is not int or shape[0] < 2 or count % shape[0] or count != rows:
                continue
            written = place.source.span(times).text
            written = f"({written})" if isinstance(times, ast.BinOp) else written
            text = f"{written} // {place.source.span(of).text}.shape[0]"
            yield fix(
                f"repeat each row {count // shape[0]} times, not {count}", Edit(place.source.span(times), text), prior,
                stage=Stage.RESHAPE, why=f"{count} rows are wanted in all, and there are {shape[0]} to begin with",
            )  # fmt: skip
