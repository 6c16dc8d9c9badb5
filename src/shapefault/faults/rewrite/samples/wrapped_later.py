"""``data = Mixup(data)`` and then ``data = FixedLength(data, n)``: samples are put together before they have one size.

The wrapper that comes later makes all samples alike; the one that fails on two unlike samples takes them before it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import last_name
from shapefault.faults.rewrite.elsewhere.likewise import renamed
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def wrapped_before(trace: Trace, prior: float) -> Iterator[Fix]:
    """What the failing wrapper takes, in the wrapper that the program puts around it later."""
    project = bench_of(trace).project
    owners = {type(frame.frame.f_locals.get("self")).__name__ for frame in list(trace.user_frames())[:2]}
    for name in owners & set(project.classes):
        for call in project.calls.get(name, []):
            if not call.node.args or not isinstance(call.node.args[0], ast.Name):
                continue
            taken = call.node.args[0]
            for later in _later(call.source, call.node, set(project.classes) - {name}):
                text = renamed(call.source, later, ast.unparse(later.args[0]), taken.id)
                yield fix(
                    f"put {callee(later)} before {name}", Edit(call.source.span(taken), text), prior,
                    stage=Stage.AUGMENTATION, why=f"{callee(later)} makes the samples alike only later",
                )  # fmt: skip


def _later(source: Source, call: ast.Call, classes: set[str]) -> Iterator[ast.Call]:
    """The calls of other classes, further down in the same function, that are given what the first call made."""
    statement = enclosing(call, ast.Assign)
    target = statement.targets[0] if isinstance(statement, ast.Assign) and statement.value is call else None
    around = enclosing(call, ast.FunctionDef) or source.tree
    for node in walk(around) if isinstance(target, ast.Name) else ():
        if isinstance(node, ast.Call) and node.lineno > call.lineno and node.lineno == node.end_lineno and node.args:
            first = node.args[0]
            if callee(node) in classes and isinstance(first, ast.Name) and last_name(target) == first.id:
                yield node
