"""Two parts of the data, each encoded by the values that occur in it: encoded together, and taken apart again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound
from shapefault.faults.rewrite.elsewhere.other_calls import calls_behind
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Project, callee

_DISTINCT = ("set", "unique", "fromkeys", "get_dummies", "fit_transform", "factorize")


def encoded_together(trace: Trace, prior: float) -> Iterator[Fix]:
    """``encode(test)`` behind ``encode(train)``, each of its own values: ``encode([*train, *test])[len(train):]``."""
    project = bench_of(trace).project
    for call in calls_behind(trace):
        name = callee(call.node)
        if not isinstance(call.node.func, ast.Name) or not of_its_own(project, name):
            continue
        for other in project.calls.get(name, []):
            ours, theirs = _only(call.node), _only(other.node)
            if ours is None or theirs is None or ours == theirs:
                continue
            kinds = {_kind(trace, ours), _kind(trace, theirs)}
            text = _joined(call, kinds.pop(), ours, theirs) if len(kinds) == 1 else None
            if text is None:
                continue
            yield fix(
                f"encode {ours} together with {theirs}",
                Edit(call.span, text),
                prior,
                stage=Stage.DATA_LOADING,
                why=f"{name} makes a column for each value that it finds, and {ours} has other values than {theirs}",
            )


def _joined(call: CallPlace, kind: str, ours: str, theirs: str) -> str | None:
    """The call with both, of which ours are the last."""
    name = callee(call.node)
    if kind == "list":
        return f"{name}([*{theirs}, *{ours}])[len({theirs}):]"
    if kind == "table":
        np = names_bound(call.source, "numpy", "numpy")
        both = f"{{k: {np}.concatenate([{theirs}[k], {ours}[k]]) for k in {theirs}}}"
        return f"{name}({both})[len(next(iter({theirs}.values()))):]"
    return None


def _only(node: ast.Call) -> str | None:
    """The name that is a call's only argument."""
    only = node.args[0] if len(node.args) == 1 and not node.keywords else None
    return only.id if isinstance(only, ast.Name) else None


def of_its_own(project: Project, name: str, depth: int = 2) -> bool:
    """Whether a function of the program, or one that it calls, looks for the distinct values of what it is given."""
    parts = [part for _, function in project.entered(name) for part in walk(function)]
    called = {callee(part) for part in parts if isinstance(part, ast.Call)}
    if called & set(_DISTINCT) or any(isinstance(part, ast.SetComp) for part in parts):
        return True
    return depth > 0 and any(of_its_own(project, other, depth - 1) for other in called)


def _kind(trace: Trace, name: str) -> str:
    """Whether a name stands for a list of values, or a table of columns, in a frame that is alive."""
    for frame in trace.user_frames():
        value: Any = frame.names.get(name)
        if isinstance(value, dict):
            columns = list(value.values())
            return "table" if columns and all(hasattr(column, "tolist") for column in columns) else ""
        if value is not None:
            arrays = isinstance(value, list | tuple) or (hasattr(value, "tolist") and hasattr(value, "__len__"))
            return "list" if arrays else ""
    return ""
