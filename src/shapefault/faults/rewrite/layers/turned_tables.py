"""A table of positions along the batch: ``x + self.pe[:x.size(0)]`` in a model that has the batch first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace


def turned_table(trace: Trace, prior: float) -> Iterator[Fix]:
    """The rows for the steps, ``self.pe[:x.size(1)].transpose(0, 1)``, where a layer of the model has ``batch_first``.

    ``x`` is (N, L, E), the table (rows, 1, E) or (rows, E).
    """
    frame, node, source = trace.crash.user, trace.crash.expression, trace.source()
    if frame is None or source is None or not isinstance(node, ast.BinOp) or not _batch_first(trace):
        return
    for table, x in ((node.right, node.left), (node.left, node.right)):
        call = _length(table, x)
        if call is None or not isinstance(table, ast.Subscript):
            continue
        rows, given = shape_in(frame, table.value), shape_in(frame, x)
        if rows is None or given is None or len(given) != 3 or rows[-1] != given[-1]:
            continue
        between = rows[1:-1]
        if rows[0] < given[1] or between not in ((), (1,)):
            continue
        edits, end = [Edit(source.span(call), f"{source.span(x).text}.size(1)")], source.span(table).end
        if between:
            edits.append(Edit(Span(source.path, end, end), ".transpose(0, 1)"))
        yield fix(
            f"take a row of {ast.unparse(table.value)} for each step, not for each sample",
            edits,
            prior,
            stage=Stage.RESHAPE,
            why="the batch is the first axis here, the table is cut along the time",
        )


def _batch_first(trace: Trace) -> bool:
    root = trace.root
    return root is not None and any(getattr(m, "batch_first", False) is True for m in root.module.modules())


def _length(table: ast.expr, x: ast.expr) -> ast.expr | None:
    """``x.size(0)``, ``x.shape[0]`` or ``len(x)`` of ``table[:x.size(0)]``."""
    part = table.slice if isinstance(table, ast.Subscript) else None
    if isinstance(part, ast.Tuple):
        part = part.elts[0] if part.elts else None
    upper = part.upper if isinstance(part, ast.Slice) and part.lower is None else None
    name = ast.unparse(x)
    if upper is not None and ast.unparse(upper) in (f"{name}.size(0)", f"{name}.shape[0]", f"len({name})"):
        return upper
    return None
