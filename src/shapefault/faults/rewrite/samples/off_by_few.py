"""Slices that reach a step too far or not far enough: ``series[i - n : i + 1]`` where one value too many arrives."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import callee, has_forward

_MOST = 6
_COUNTS = ("arange", "linspace")


def off_by_few(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Where a bound is written with the very number by which the sizes differ: without it."""
    step, made = abs(got - want), 0
    if not 0 < step <= 4:
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            bound = _bound(node, step)
            if bound is None:
                continue
            inner = source.span(bound.left).text
            begins = isinstance(node, ast.Slice) and bound is node.lower
            if isinstance(node, ast.Slice) and _twice(node, bound):
                continue
            owner = enclosing(node, ast.ClassDef)
            model = isinstance(owner, ast.ClassDef) and has_forward(owner)
            yield fix(
                f"{'begin' if begins else 'end'} the slice at {inner}",
                Edit(source.span(bound), inner),
                prior - (0.06 if model else 0.0),
                stage=Stage.RESHAPE if model else Stage.DATA_LOADING,
                why=f"{source.span(bound).text} makes it {step} too long or too short",
            )  # fmt: skip
            made += 1
            if made >= _MOST:
                return


def _bound(node: ast.AST, step: int) -> ast.BinOp | None:
    """A bound of a slice (not of both), or of a range of values, that adds or takes off ``step``."""
    if isinstance(node, ast.Slice):
        bounds = [b for b in (node.lower, node.upper) if b is not None]
        found = [b for b in bounds if _shifted(b, step)]
        if len(found) == 1 and ast.unparse(found[0].left) in map(ast.unparse, bounds):  # type: ignore[attr-defined]
            return None  # ``x[s : s + 1]`` would be empty
        return found[0] if len(found) == 1 else None  # type: ignore[return-value]
    if isinstance(node, ast.Call) and callee(node) in _COUNTS:
        found = [a for a in node.args if _shifted(a, step)]
        return found[0] if len(found) == 1 else None  # type: ignore[return-value]
    return None


def _twice(node: ast.Slice, bound: ast.BinOp) -> bool:
    """Whether the statement has the slice that it would become: ``x[s:e:2], x[s + 1:e:2]`` are two halves."""
    statement = statement_of(bound)
    text = ast.unparse(node).replace(ast.unparse(bound), ast.unparse(bound.left))
    others = (n for n in walk(statement) if isinstance(n, ast.Slice)) if statement is not None else ()
    return any(other is not node and ast.unparse(other) == text for other in others)


def _shifted(node: ast.expr | None, step: int) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Add | ast.Sub)
        and isinstance(node.right, ast.Constant)
        and node.right.value == step
    )
