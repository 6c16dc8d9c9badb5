"""Columns that were put together as rows: ``torch.stack([age, fare, sex])`` of all passengers, ``dim=1`` left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import atom, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.meeting import Pairs, meeting
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_ROWS = ("array", "tensor", "vstack", "FloatTensor")
"""Calls that make a row of each entry and take no axis."""


def stacked_columns(trace: Trace, prior: float, apart: Pairs | None = None) -> Iterator[Fix]:
    """Each such call of the running functions whose two sizes are those that differ, ``apart``, made of columns."""
    pairs = meeting(trace) if apart is None else apart
    for frame in trace.user_frames() if pairs else ():
        source = frame.site.source()
        for statement in frame.written(ast.Assign):
            for name, value in bindings(statement):
                shape = shape_of(frame.names.get(name)) or ()
                call = _joined(value, shape[0]) if len(shape) == 2 else None
                if source is None or call is None or (shape[0], shape[1]) not in pairs:
                    continue
                yield fix(
                    "make a column of each, not a row", _as_columns(source, call), prior, stage=Stage.DATA_LOADING,
                    why=f"{shape[0]} tensors of {shape[1]} make {shape[0]} rows here",
                )  # fmt: skip


def _joined(value: ast.expr, count: int) -> ast.Call | None:
    """The call in an expression that puts so many parts together, each a row."""
    for part in walk(value):
        if not isinstance(part, ast.Call) or not part.args or not isinstance(part.args[0], ast.List | ast.Tuple):
            continue
        rows = len(part.args) == 1 and not any(keyword.arg in ("dim", "axis") for keyword in part.keywords)
        if rows and len(part.args[0].elts) == count and callee(part) in ("stack", *_ROWS):
            return part
    return None


def _as_columns(source: Source, call: ast.Call) -> Edit:
    if callee(call) != "stack":
        return Edit(source.span(call), f"{atom(source, call)}.T")
    numpy = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) in ("np", "numpy")
    end = source.span(call.args[0]).end
    return Edit(Span(source.path, end, end), ", axis=1" if numpy else ", dim=1")
