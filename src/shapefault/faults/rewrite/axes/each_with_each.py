"""Two sequences of different lengths that are added, (N, L, D) + (N, S, D): each step meets each of the other."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_RANK = 3


def each_with_each(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """An own axis for each of the two: the additive attention of Bahdanau et al. 2015, in either order.

    Where nothing is weighed, as in a sum of embeddings, one of the lengths is wrong.
    """
    source, node = trace.source(), trace.crash.expression
    shapes = [operand.shape for operand in mismatch.operands.values()]
    if source is None or not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
        return
    if len(shapes) != 2 or any(len(shape) != _RANK for shape in shapes):
        return
    (n, first, width), (m, second, other) = shapes
    function = trace.function()
    weighs = function is not None and any(callee(n) == "softmax" for n in walk(function) if isinstance(n, ast.Call))
    if (n, width) != (m, other) or first == second or 1 in (first, second) or not weighs:
        return
    for number, (left, right) in enumerate(((1, 2), (2, 1))):
        yield fix(
            "let each step of the one meet each of the other", axes_apart(source, node, left, right),
            prior - 0.01 * number, stage=Stage.RESHAPE,
            why=f"{first} steps and {second} are added, which is a sum for each pair of them",
        )  # fmt: skip


def axes_apart(source: Source, node: ast.BinOp, left: int, right: int) -> list[Edit]:
    """An axis more for each of two operands, in these places."""
    return [wrapped(source, side, f"{{}}.unsqueeze({at})") for side, at in ((node.left, left), (node.right, right))]
