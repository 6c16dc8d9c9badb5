"""Inputs and targets cut from one series: ``data[:, :-1]`` beside ``data[:, :]``, which is one step longer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import permutations

from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, statement_of


def shifted_pair(trace: Trace, got: int, want: int, prior: float, *, stage: Stage) -> Iterator[Fix]:
    """The slice that has all steps, or starts too late, from as many on as the other leaves out at its end."""
    for source in bench_of(trace).project.sources:
        cuts = [n for n in source.nodes if isinstance(n, ast.Subscript) and isinstance(statement_of(n), ast.Assign)]
        for early, late in permutations(cuts, 2):
            if ast.dump(early.value) == ast.dump(late.value) and _scope(early) is _scope(late):
                yield from _shifted(source, early, late, abs(got - want), prior, stage)


def _shifted(
    source: Source, early: ast.Subscript, late: ast.Subscript, apart: int, prior: float, stage: Stage
) -> Iterator[Fix]:
    ours, theirs = _parts(late), _parts(early)
    if len(ours) != len(theirs):
        return
    unlike = [(a, b) for a, b in zip(ours, theirs, strict=True) if ast.dump(a) != ast.dump(b)]
    if len(unlike) != 1 or not all(isinstance(part, ast.Slice) and part.step is None for part in unlike[0]):
        return
    mine, other = unlike[0]
    assert isinstance(mine, ast.Slice) and isinstance(other, ast.Slice)
    left_out, start = _left_out(other), _start(mine)
    if left_out is not None and start is not None and abs(left_out - start) == apart:
        yield fix(f"start at step {left_out}", Edit(source.span(mine), f"{left_out}:"), prior, stage=stage,
                  why=f"the other one leaves out the last {left_out}, this one the first {start}")  # fmt: skip
        if start:
            yield fix(f"end {start} steps early", Edit(source.span(other), f":-{start}"), prior - 0.02, stage=stage,
                      why=f"the other one starts at step {start}")  # fmt: skip


def _parts(node: ast.Subscript) -> list[ast.expr]:
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def _left_out(part: ast.Slice) -> int | None:
    """How many entries ``:-n`` leaves out at the end; none are left out by ``:``."""
    end = 0 if part.upper is None else number(part.upper)
    return -end if part.lower is None and end is not None and end <= 0 else None


def _start(part: ast.Slice) -> int | None:
    """Where a slice that runs to the end starts."""
    start = 0 if part.lower is None else number(part.lower)
    return start if part.upper is None and start is not None and start >= 0 else None


def _scope(node: ast.AST) -> ast.AST | None:
    return enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef)
