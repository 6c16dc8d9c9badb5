"""``query.shape[1]`` where ``query.shape[2]`` is meant, in a number from which an operand came over several steps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import axes_read, size_read
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.meeting import meeting
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_MOST = 6


def sizes_on_the_way(trace: Trace, prior: float) -> Iterator[Fix]:
    """The other axes of what is measured, the batch aside, where the failing expression reads what came of it."""
    frame = trace.crash.user
    source, node = (frame.site.source(), frame.site.node()) if frame is not None else (None, None)
    made, met = 0, {size for pair in meeting(trace) for size in pair}
    for value in _worked_out(frame, node) if frame is not None and source is not None and node is not None else ():
        for read, axis in axes_read(value):
            around = parent(read)
            owner = size_read(around) if around is not None else None
            shape = shape_in(frame, owner[0]) if owner is not None and frame is not None else None
            rank = len(shape) if shape is not None else 0
            for other in range(1, rank) if -rank <= axis < rank and axis not in (0, -rank) else ():
                # A size that is none of those that failed to meet may well pass, and be no better.
                meets = shape is not None and shape[other] != shape[axis] and shape[other] in met
                if shape is not None and source is not None and meets and made < _MOST:
                    made += 1
                    yield fix(
                        f"read the size of axis {other}, not {axis}", Edit(source.span(read), str(other)),
                        prior, stage=Stage.RESHAPE,
                        why=f"axis {axis} has {shape[axis]} entries, axis {other} has {shape[other]}",
                    )  # fmt: skip


def _worked_out(frame: Frame, node: ast.AST) -> Iterator[ast.expr]:
    """The values of names that the expression reads, and of those that these read, the nearest first."""
    function = frame.function()
    bound: dict[str, list[ast.expr]] = {}
    for part in walk(function) if function is not None else ():
        for name, value in bindings(part):
            bound.setdefault(name, []).append(value)
    asked = [part.id for part in walk(node) if isinstance(part, ast.Name)]
    known: set[str] = set()
    while asked:
        name = asked.pop(0)
        if name in known:
            continue
        known.add(name)
        for value in bound.get(name, []):
            yield value
            asked += [part.id for part in walk(value) if isinstance(part, ast.Name)]
