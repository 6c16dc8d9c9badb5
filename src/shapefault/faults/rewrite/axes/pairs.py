"""Two rows that meet a table of their pairs: ``area_a + area_b - overlap`` with (n), (m) and (n, m)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import parent


def every_pair(trace: Trace, mismatch: Mismatch, prior: float, stage: Stage) -> Iterator[Fix]:
    """The row whose entries are the table's rows made a column."""
    node, source, user = mismatch.at or trace.crash.expression, trace.source(), trace.crash.user
    shapes = [o.shape for o in mismatch.operands.values()][:2]
    if not isinstance(node, ast.BinOp) or source is None or user is None or [len(s) for s in shapes] != [1, 1]:
        return
    (n,), (m,) = shapes
    around = parent(node)
    while isinstance(around, ast.BinOp | ast.UnaryOp | ast.Call):
        for part in ast.iter_child_nodes(around):
            table = shape_in(user, part) if isinstance(part, ast.Name | ast.Attribute) else None
            if table in ((n, m), (m, n)) and n != m:
                side = node.left if table == (n, m) else node.right
                yield fix(
                    "make it a column, for each pair", wrapped(source, side, "{}[:, None]"), prior, stage=stage,
                    why=f"the table beside it has {table[0]} rows and {table[1]} columns",
                )  # fmt: skip
                return
        around = parent(around)
