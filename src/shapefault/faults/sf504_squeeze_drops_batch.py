"""SF504: a ``squeeze()`` drops an axis that is needed later.

What it is
    ``squeeze()`` without an axis drops every axis of size 1. What follows misses one of them.

Why it happens
    The batch has one sample (the last batch, a single image at inference), or another axis happens to be 1: one
    channel, one time step, one class.

Not this fault
    An axis that was never there: see SF503 and SF103.

See also
    torch.squeeze, torch.flatten
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.squeezes import is_state, named_axes, whole_squeezes
from shapefault.faults.rewrite.behind import calls_behind
from shapefault.faults.rewrite.numbers.program import drop_last
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace, has_forward


class SqueezeDropsBatch(Fault):
    """A ``squeeze()`` without an axis stands behind an operand, and had several axes of size 1 or a batch of one."""

    code = "SF504"
    name = "squeeze-drops-batch"
    title = "a squeeze() drops an axis that is needed later"
    rule = "squeeze() drops every axis of size 1"
    example = """
        scores = torch.rand(1, 5, 1)
        best = scores.squeeze().topk(2, dim=1)
    """
    fixed = """
        scores = torch.rand(1, 5, 1)
        best = scores.squeeze(2).topk(2, dim=1)
    """
    expected = """
        error[SF504]: topk got (5): squeeze() had made it of (1, 5, 1)
    """
    near_misses = ("torch.rand(2, 5, 1).squeeze().topk(2, dim=1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """A squeeze without an axis was given more than one axis of size 1, or a batch of one."""
        if trace.loader is not None or mismatch.keys or not mismatch.operands:
            return None
        behind = calls_behind(trace, mismatch)
        found = [
            (call, shape)
            for call, shape in whole_squeezes(trace, mismatch, behind)
            if shape[0] == 1 or shape.count(1) > 1
        ]
        if not found:
            return None
        call, shape = found[0]
        role = next(iter(mismatch.operands))
        given = shape_text(shape)
        kept = tuple(s for s in shape if s != 1)
        return Cause(
            f"{mismatch.op} got {operand_sizes(mismatch, role)}: squeeze() had made it of {given}",
            _stage(mismatch, call),
            None,
            (MathLine("squeeze() drops every axis of size 1", given, shape_text(kept)),),
            confidence=0.86 if shape[0] == 1 else 0.45,
            primary_label=operand_sizes(mismatch, role),
            data={"found": found, "behind": behind},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Name the axes that may go, nearest squeeze first."""
        for number, (call, shape) in enumerate(cause.data["found"][:3]):
            prior = 0.9 if shape[0] == 1 else 0.55
            batch = 1 if len(shape) == 3 and is_state(cause.data["behind"], call) else 0
            for found in named_axes(call, shape, prior - 0.06 * number, batch):
                yield replace(found, stage=cause.stage)
            if shape[0] == 1:
                yield from drop_last(trace, 0.4)


def _stage(mismatch: Mismatch, call: CallPlace) -> Stage:
    """The loss's, where prediction and target are brought to one form beside it, outside the model."""
    cls = enclosing(call.node, ast.ClassDef)
    in_model = isinstance(cls, ast.ClassDef) and has_forward(cls)
    return Stage.LOSS_TARGET if "target" in mismatch.operands and not in_model else Stage.RESHAPE
