"""The column of the labels among the features: ``x = table`` beside ``y = table[:, -1]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, parent
from shapefault.source.nodes import walk

_KEEPING = ("from_numpy", "tensor", "as_tensor", "FloatTensor", "Tensor", "array", "asarray", "float", "astype")


def without_label_column(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """``table[:, :-1]`` where the features are taken, one more than the model takes."""
    if got - want != 1:
        return
    for source in bench_of(trace).project.sources:
        for taken in source.nodes:
            if not isinstance(taken, ast.Subscript):
                continue
            column, table = _column(taken), ast.unparse(taken.value)
            if column is None:
                continue
            for other in _whole(source, taken, table):
                side, kept = ("last", "[:, :-1]") if column else ("first", "[:, 1:]")
                yield fix(
                    "leave the column of the labels out", wrapped(source, other, f"{{}}{kept}"), prior,
                    stage=Stage.DATA_LOADING,
                    why=f"the {side} column of {table} is the label, the model takes {want}",
                )  # fmt: skip


def _column(node: ast.Subscript) -> int | None:
    """-1 for ``[:, -1]``, 0 for ``[:, 0]``: the column that is taken alone."""
    index = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    if len(index) != 2 or not isinstance(index[0], ast.Slice) or index[0].lower or index[0].upper:
        return None
    text = ast.unparse(index[1])
    return {"-1": -1, "0": 0}.get(text)


def _whole(source: Source, taken: ast.Subscript, table: str) -> Iterator[ast.expr]:
    """Where the same function uses the table as it is, for what it binds."""
    function = enclosing(taken, ast.FunctionDef)
    for node in walk(function or source.tree):
        if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
            continue
        if ast.unparse(node) != table or enclosing(node, ast.FunctionDef) is not function:
            continue
        around = parent(node)
        while isinstance(around, ast.Call | ast.Attribute) and _keeps(around):
            around = parent(around)
        if isinstance(around, ast.Assign | ast.Return | ast.Tuple):
            yield node


def _keeps(node: ast.Call | ast.Attribute) -> bool:
    function = node.func if isinstance(node, ast.Call) else node
    return (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) in _KEEPING
