"""An interval that holds both its ends: ``(x >= c - half) & (x <= c + half)`` has one entry more than it is wide."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.meeting import meeting
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source


def both_ends(trace: Trace, prior: float) -> Iterator[Fix]:
    """One end left out, where sizes came that one less on each side would make those that are wanted."""
    if not any(_one_more(a, b) or _one_more(b, a) for a, b in meeting(trace)):
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            for upper in _ends(node):
                yield _without_end(source, upper, prior)


def _one_more(a: int, b: int) -> bool:
    """Whether ``a`` is ``b`` with its sides one longer: 33 for 32, and 16 · 17² for 16 · 16²."""
    squares = ((side * side, (side + 1) ** 2) for side in range(2, 300))
    return a == b + 1 or any(b % own == 0 and a == b // own * more for own, more in squares)


def _ends(node: ast.AST) -> Iterator[ast.Compare]:
    """The upper end of an interval of which both ends belong to it."""
    sides: list[ast.expr] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        sides = [node.left, node.right]
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        sides = node.values
    compared = [side for side in sides if isinstance(side, ast.Compare) and len(side.ops) == 1]
    lower = [side for side in compared if isinstance(side.ops[0], ast.GtE)]
    upper = [side for side in compared if isinstance(side.ops[0], ast.LtE)]
    if len(lower) == len(upper) == 1 and ast.unparse(lower[0].left) == ast.unparse(upper[0].left):
        yield upper[0]


def _without_end(source: Source, node: ast.Compare, prior: float) -> Fix:
    left, right = source.span(node.left).text, source.span(node.comparators[0]).text
    return fix(
        "leave out one end of the interval", Edit(source.span(node), f"{left} < {right}"), prior,
        stage=Stage.DATA_LOADING, why="both ends belong to it, which makes it one entry longer than it is wide",
    )  # fmt: skip
