"""Heads of attention laid below each other by ``h.reshape(-1, h.shape[-1])``: (N, heads, D) became (N · heads, D)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.meeting import meeting
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee


def heads_as_rows(trace: Trace, prior: float) -> Iterator[Fix]:
    """The heads averaged, or laid side by side, where one of the sizes that met is a multiple of the other."""
    if not any(one > other > 1 and one % other == 0 for one, other in meeting(trace)):
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            base = _rows(node)
            if base is None:
                continue
            text = source.span(base).text
            for form, title, off in (
                ("mean(1)", "average the heads", 0.0),
                ("flatten(1)", "lay the heads side by side", 0.01),
            ):
                yield fix(
                    title, Edit(source.span(node), f"{text}.{form}"), prior - off, stage=Stage.RESHAPE,
                    why="as they are joined each node has several rows",
                )  # fmt: skip


def _rows(node: ast.AST) -> ast.expr | None:
    """``h`` of ``h.reshape(-1, h.shape[-1])`` and ``h.view(-1, h.size(2))``."""
    if not isinstance(node, ast.Call) or callee(node) not in ("reshape", "view") or len(node.args) != 2:
        return None
    base = node.func.value if isinstance(node.func, ast.Attribute) else None
    if base is None or number(node.args[0]) != -1:
        return None
    read = size_read(node.args[1])
    if read is None or number(read[1]) not in (-1, 2):
        return None
    return base if ast.dump(read[0]) == ast.dump(base) else None
