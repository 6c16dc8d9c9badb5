"""Rows with more columns than the matrix turns: the rotation of points (x, y, z) that have an intensity as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import callee

_PRODUCTS = ("matmul", "mm", "dot")
_MOST = 4


def first_columns(trace: Trace, prior: float) -> Iterator[Fix]:
    """Turn the first columns and keep the rest, where the matrix is square and small and the rows are longer."""
    shapes = list(trace.parsed.shapes.values()) if trace.parsed is not None else []
    user = trace.crash.user
    source, node = (user.site.source(), trace.crash.expression) if user is not None else (None, None)
    if len(shapes) != 2 or any(len(shape) != 2 for shape in shapes) or source is None or node is None:
        return
    (_, columns), (size, other) = shapes
    rows = _rows(node)
    if not (size == other < columns) or size > _MOST or not isinstance(rows, ast.Name):
        return
    name, span = rows.id, source.span(node)
    before, after = source.between(span.start, source.span(rows).start), source.between(source.span(rows).end, span.end)
    product = f"{before}{name}[:, :{size}]{after}"
    join, axis = ("np.concatenate", "axis") if _numpy(source, node) else ("torch.cat", "dim")
    edit = Edit(span, f"{join}([{product}, {name}[:, {size}:]], {axis}=1)")
    why = f"the matrix turns {size} columns, {name} has {columns}"
    yield fix(f"turn the first {size} columns, keep the others", edit, prior, why=why)


def _rows(node: ast.expr) -> ast.expr | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return node.left
    if isinstance(node, ast.Call) and callee(node) in _PRODUCTS and isinstance(node.func, ast.Attribute):
        module = isinstance(node.func.value, ast.Name) and node.func.value.id in ("torch", "np", "numpy")
        return node.args[0] if module and len(node.args) == 2 else node.func.value
    return None


def _numpy(source: Source, node: ast.expr) -> bool:
    """Whether arrays are multiplied: by numpy's function, or in a file that knows no torch."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "numpy")
    return "import torch" not in source.text
