"""Labels that are made a column where they are one already: ``y.unsqueeze(1)`` of (N, 1)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import without
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee, has_forward

_LABELS = re.compile(r"(^|_)(y|ys|gt|labels?|targets?|truth|answers?)(_|$|[0-9])", re.IGNORECASE)
_COLUMN = ("-1, 1", "(-1, 1)")
_MOST = 3


def column_twice(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Each call outside models that adds such an axis to labels left out, where the target has one axis too many."""
    given, target = mismatch.shape("input"), mismatch.shape("target")
    if given is None or target is None or len(target) <= len(given):
        return
    if [size for size in target if size != 1] != [size for size in given if size != 1]:
        return
    made = 0
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Call) or not _adds_axis(node) or not _of_labels(source, node):
                continue
            edit = without(CallPlace(source, node))
            if edit is not None and made < _MOST:
                yield fix(
                    f"leave out this {callee(node)}", edit, prior - 0.02 * made, stage=Stage.LOSS_TARGET,
                    why="the labels are a column already",
                )  # fmt: skip
                made += 1


def _adds_axis(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    arguments = ", ".join(ast.unparse(argument) for argument in call.args)
    return callee(call) == "unsqueeze" or (callee(call) in ("reshape", "view") and arguments in _COLUMN)


def _of_labels(source: Source, call: ast.Call) -> bool:
    """Whether the statement, or the function it is in, names labels; no model's own arithmetic."""
    cls = enclosing(call, ast.ClassDef)
    if isinstance(cls, ast.ClassDef) and has_forward(cls):
        return False
    statement, function = statement_of(call), enclosing(call, ast.FunctionDef)
    names = [function.name] if isinstance(function, ast.FunctionDef) else []
    names += [n.id for n in walk(statement or call) if isinstance(n, ast.Name)]
    return any(_LABELS.search(name) for name in names)
