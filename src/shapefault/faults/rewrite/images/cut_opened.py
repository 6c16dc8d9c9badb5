"""A picture that is scaled down by a factor which does not divide its sides, and kept whole beside the small one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.images.enlarged_input import opened_in
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk

_MOST = 16


def cut_opened(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``hr.crop(...)`` to multiples of what its sides are divided by, where the maps differ by less than that."""
    shapes = [operand.shape for operand in mismatch.operands.values()]
    if len(shapes) != 2 or len(shapes[0]) != len(shapes[1]) or len(shapes[0]) < 3:
        return
    apart = [abs(a - b) for a, b in zip(shapes[0][-2:], shapes[1][-2:], strict=True)]
    if not 0 < max(apart) < _MOST:
        return
    for source in bench_of(trace).project.sources:
        for function in source.functions:
            opened = opened_in(function) if isinstance(function, ast.FunctionDef) else {}
            for name, statement in opened.items():
                factors = {source.span(factor).text for factor in _factors(function, name)}
                if len(factors) == 1:
                    by = factors.pop()
                    cut = f"{name} = {name}.crop((0, 0, {name}.width // {by} * {by}, {name}.height // {by} * {by}))"
                    yield fix(
                        f"cut {name} to multiples of {by}", insert_after(source, statement, cut), prior,
                        stage=Stage.DATA_LOADING, why=f"its sides are no multiples of {by}",
                    )  # fmt: skip


def _factors(function: ast.AST, name: str) -> Iterator[ast.expr]:
    """What the sides are divided by, without rest, in the sizes that the picture is resized to."""
    for node in walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "resize":
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == name:
            for part in (p for arg in node.args[:1] for p in ast.walk(arg)):
                if isinstance(part, ast.BinOp) and isinstance(part.op, ast.FloorDiv):
                    yield part.right
