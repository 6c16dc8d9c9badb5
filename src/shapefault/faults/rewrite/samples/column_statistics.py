"""Predictions of one column scaled back with the statistics of all columns: ``y * self.std`` of 7 columns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import own_values, shape_of
from shapefault.source.files import enclosing, of_self, statement_of
from shapefault.source.nodes import walk


def column_statistics(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``y * self.std[0] + self.mean[0]``, where the program takes column 0 of the data elsewhere."""
    user, source, node = trace.crash.user, trace.source(), trace.crash.expression
    owner = user.frame.f_locals.get("self") if user is not None else None
    statement = statement_of(node) if node is not None else None
    if source is None or owner is None or statement is None:
        return
    sizes = {operand.shape[0] for operand in mismatch.operands.values() if len(operand.shape) == 1}
    held = own_values(owner)
    vectors = [
        part
        for part in walk(statement)
        if of_self(part) and len(shape := shape_of(held.get(part.attr)) or ()) == 1 and shape[0] in sizes
    ]  # fmt: skip
    if not vectors or len(sizes) != 1:
        return
    for column in _columns(trace, min(sizes), enclosing(statement, ast.FunctionDef)):
        edits = [Edit(Span(source.path, end, end), f"[{column}]") for end in (source.span(v).end for v in vectors)]
        yield fix(
            f"take the statistics of column {column} alone", edits, prior, stage=Stage.RESHAPE,
            why=f"they have {min(sizes)} columns, what is predicted is column {column}",
        )  # fmt: skip


def _columns(trace: Trace, count: int, around: ast.AST | None) -> list[int]:
    """The columns that the program takes by their number: ``data[:, 0]``, ``y[..., -1]``."""
    found: dict[int, None] = {}
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            index = node.slice.elts if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) else []
            last = index[-1] if len(index) > 1 and not all(isinstance(i, ast.Constant) for i in index) else None
            value = _integer(last)
            if value is not None and -1 <= value < count and enclosing(node, ast.FunctionDef) is not around:
                found[value] = None
    return [column for column in found if column >= 0][:2] or list(found)[:1]


def _integer(node: ast.expr | None) -> int | None:
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node, sign = node.operand, -1
    return sign * node.value if isinstance(node, ast.Constant) and type(node.value) is int else None
