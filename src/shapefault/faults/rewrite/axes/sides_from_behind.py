"""``x.size()[2:]`` for the height and the width, of a tensor that has come with an axis more: count from behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import measured
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace

_SIDES = 2


def sides_from_behind(trace: Trace, call: CallPlace, prior: float) -> Iterator[Fix]:
    """``x.size()[-2:]`` in the sizes of a view, where ``[2:]`` is more than two."""
    frame = trace.crash.user
    for node in walk(call.node):
        bounds = node.slice if isinstance(node, ast.Subscript) else None
        lower = bounds.lower if isinstance(bounds, ast.Slice) and bounds.upper is None else None
        tensor = measured(node.value) if isinstance(node, ast.Subscript) else None
        if not isinstance(lower, ast.Constant) or tensor is None or frame is None or type(lower.value) is not int:
            continue
        shape = shape_of(frame.held(tensor))
        if shape is not None and len(shape) - lower.value > _SIDES:
            yield fix(
                "count the sides from behind", Edit(call.source.span(lower), f"-{_SIDES}"), prior, stage=Stage.RESHAPE,
                why=f"it has {len(shape)} axes here, from axis {lower.value} on they are more than height and width",
            )  # fmt: skip
