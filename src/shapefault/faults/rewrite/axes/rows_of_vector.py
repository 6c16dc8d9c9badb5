"""A whole batch in one vector, ``x.view(-1)``, in front of a layer that takes a row for each sample."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver, source_text
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace, callee

_FLAT = {"view": "-1", "reshape": "-1", "flatten": "", "ravel": ""}


def rows_of_vector(trace: Trace, mismatch: Mismatch, got: int, want: int, prior: float) -> Iterator[Fix]:
    """``x.reshape(-1, self.fc1.in_features)``, where the vector is as long as several rows."""
    if len(mismatch.operands["input"].shape) != 1 or want < 2 or got % want or got == want:
        return
    for place in places(trace, mismatch, "input")[:4]:
        node = place.node
        if not isinstance(node, ast.Call) or callee(node) not in _FLAT:
            continue
        parts = receiver(CallPlace(place.source, node))
        if parts is None or ", ".join(ast.unparse(part) for part in parts[1]) != _FLAT[callee(node)]:
            continue
        text = source_text(place.source, parts[0])
        yield fix(
            f"make {got // want} rows of the vector, one for each sample",
            Edit(place.source.span(node), f"{text}.reshape(-1, {_width(trace, mismatch, want)})"),
            prior, stage=Stage.RESHAPE,
            why=f"{callee(node)} joins all samples into one vector of {got}, the layer takes {want} of each",
        )  # fmt: skip


def _width(trace: Trace, mismatch: Mismatch, want: int) -> str:
    call = trace.crash.expression
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and mismatch.layer is not None:
        return f"{ast.unparse(call.func)}.in_features"
    return str(want)
