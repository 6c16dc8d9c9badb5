"""A table of positions with the time first, ``x + self.pe[:x.size(0)]``, in a model that has the batch first."""

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
        end, along = source.span(table).end, ast.unparse(call).endswith(("size(1)", "shape[1]"))
        edits = [] if along else [Edit(source.span(call), f"{source.span(x).text}.size(1)")]
        if between:
            edits.append(Edit(Span(source.path, end, end), ".transpose(0, 1)"))
        name = ast.unparse(table.value)
        title = "give {} the batch first, too" if along else "take a row of {} for each step, not for each sample"
        yield fix(
            title.format(name),
            edits,
            prior,
            stage=Stage.RESHAPE,
            why="the batch is the first axis here, the table has the time first",
        )


def _batch_first(trace: Trace) -> bool:
    root = trace.root
    return root is not None and any(getattr(m, "batch_first", False) is True for m in root.module.modules())


def _sizes(name: str) -> tuple[str, ...]:
    return f"len({name})", *(text for axis in (0, 1) for text in (f"{name}.size({axis})", f"{name}.shape[{axis}]"))


def _length(table: ast.expr, x: ast.expr) -> ast.expr | None:
    """``x.size(0)``, ``x.shape[0]`` or ``len(x)`` of ``table[:x.size(0)]``; ``x.size(1)`` is one as well."""
    part = table.slice if isinstance(table, ast.Subscript) else None
    if isinstance(part, ast.Tuple):
        part = part.elts[0] if part.elts else None
    upper = part.upper if isinstance(part, ast.Slice) and part.lower is None else None
    name = ast.unparse(x)
    if upper is not None and ast.unparse(upper) in _sizes(name):
        return upper
    return None
