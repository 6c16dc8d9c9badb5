"""``query.shape[1]`` where ``query.shape[2]`` is meant, in a number from which an operand came over several steps."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import axes_read, size_read
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.meeting import meeting
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_MOST = 6


def sizes_on_the_way(trace: Trace, prior: float) -> Iterator[Fix]:
    """The other axes of what is measured, the batch aside, where the failing expression reads what came of it."""
    frame = trace.crash.user
    source, node = (frame.site.source(), frame.site.node()) if frame is not None else (None, None)
    if frame is None or source is None or node is None:
        return
    # A size that is none of those that failed to meet may well pass, and be no better.
    met = {size for pair in meeting(trace) for size in pair}
    for read, axis, other, shape in itertools.islice(_other_axes(frame, node, met), _MOST):
        yield fix(
            f"read the size of axis {other}, not {axis}", Edit(source.span(read), str(other)), prior,
            stage=Stage.RESHAPE, why=f"axis {axis} has {shape[axis]} entries, axis {other} has {shape[other]}",
        )  # fmt: skip


def _other_axes(frame: Frame, node: ast.AST, met: set[int]) -> Iterator[tuple[ast.expr, int, int, Shape]]:
    """The axis numbers that are read, each with another axis of one of the sizes ``met``, and the tensor's shape."""
    for value in _worked_out(frame, node):
        for read, axis in axes_read(value):
            around = parent(read)
            owner = size_read(around) if around is not None else None
            shape = shape_in(frame, owner[0]) if owner is not None else None
            if shape is None or not -len(shape) <= axis < len(shape) or axis in (0, -len(shape)):
                continue
            for other in range(1, len(shape)):
                if shape[other] != shape[axis] and shape[other] in met:
                    yield read, axis, other, shape


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
