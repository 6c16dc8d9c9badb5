"""Classes counted by the largest label that is there: ``int(labels.max()) + 1`` where not all classes occur."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_CLASSES = re.compile(r"label|class|target|\by\b|\bcat|tag", re.IGNORECASE)
_FEW = 4
"""What share of the classes may be missing at the most."""


def counted_maximum(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The number that the program has for it, or the number itself, in place of such a count."""
    classes, names = max(got, want), dict[str, None]()
    if abs(got - want) > max(2, classes // _FEW):
        return
    for frame in trace.user_frames():
        held = {**frame.frame.f_globals, **frame.frame.f_locals}
        names.update({name: None for name, value in held.items() if type(value) is int and value == classes})
    text = next((name for name in names if name.isupper()), str(classes))
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if isinstance(node, ast.BinOp) and _is_maximum(node) and _of_classes(node):
                yield fix(
                    f"count {text} classes", Edit(source.span(node), text), prior, stage=Stage.LOSS_TARGET,
                    why=f"the largest label that occurs is taken for the last, there are {classes} classes",
                )  # fmt: skip


def _is_maximum(node: ast.BinOp) -> bool:
    """Whether it is ``x.max() + 1``, within ``int`` or with ``item`` as well."""
    one = isinstance(node.op, ast.Add) and isinstance(node.right, ast.Constant) and node.right.value == 1
    calls = (part for part in walk(node.left) if isinstance(part, ast.Call))
    return one and any(callee(call) == "max" and len(call.args) <= 1 for call in calls)


def _of_classes(node: ast.BinOp) -> bool:
    """Whether the statement names labels or classes: other things are counted by their largest number as well."""
    statement = statement_of(node)
    return statement is not None and _CLASSES.search(ast.unparse(statement)) is not None
