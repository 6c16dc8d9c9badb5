"""``if len(target) == 3`` that means a tuple of three, and meets a batch of three: ask for what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def length_for_kind(trace: Trace, prior: float) -> Iterator[Fix]:
    """``isinstance(target, (tuple, list))``, where a tensor has that length and is unpacked behind the question."""
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        for node in walk(function) if source is not None and function is not None else ():
            name = _measured(node.test) if isinstance(node, ast.If) else None
            if source is None or name is None or not isinstance(node, ast.If) or not is_tensor(frame.held(name)):
                continue
            apart = any(isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Tuple)
                        and ast.unparse(part.value) == name.id for part in node.body)  # fmt: skip
            if apart:
                yield fix(
                    f"ask whether {name.id} is a tuple", Edit(source.span(node.test),
                                                              f"isinstance({name.id}, (tuple, list))"), prior,
                    stage=Stage.LOSS_TARGET, why="a batch of as many samples is as long as the tuple that is meant",
                )  # fmt: skip


def _measured(test: ast.expr) -> ast.Name | None:
    """``target`` of ``len(target) == 3``."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return None
    left = test.left
    counted = isinstance(left, ast.Call) and callee(left) == "len" and len(left.args) == 1
    only = left.args[0] if isinstance(left, ast.Call) and counted else None
    number = isinstance(test.comparators[0], ast.Constant)
    return only if isinstance(only, ast.Name) and number else None
