"""A width that stands in a list or a table as an expression: ``"nn": [[FEAT + 3, 16, 32], [32 + 3, 32, 64]]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Fix
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.retarget import retarget

_MOST = 200
"""Such expressions that are looked at in one program."""
_NAMED = 0.06
"""More evidence for the number behind a name, of which other widths are made, and for one that stands beside it."""


def listed_sums(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Where such an expression is one of two sizes: the number behind its name, or the one in it, for the other."""
    bench = bench_of(trace)
    left = _MOST
    for source in bench.project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.BinOp) or not isinstance(parent(node), ast.List | ast.Tuple | ast.Dict):
                continue
            if left == 0:
                return
            left -= 1
            beside = _constants(_outermost(node)) - _constants(node)
            for old, new in ((want, got), (got, want)):
                text = source.span(node).text
                for target in retarget(bench.resolver, source, node, old, new)[:3]:
                    named = _NAMED if target.hops or target.value in beside else 0.0
                    yield fix(
                        f"let {text} come to {new}", target.edits, prior + named - 0.04 * (old == got),
                        stage=stage_of(text), why=f"{text} is {old}, the other side has {new}",
                    )  # fmt: skip


def _outermost(node: ast.expr) -> ast.expr:
    """The whole list of lists that an expression stands in."""
    while isinstance(around := parent(node), ast.List | ast.Tuple):
        node = around
    return node


def _constants(node: ast.expr) -> set[object]:
    return {part.value for part in walk(node) if isinstance(part, ast.Constant)}
