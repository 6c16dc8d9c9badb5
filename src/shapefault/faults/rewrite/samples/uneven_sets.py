"""Sets of unlike length: another variable in one's place, and loops that do not run as long as their twin."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import loaded
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def other_split(source: Source, frame: Frame, node: ast.expr, wanted: int, prior: float) -> Iterator[Fix]:
    """``y_test`` beside ``x_train`` becomes ``y_train``: a variable with as many rows, of the same form and kind.

    One that is read nowhere yet comes first.
    """
    names = {**frame.frame.f_globals, **frame.frame.f_locals}
    read = loaded(source)
    for name in (n for n in walk(node) if isinstance(n, ast.Name)):
        now = names.get(name.id)
        if not _rows(now):
            continue
        for other, value in names.items():
            if other == name.id or other.startswith("_") or _rows(value) != wanted or type(value) is not type(now):
                continue
            alike = _alike(name.id, other) + _alike(name.id[::-1], other[::-1])
            if alike and getattr(value, "shape", ())[1:] == getattr(now, "shape", ())[1:]:
                worth = prior + 0.01 * min(alike, 5) - (0.06 if other in read else 0.0)
                yield fix(f"take {other}, which is as long", Edit(source.span(name), other), worth,
                          stage=Stage.DATA_LOADING,
                          why=f"{name.id} has {_rows(now)} rows, {other} has {wanted}")  # fmt: skip


def as_long_as_the_other(trace: Trace, prior: float) -> Iterator[Fix]:
    """Two loops of one function that make the two sets: each is given the other's ``range``."""
    for source in bench_of(trace).project.sources:
        for one, other in _ranges(source):
            if {n.id for n in walk(one) if isinstance(n, ast.Name)} & {
                n.id for n in walk(other) if isinstance(n, ast.Name)
            }:
                text = source.span(other).text
                shorter = len(text) > len(source.span(one).text)
                yield fix(f"let the loop run over range({text}), too", Edit(source.span(one), text),
                          prior + (0.02 if shorter else 0.0), stage=Stage.DATA_LOADING,
                          why="the loop beside it runs another number of times")  # fmt: skip


def _alike(one: str, other: str) -> int:
    """How many characters two names begin with together."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _rows(value: Any) -> int | None:
    shape = getattr(value, "shape", None)
    return int(shape[0]) if isinstance(shape, tuple) and shape else None


def _ranges(source: Source) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The only argument of each two ``range`` calls of one function, both ways."""
    calls = [n for n in source.nodes if isinstance(n, ast.Call) and callee(n) == "range" and len(n.args) == 1]
    for one in calls:
        for other in calls:
            same = enclosing(one, ast.FunctionDef, ast.Module) is enclosing(other, ast.FunctionDef, ast.Module)
            if one is not other and same and ast.dump(one.args[0]) != ast.dump(other.args[0]):
                yield one.args[0], other.args[0]
