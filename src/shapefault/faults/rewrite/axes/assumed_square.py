"""``x.view(n, c, px, px)`` of maps that are no squares: ``px`` is one of the sides, and stands for both."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.frames import Frame
from shapefault.source.project import CallPlace


def assumed_square(trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """The other side read from the tensor of which the first was read, or left open."""
    found, frame = receiver(call), trace.crash.user
    if found is None or frame is None or len(found[1]) != len(sizes):
        return
    for index, (node, after) in enumerate(zip(found[1], found[1][1:], strict=False)):
        size = sizes[index]
        if size < 2 or sizes[index + 1] != size or not _same_name(node, after):
            continue
        others = math.prod(s for at, s in enumerate(sizes) if at not in (index, index + 1))
        numel = math.prod(shape)
        if others < 1 or numel % (others * size) or numel == others * size * size:
            continue
        side = numel // (others * size)
        why = f"the maps have {size} and {side} on these axes, {size} is written for both"
        title = f"view the maps as {size}×{side}, which is no square"
        read = list(_read(frame, node, after, side))
        for place, text in read:
            yield fix(title, Edit(call.source.span(place), text), prior, stage=Stage.RESHAPE, why=why)
        if read and -1 not in sizes:
            yield fix(title, Edit(call.source.span(after), "-1"), prior - 0.02, stage=Stage.RESHAPE, why=why)


def _same_name(node: ast.expr, other: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and ast.dump(node) == ast.dump(other)


def _read(frame: Frame, node: ast.expr, after: ast.expr, side: int) -> Iterator[tuple[ast.expr, str]]:
    """Which of the two has another size, and ``x.size(3)`` for it where the name is ``x.size(2)``."""
    function = frame.function()
    value = bound_once(function, node.id) if isinstance(node, ast.Name) and function is not None else None
    read = size_read(value) if value is not None else None
    tensor, shape = (read[0], shape_of(frame.held(read[0]))) if read is not None else (None, None)
    number = frame.number(read[1]) if read is not None else None
    if not isinstance(tensor, ast.Name) or not shape or number is None:
        return
    axis = number % len(shape)
    for place, neighbour in ((after, axis + 1), (node, axis - 1)):
        if 0 < neighbour < len(shape) and shape[neighbour] == side:
            yield place, f"{tensor.id}.size({neighbour})"
            return
