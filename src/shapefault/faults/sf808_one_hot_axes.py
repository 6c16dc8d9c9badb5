"""SF808: one-hot targets have an axis too many, for the mask they are made from has a channel axis.

What it is
    ``one_hot`` of a mask (N, 1, H, W) gives (N, 1, H, W, C). What follows expects (N, H, W, C).

Why it happens
    Transforms and ``ToTensor`` give a mask its channel axis; class numbers have none.

Not this fault
    A permute that names too few axes for another reason: see SF502.

See also
    torch.nn.functional.one_hot
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.losses.planes_already import planes_already
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee


class OneHotAxes(Fault):
    """An operand was made by ``one_hot`` of a target with an axis of size 1."""

    code = "SF808"
    name = "one-hot-axes"
    title = "one-hot targets have an axis too many"
    ops = ("permute", "transpose", "mul", "add", "sub", "cross_entropy", "binary_cross_entropy_with_logits", "view")
    rule = "one_hot of (N, H, W) is (N, H, W, C)"
    example = """
        mask = torch.zeros(2, 1, 8, 9, dtype=torch.long)
        planes = F.one_hot(mask, 4).permute(0, 3, 1, 2)
    """
    fixed = """
        mask = torch.zeros(2, 1, 8, 9, dtype=torch.long)
        planes = F.one_hot(mask.squeeze(1), 4).permute(0, 3, 1, 2)
    """
    expected = """
        error[SF808]: permute got one-hot planes (2, 1, 8, 9, 4) of a target (2, 1, 8, 9)
    """
    near_misses = ("F.one_hot(torch.zeros(2, 8, 9, dtype=torch.long), 4).permute(0, 3, 1, 2)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The operand's definition calls ``one_hot`` on a target (N, 1, ...)."""
        found = _one_hot(trace, mismatch)
        if found is None:
            return None
        _, _, shape, role = found
        planes = mismatch.operands[role].shape
        return Cause(
            f"{mismatch.op} got one-hot planes {shape_text(planes)} of a target {shape_text(shape)}",
            Stage.LOSS_TARGET,
            None,
            (
                MathLine(
                    "one_hot of (N, H, W) is (N, H, W, C)",
                    shape_text(planes),
                    shape_text((*shape[:1], *shape[2:], planes[-1])),
                ),
            ),
            confidence=0.88,
            primary_label=shape_text(planes),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Drop the channel axis before the planes are made."""
        found = _one_hot(trace, mismatch)
        if found is None:
            return
        source, node, shape, _ = found
        yield from planes_already(trace, 0.92)
        axis = 1 if shape[1] == 1 else len(shape) - 1
        yield fix(
            "drop the mask's channel axis",
            wrapped(source, node, f"{{}}.squeeze({axis})"),
            0.88,
            stage=Stage.LOSS_TARGET,
            why="class numbers have no channel axis",
        )


def _one_hot(trace: Trace, mismatch: Mismatch) -> tuple[Source, ast.expr, Shape, str] | None:
    """The argument of the ``one_hot`` that an operand was made with, and its shape."""
    for role in list(mismatch.operands)[:2]:
        for place in places(trace, mismatch, role):
            for part in walk(place.node):
                if not (
                    isinstance(part, ast.Call) and callee(part) == "one_hot" and part.args and place.frame is not None
                ):
                    continue
                shape = shape_in(place.frame, part.args[0])
                if shape is not None and len(shape) >= 2 and 1 in (shape[1], shape[-1]):
                    return place.source, part.args[0], shape, role
    return None
