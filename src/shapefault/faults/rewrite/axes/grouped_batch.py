"""Groups folded into the batch axis of one operand alone: the other's channels have to be split over them likewise.

``grid.reshape(B * G, Q, P, 2)`` beside maps of (B, C, H, W): ``maps.reshape(B * G, -1, H, W)``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def grouped_batch(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The operand with the smaller batch reshaped by the product that the function writes for the other."""
    user, function = trace.crash.user, trace.function()
    if user is None or function is None or mismatch.layer is not None:
        return
    for role, operand in mismatch.operands.items():
        shape = operand.shape
        for other in [o.shape for r, o in mismatch.operands.items() if r != role]:
            if len(shape) < 3 or not other or not shape[0] or other[0] <= shape[0] or other[0] % shape[0]:
                continue
            if shape[1] % (other[0] // shape[0]):
                continue
            for text in _products(function, user, other[0]):
                for place in places(trace, mismatch, role, limit=1):
                    yield fix(
                        "split the channels over the groups, too",
                        place.edit(f"{{}}.reshape({text}, -1, *{{}}.shape[2:])"), prior, stage=Stage.RESHAPE,
                        why=f"the groups are in the batch axis of the other, {text} = {other[0]}",
                    )  # fmt: skip


def _products(function: ast.AST, user: Frame, size: int) -> list[str]:
    """The products of two names by which the function reshapes something to a first axis of that size."""
    found: dict[str, None] = {}
    for node in walk(function):
        if not isinstance(node, ast.Call) or callee(node) not in ("reshape", "view") or not node.args:
            continue
        first = node.args[0]
        if isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult):
            factors = [user.number(side) for side in (first.left, first.right)]
            if None not in factors and factors[0] * factors[1] == size:  # type: ignore[operator]
                found[ast.unparse(first)] = None
    return list(found)
