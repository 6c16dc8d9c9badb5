"""SF505: ``view`` on a tensor whose axes were moved.

What it is
    ``view`` never copies; after ``transpose``, ``permute``, ``t`` or a slice the numbers no longer lie in the order
    that the new sizes ask for.

Why it happens
    An axis was moved before. ``reshape`` copies where it must; ``contiguous().view`` is the same in two steps.

Not this fault
    Sizes that do not hold the tensor's numbers: see SF501.

See also
    torch.Tensor.view, torch.reshape
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes, records_of
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, MathLine, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace

_MOVES = ("permute", "transpose", "t", "T", "mT", "movedim", "swapaxes", "expand", "getitem", "__getitem__")


class ViewOfMovedAxes(Fault):
    """``view`` cannot regroup the numbers without a copy."""

    code = "SF505"
    name = "view-of-moved-axes"
    title = "view on a tensor whose axes were moved"
    ops = ("view", "view_as")
    rule = "view never copies"
    example = """
        x = torch.rand(8, 5).t()
        x.view(-1)
    """
    fixed = """
        x = torch.rand(8, 5).t()
        x.reshape(-1)
    """
    expected = """
        error[SF505]: view cannot regroup (5, 8) without a copy
    """
    near_misses = ("torch.rand(8, 5).view(-1)", "torch.rand(8, 5).t().contiguous().view(-1)")

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Torch says that the strides do not allow it."""
        if "view size is not compatible" not in trace.crash.message or "input" not in mismatch.operands:
            return None
        record = mismatch.record
        call = call_at(record.site) if record is not None else None
        if record is not None and record.site is not None and call is None:
            return None
        moved = next((r.name for r in records_of(trace, mismatch, "input")[:8] if r.name in _MOVES), None)
        order = f"moved by {moved}" if moved else "moved"
        line = MathLine("the numbers lie in the order of the axes", order, "in order")
        shape = ", ".join(map(str, mismatch.operands["input"].shape))
        return Cause(
            f"{mismatch.op} cannot regroup ({shape}) without a copy",
            Stage.RESHAPE,
            None,
            (line,),
            confidence=0.92,
            primary_label=operand_sizes(mismatch, "input"),
            data={"call": call},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """``reshape``, or a copy first."""
        call: CallPlace | None = cause.data["call"]
        function = call.node.func if call is not None else None
        if call is None or not isinstance(function, ast.Attribute):
            return
        why = "view cannot regroup axes that were moved"
        start = call.source.span(function.value).end
        end = call.source.span(function).end
        name = Span(call.source.path, (end[0], end[1] - len(function.attr)), end, function.attr)
        other = {"view": "reshape", "view_as": "reshape_as"}.get(function.attr)
        if other is not None:
            yield fix(f"use {other}, which copies where it must", Edit(name, other), 0.93, stage=Stage.RESHAPE, why=why,
                      applicability="safe")  # fmt: skip
        yield fix("put the numbers in order first", Edit(Span(call.source.path, start, start), ".contiguous()"), 0.85,
                  stage=Stage.RESHAPE, why=why, applicability="safe")  # fmt: skip
