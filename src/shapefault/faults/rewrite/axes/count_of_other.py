"""How many rows to leave out of one tensor, counted on another: ``old[:, n:]`` where ``n = new.shape[1] - patches``.

So are the extra tokens of a checkpoint's position embedding counted on the model that is to get it.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import measured
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk

_EXTRA = 2
"""How many tokens of a picture are no patches: for its class, and for a distillation."""


def count_of_other(trace: Trace, prior: float) -> Iterator[Fix]:
    """The tensor that is cut in the place of the one that is counted, which has another number of rows."""
    frame = trace.crash.user
    source, function = (frame.site.source(), frame.function()) if frame is not None else (None, None)
    if frame is None or source is None or function is None:
        return
    for cut, value in _cut_by_count(function):
        for owner in (m for part in walk(value) if (m := measured(part)) is not None):
            one, two = shape_in(frame, owner), shape_in(frame, cut)
            if one is None or two is None or len(one) != len(two) or sum(map(int.__ne__, one, two)) != 1:
                continue
            text = source.span(owner).text
            yield fix(
                f"count on {cut.id}, not on {text}", Edit(source.span(owner), cut.id), prior,
                stage=Stage.RESHAPE, why=f"{cut.id} is cut by it, and {text} has other rows",
            )  # fmt: skip
            rows = next(b for a, b in zip(one, two, strict=True) if a != b)
            side = math.isqrt(rows)
            beside = rows - side * side
            if 0 < beside <= _EXTRA:
                yield fix(
                    f"leave out {beside} of the {rows} rows", Edit(source.span(value), str(beside)), prior - 0.02,
                    stage=Stage.RESHAPE, why=f"the others are a grid of {side} × {side}",
                )  # fmt: skip


def _cut_by_count(function: ast.AST) -> Iterator[tuple[ast.Name, ast.expr]]:
    """The names of which a slice begins at a number that the function has worked out, and how it was."""
    counts = {name: value for part in walk(function) for name, value in bindings(part)}
    for node in walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            for bound in (part.lower for part in walk(node.slice) if isinstance(part, ast.Slice)):
                if isinstance(bound, ast.Name) and bound.id in counts:
                    yield node.value, counts[bound.id]
