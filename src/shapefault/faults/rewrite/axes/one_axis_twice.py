"""The size of one axis in the place of two: ``y.reshape(n, -1, x.shape[-1], x.shape[-1])`` of oblong maps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from shapefault.faults.rewrite.axes.size_axis import size_read, with_axis
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.peek import value_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def one_axis_twice(trace: Trace, prior: float) -> Iterator[Fix]:
    """The first of the two as the size of the axis before, in the views of the running functions."""
    for frame in trace.user_frames():
        function, source = frame.function(), frame.site.source()
        if function is None or source is None:
            continue
        for call in walk(function):
            if not isinstance(call, ast.Call) or callee(call) not in ("view", "reshape") or call.lineno > frame.lineno:
                continue
            for first, second in pairwise(call.args):
                if ast.dump(first) != ast.dump(second) or isinstance(first, ast.Constant | ast.Starred):
                    continue
                text = _other_side(frame, first)
                if text is not None:
                    yield fix(
                        f"read {text} for the first of the two sides", Edit(source.span(first), text), prior,
                        stage=Stage.RESHAPE, why=f"{source.span(first).text} stands for both sides of a map",
                    )  # fmt: skip


def _other_side(frame: Frame, node: ast.expr) -> str | None:
    """``x.shape[-2]`` for ``x.shape[-1]``, ``x.size(2)`` for ``x.size(3)``, ``h`` for the ``w`` unpacked behind it."""
    if isinstance(node, ast.Name):
        return _neighbour(frame, node)
    source, read = frame.site.source(), size_read(node)
    if read is None or source is None:
        return None
    of, axis = read
    value, number = value_in(frame, of), value_in(frame, axis)
    shape = shape_of(value) if is_tensor(value) else None
    if shape is None or len(shape) < 2 or number not in (-1, len(shape) - 1) or shape[-1] == shape[-2]:
        return None
    return with_axis(source, node, axis, number - 1)


def _neighbour(frame: Frame, node: ast.Name) -> str | None:
    """The name that is unpacked right before this one, where it stands for another number."""
    function = frame.function()
    for part in walk(function) if function is not None else ():
        targets = part.targets[0] if isinstance(part, ast.Assign) else None
        if isinstance(targets, ast.Tuple):
            for before, own in pairwise(targets.elts):
                if isinstance(own, ast.Name) and own.id == node.id and isinstance(before, ast.Name):
                    now, other = frame.number(own), frame.number(before)
                    return before.id if other is not None and other != now and before.id != "_" else None
    return None
