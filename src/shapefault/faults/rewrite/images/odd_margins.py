"""What is lacking halved and put on both sides, ``pad = (size - h) // 2``: of an odd number one is lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from shapefault.faults.rewrite.axes.halves import half_of
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import Function, callee

_PADS = ("pad", "Pad", "copyMakeBorder", "expand", "ZeroPad2d")


def odd_margins(trace: Trace, prior: float) -> Iterator[Fix]:
    """The half rounded up, where both sides are padded with it: what is cut behind it has at least its size."""
    for source in bench_of(trace).project.sources:
        for function in source.nodes:
            if not isinstance(function, Function):
                continue
            twice = {name for part in walk(function) for name in _on_both_sides(part)}
            halves = [half for part in walk(function) for name, value in bindings(part) if name in twice
                      for half in _halves(value)]  # fmt: skip
            if halves:
                yield fix(
                    "round the half of what is lacking up", [_up(source, half) for half in halves], prior,
                    stage=Stage.AUGMENTATION, why="of an odd difference one row or column is lacking still",
                )  # fmt: skip


def _on_both_sides(node: ast.AST) -> Iterator[str]:
    """``p`` of ``np.pad(x, ((p, p), ...))``."""
    if not isinstance(node, ast.Call) or callee(node) not in _PADS:
        return
    for part in walk(node):
        names = [e.id for e in part.elts if isinstance(e, ast.Name)] if isinstance(part, ast.Tuple | ast.List) else []
        yield from (one for one, other in pairwise(names) if one == other)


def _halves(value: ast.expr) -> Iterator[ast.BinOp]:
    """``a - b`` of each ``(a - b) // 2`` within a value."""
    halved = (half_of(part) for part in walk(value))
    yield from (half for half in halved if isinstance(half, ast.BinOp) and isinstance(half.op, ast.Sub))


def _up(source: Source, difference: ast.BinOp) -> Edit:
    """``(a - b + 1) // 2``."""
    inner = source.span(difference)
    return Edit(inner, f"{inner.text} + 1")
