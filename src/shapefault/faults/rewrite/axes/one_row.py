"""``key_points.view(1, -1)`` of a batch: all samples in one row, where each is to be a row of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace, callee


def one_row(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The batch's own size in place of the 1, where another operand has a row for each sample."""
    shapes = {role: o.shape for role, o in mismatch.operands.items() if o.shape}
    for role, shape in shapes.items():
        rows = next((s[0] for r, s in shapes.items() if r != role and s[0] > 1), 0)
        if shape[0] != 1 or len(shape) < 2 or not rows or shape[1] % rows or shape[1] == rows:
            continue
        for place in places(trace, mismatch, role):
            call = place.node
            if not isinstance(call, ast.Call) or callee(call) not in ("view", "reshape"):
                continue
            found = receiver(CallPlace(place.source, call))
            first = found[1][0] if found is not None and len(found[1]) == len(shape) else None
            if found is not None and isinstance(first, ast.Constant) and first.value == 1:
                text = place.source.span(found[0]).text
                yield fix(
                    "keep a row for each sample", Edit(place.source.span(first), f"{text}.size(0)"), prior,
                    stage=Stage.RESHAPE, why=f"this joins the {rows} samples of the batch into one row",
                )  # fmt: skip
