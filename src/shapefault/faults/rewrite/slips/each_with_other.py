"""On a suspect line, ``a.unsqueeze(2) + b.unsqueeze(1)`` for ``a + b``: each entry of one with each of the other."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.each_with_each import axes_apart
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Fix

_WORTH = 0.4


def each_with_other(scope: Scope, node: ast.BinOp) -> Iterator[Fix]:
    """An axis more for each operand, where the two have one that does not fit."""
    shapes = []
    for operand in (node.left, node.right):
        held = scope.told(operand)
        if held is None or held.kind != "Tensor" or not isinstance(held.value, tuple):
            return
        shapes.append(held.value)
    left, right = shapes
    if len(left) != len(right):
        return
    apart = [axis for axis, (a, b) in enumerate(zip(left, right, strict=True)) if a != b and 1 not in (a, b)]
    if len(apart) != 1:
        return
    (axis,) = apart
    for first, second in ((axis + 1, axis), (axis, axis + 1)):
        edits = axes_apart(scope.source, node, first, second)
        yield fix("let each entry of one meet each of the other", edits, _WORTH)
