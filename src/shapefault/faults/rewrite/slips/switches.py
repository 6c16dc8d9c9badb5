"""A switch that stands the wrong way: ``padding=False`` by default where the caller should say ``padding=True``.

An argument that a function asks about, ``if dim is not None:``, is a switch, too.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.slips.places import Scope, left_open, stage_of_call
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Function, callee, defaults_in

_OF_NO_SIZE = (
    "shuffle", "inplace", "pin_memory", "requires_grad", "bias", "drop_last", "persistent_workers",
    "track_running_stats", "non_blocking", "download", "train", "verbose", "pretrained", "affine", "strict",
    "weights_only", "exist_ok", "align_corners", "antialias", "retain_graph", "create_graph", "set_to_none",
    "is_causal", "amp", "enabled", "progress", "daemon", "reverse", "recursive", "replace", "log", "debug",
    "random_state", "replacement", "elementwise_affine",
)  # fmt: skip
"""Switches that change no size, or only take away what fails."""
_SETTINGS = ("Namespace", "SimpleNamespace", "dict", "update", "partial", "EasyDict", "edict")
"""Calls whose keywords are the program's own settings."""
_CALLED, _LEFT, _DEFAULT, _LIBRARY, _ASSIGNED = 0.46, 0.44, 0.4, 0.34, 0.36


def switches(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each switch of the scope the other way."""
    for call in scope.calls:
        yield from _given(trace, scope, call)
        yield from _left(trace, scope, call)
    if isinstance(scope.node, Function):
        for name, default in defaults_in(scope.node):
            if (turned := _turned(default, name)) is not None:
                title = f"let {name} be {turned} by default"
                yield fix(title, Edit(scope.source.span(default), turned), _DEFAULT)
    for part in scope.parts:
        target, value = _assigned(part)
        if value is not None and (turned := _turned(value, target)) is not None:
            yield fix(f"set {target} to {turned}", Edit(scope.source.span(value), turned), _ASSIGNED)


def _given(trace: Trace, scope: Scope, call: ast.Call) -> Iterator[Fix]:
    name = callee(call)
    own, asked = name in _SETTINGS or bool(bench_of(trace).project.entered(name)), _asked_about(trace, name)
    for keyword in call.keywords:
        turned = _turned(keyword.value, keyword.arg or "", asked)
        if turned is not None:
            yield fix(
                f"give {name} {keyword.arg}={turned}", Edit(scope.source.span(keyword.value), turned),
                _CALLED if own else _LIBRARY, stage=stage_of_call(trace, call),
            )  # fmt: skip


def _left(trace: Trace, scope: Scope, call: ast.Call) -> Iterator[Fix]:
    name = callee(call)
    if any(keyword.arg is None for keyword in call.keywords):
        return
    asked = _asked_about(trace, name)
    for switch, default in left_open(trace, call):
        turned = _turned(default, switch, asked)
        if turned is not None:
            yield fix(
                f"give {name} {switch}={turned}", set_keyword(CallPlace(scope.source, call), switch, turned),
                _LEFT, stage=stage_of_call(trace, call),
            )  # fmt: skip


def _asked_about(trace: Trace, name: str) -> set[str]:
    """The names that the function which a call by ``name`` enters compares with None."""
    return {
        part.left.id
        for _, function in bench_of(trace).project.entered(name)[:1]
        for part in walk(function)
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Is | ast.IsNot)
        if isinstance(part.left, ast.Name) and isinstance(part.comparators[0], ast.Constant)
        if part.comparators[0].value is None
    }


def _assigned(part: ast.AST) -> tuple[str, ast.expr | None]:
    if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name | ast.Attribute):
        return ast.unparse(part.targets[0]), part.value
    if isinstance(part, ast.AnnAssign) and part.value is not None:
        return ast.unparse(part.target), part.value
    return "", None


def _turned(node: ast.expr, name: str, asked: Container[str] = ()) -> str | None:
    """The other way, as it is written; None where it is no switch, or one without a say in sizes.

    ``asked``: those that may be None.
    """
    if not isinstance(node, ast.Constant) or name in _OF_NO_SIZE:
        return None
    if isinstance(node.value, bool):
        return str(not node.value)
    return "None" if name in asked and node.value is not None else None
