"""Two parts of the data, each encoded by the values that occur in it: encoded together, and taken apart again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.other_calls import calls_behind
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import Project, callee

_DISTINCT = ("set", "unique", "fromkeys", "get_dummies", "fit_transform", "factorize")


def encoded_together(trace: Trace, prior: float) -> Iterator[Fix]:
    """``encode(test)`` behind ``encode(train)``, each of its own values: ``encode([*train, *test])[len(train):]``."""
    project = bench_of(trace).project
    for call in calls_behind(trace):
        name = callee(call.node)
        if not isinstance(call.node.func, ast.Name) or not _of_its_own(project, name):
            continue
        for other in project.calls.get(name, []):
            ours, theirs = _only(call.node), _only(other.node)
            if ours is None or theirs is None or ours == theirs:
                continue
            if not _listed(trace, ours) or not _listed(trace, theirs):
                continue
            yield fix(
                f"encode {ours} together with {theirs}",
                Edit(call.span, f"{name}([*{theirs}, *{ours}])[len({theirs}):]"),
                prior,
                stage=Stage.DATA_LOADING,
                why=f"{name} makes a column for each value that it finds, and {ours} has other values than {theirs}",
            )


def _only(node: ast.Call) -> str | None:
    """The name that is a call's only argument."""
    only = node.args[0] if len(node.args) == 1 and not node.keywords else None
    return only.id if isinstance(only, ast.Name) else None


def _of_its_own(project: Project, name: str) -> bool:
    """Whether a function of the program looks for the distinct values of what it is given."""
    return any(
        isinstance(part, ast.Call) and callee(part) in _DISTINCT
        for _, function in project.functions.get(name, [])
        for part in ast.walk(function)
    )


def _listed(trace: Trace, name: str) -> bool:
    """Whether a name stands for a list of values in a frame that is alive."""
    for frame in trace.user_frames():
        value: Any = frame.names.get(name)
        if value is not None:
            return isinstance(value, list | tuple) or (hasattr(value, "tolist") and hasattr(value, "__len__"))
    return False
