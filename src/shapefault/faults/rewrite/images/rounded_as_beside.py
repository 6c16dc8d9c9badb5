"""``int(w * scale)`` here and ``round(w * scale)`` there: two pictures scaled alike differ by one pixel."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.meeting import meeting
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk

_OTHER = {"int": "round", "round": "int"}


def rounded_as_beside(trace: Trace, prior: float) -> Iterator[Fix]:
    """All sizes of a statement cut as those of another function are rounded, or rounded as those are cut."""
    if not any(abs(a - b) == 1 for a, b in meeting(trace)):
        return
    found = [(source, node, name) for source in bench_of(trace).project.sources for node in source.nodes
             if isinstance(node, ast.stmt) and (name := _way(node)) is not None]  # fmt: skip
    ways = {name for _, _, name in found}
    for source, statement, name in found if len(ways) > 1 else ():
        yield fix(
            f"{_OTHER[name]} these sizes, too", _edits(source, statement, name), prior - 0.02 * (name == "round"),
            stage=Stage.AUGMENTATION, why="sizes that are scaled alike are cut in one place and rounded in another",
        )  # fmt: skip


def _scaled(statement: ast.stmt) -> list[ast.Call]:
    """The calls of ``int`` and ``round`` on a product, in a statement without a block."""
    if isinstance(getattr(statement, "body", None), list) or enclosing(statement, ast.FunctionDef) is None:
        return []
    return [
        node
        for node in walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _OTHER
        if len(node.args) == 1
        and isinstance(node.args[0], ast.BinOp)
        and isinstance(node.args[0].op, ast.Mult | ast.Div)
    ]


def _way(statement: ast.stmt) -> str | None:
    """How a statement rounds two sizes or more; None where it does not, or in both ways."""
    names = [node.func.id for node in _scaled(statement) if isinstance(node.func, ast.Name)]
    return names[0] if len(names) > 1 and len(set(names)) == 1 else None


def _edits(source: Source, statement: ast.stmt, name: str) -> list[Edit]:
    return [Edit(source.span(node.func), _OTHER[name]) for node in _scaled(statement)]
