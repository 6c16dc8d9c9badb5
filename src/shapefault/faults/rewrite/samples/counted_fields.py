"""A field that counts another list than those beside it: ``mask = [1 for _ in tokens]`` of tokens that were cut."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MOST = 6


def counted_fields(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each other list that the function fills, in place of the one that is counted."""
    made = 0
    for source in bench_of(trace).project.sources:
        for function in source.nodes:
            if not isinstance(function, ast.FunctionDef):
                continue
            filled = _filled(function)
            for name, value in (pair for part in walk(function) for pair in bindings(part)):
                counted = _counted(value)
                if counted is None or counted.id in filled:
                    continue
                for other in filled:
                    if other == name:
                        continue
                    yield _exchanged(source, counted, other, prior - 0.02 * made)
                    made += 1
                    if made >= _MOST:
                        return


def _exchanged(source: Source, counted: ast.Name, other: str, prior: float) -> Fix:
    why = f"{other} has fewer entries than {counted.id}, once these are cut"
    return fix(f"count {other}, not {counted.id}", Edit(source.span(counted), other), prior,
               stage=Stage.DATA_LOADING, why=why)  # fmt: skip


def _filled(function: ast.FunctionDef) -> list[str]:
    """The lists that the function appends to."""
    calls = (n for n in walk(function) if isinstance(n, ast.Call) and callee(n) in ("append", "extend"))
    names = (c.func.value.id for c in calls if isinstance(c.func, ast.Attribute) and isinstance(c.func.value, ast.Name))
    return list(dict.fromkeys(names))[::-1]


def _counted(value: ast.expr) -> ast.Name | None:
    """``tokens`` of ``[1 for _ in tokens]`` and of ``[1] * len(tokens)``."""
    if isinstance(value, ast.ListComp) and isinstance(value.elt, ast.Constant) and len(value.generators) == 1:
        over = value.generators[0].iter
        return over if isinstance(over, ast.Name) else None
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult) and isinstance(value.left, ast.List):
        right = value.right
        if isinstance(right, ast.Call) and callee(right) == "len" and right.args:
            return right.args[0] if isinstance(right.args[0], ast.Name) else None
    return None
