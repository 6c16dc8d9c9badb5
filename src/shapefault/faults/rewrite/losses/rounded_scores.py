"""Scores rounded, ``y_pred.round()``, as if there were one a sample, where there is one for each class."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import atom, fix
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import callee

_KEEPING = ("long", "int", "float", "squeeze", "detach", "cpu", "byte", "type", "to")


def rounded_scores(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The class with the largest score in the place of the rounding, where labels are compared with it."""
    shapes = [operand.shape for operand in mismatch.operands.values()]
    for role, operand in list(mismatch.operands.items())[:2]:
        rows = operand.shape[:1]
        if len(operand.shape) != 2 or operand.shape[1] < 2 or rows not in shapes:
            continue
        for place in places(trace, mismatch, role):
            scores = _rounded(place.node)
            if scores is None or place.frame is None or shape_in(place.frame, scores) != operand.shape:
                continue
            text = atom(place.source, scores)
            yield fix(
                "take the class with the largest score", Edit(place.source.span(place.node), f"{text}.argmax(dim=1)"),
                prior, stage=Stage.LOSS_TARGET,
                why=f"there are {operand.shape[1]} scores a sample, and each of them is rounded",
            )  # fmt: skip


def _rounded(node: ast.expr) -> ast.expr | None:
    """The scores that are rounded: ``p`` of ``p.round().long()``, ``torch.round(p)``, ``(p > 0.5).float()``."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _KEEPING:
        node = node.func.value
    if isinstance(node, ast.Call) and callee(node) == "round":
        function = node.func
        if node.args and isinstance(function, ast.Attribute) and ast.unparse(function.value) in ("torch", "np"):
            return node.args[0]
        return function.value if isinstance(function, ast.Attribute) and not node.args else None
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Gt | ast.GtE):
        limit = node.comparators[0]
        return node.left if isinstance(limit, ast.Constant) and limit.value in (0, 0.5) else None
    return None
