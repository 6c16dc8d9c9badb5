"""Frames that were joined side by side: one channel, and an axis that is too long by as many times as are wanted."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import CallPlace

_JOINS = ("concatenate", "cat", "concat", "hstack", "stack")


def joined_frames(trace: Trace, shape: Shape, want: int, prior: float) -> Iterator[Fix]:
    """Join them along the axis of channels; or put the step that moves the channels behind the one that joins."""
    if len(shape) != 4 or shape[1] != 1 or want < 2 or shape[2] == shape[3]:
        return
    if max(shape[2:]) != want * min(shape[2:]):
        return
    why = f"{want} frames stand side by side: {shape[2]}×{shape[3]} with one channel"
    project = bench_of(trace).project
    for source in project.sources:
        for node in source.nodes:
            for first, second in _wrapping(node):
                places = exchange(source, first, second)
                yield fix("let these two steps change places", places, prior, stage=Stage.DATA_LOADING, why=why)
    calls = [call for name in _JOINS for call in project.calls.get(name, [])]
    edits = [Edit(call.source.span(at), "0") for call in calls if (at := _axis(call)) is not None]
    if edits:
        yield fix("join the frames along the axis of channels", edits, prior - 0.04, stage=Stage.DATA_LOADING, why=why)


def _wrapping(node: ast.AST) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    """Neighbouring statements ``env = A(env)`` and ``env = B(env)``."""
    body = getattr(node, "body", None)
    if not isinstance(body, list):
        return
    for first, second in itertools.pairwise(body):
        names = [_wrapped_name(s) for s in (first, second)]
        if names[0] is not None and names[0] == names[1]:
            yield first, second


def _wrapped_name(statement: ast.stmt) -> str | None:
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        return None
    name, value = statement.targets[0].id, statement.value
    given = value.args[0] if isinstance(value, ast.Call) and value.args else None
    return name if isinstance(given, ast.Name) and given.id == name else None


def _axis(call: CallPlace) -> ast.expr | None:
    """The written axis of a join of numpy arrays or tensors outside of a model, other than 0."""
    around: ast.AST | None = parent(call.node)
    while around is not None and not (isinstance(around, ast.FunctionDef) and around.name == "forward"):
        around = parent(around)
    if around is not None:
        return None
    named = next((k.value for k in call.node.keywords if k.arg in ("axis", "dim")), None)
    node = named if named is not None else call.node.args[1] if len(call.node.args) > 1 else None
    text = ast.unparse(node) if node is not None else "0"
    return node if text in ("1", "2", "-1", "-2") else None
