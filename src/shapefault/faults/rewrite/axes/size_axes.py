"""A size that is read off the wrong axis: ``torch.ones(x.size(0))`` where ``x.size(1)`` is needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk


def axes_swapped(trace: Trace, mismatch: Mismatch, role: str, fits: Shape | None, prior: float) -> Iterator[Fix]:
    """``torch.ones(x.size(0))`` where ``x.size(1)`` labels are needed."""
    for place in places(trace, mismatch, role):
        if place.kind not in ("definition", "use") or place.frame is None:
            continue
        for part in walk(place.node):
            index = _size_index(part)
            if index is None:
                continue
            tensor, node, number = index
            shape = shape_in(place.frame, tensor)
            if shape is None or not -len(shape) <= number < len(shape):
                continue
            for axis, size in enumerate(shape):
                if size == shape[number] or not (fits is None or size in fits):
                    continue
                yield fix(
                    f"make as many labels as axis {axis} has",
                    Edit(place.source.span(node), str(axis)), prior, stage=Stage.LOSS_TARGET,
                    why=f"{shape[number]} labels are made, {size} are needed",
                )  # fmt: skip


def _size_index(node: ast.AST) -> tuple[ast.expr, ast.expr, int] | None:
    read = size_read(node)
    if read is not None and isinstance(read[1], ast.Constant) and isinstance(read[1].value, int):
        return *read, read[1].value
    return None
