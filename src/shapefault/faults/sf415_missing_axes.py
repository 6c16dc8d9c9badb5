"""SF415: one value for each channel (or head, or step) meets a tensor whose last axis is another one.

What it is
    Broadcasting lines axes up from the last. A tensor (N, C) or (C,) that should scale maps (N, C, H, W) needs the
    axes of the maps as axes of size 1.

Why it happens
    ``x * gamma`` with one gamma for each channel; a scale for each head; a weight for each time step.

Not this fault
    Tensors with as many axes and other sizes: see SF403.

See also
    torch.unsqueeze, torch.broadcast_tensors
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.aligning import inserted
from shapefault.faults.rewrite.axes.aligned_everywhere import aligned_everywhere
from shapefault.faults.rewrite.axes.column_operands import column_operands
from shapefault.faults.rewrite.axes.parts_aligned import aligned_before_cut
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text


class MissingAxes(Fault):
    """The operand of lower rank lines up when axes of size 1 are added, in one way only."""

    code = "SF415"
    name = "missing-axes"
    title = "one value for each channel meets a tensor whose last axis is another one"
    ops = ("add", "sub", "mul", "div", "pow", "where", "maximum", "minimum")
    rule = "axes line up from the last"
    example = """
        maps, gamma = torch.rand(4, 16, 8, 8), torch.rand(4, 16)
        maps * gamma
    """
    fixed = """
        maps, gamma = torch.rand(4, 16, 8, 8), torch.rand(4, 16)
        maps * gamma[:, :, None, None]
    """
    expected = """
        error[SF415]: mul of (4, 16, 8, 8) and (4, 16)
    """
    near_misses = ("torch.rand(4, 16, 8, 8) * torch.rand(4, 16, 1, 1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The ranks differ, and the smaller shape is found within the larger one."""
        if trace.loader is not None or mismatch.layer is not None or len(mismatch.operands) < 2:
            return None
        roles = list(mismatch.operands)[:2]
        small, large = sorted(roles, key=lambda r: len(mismatch.operands[r].shape))
        a, b = mismatch.operands[small].shape, mismatch.operands[large].shape
        if not 1 <= len(a) < len(b) <= 5 or all(s == 1 for s in a):
            return None
        found = [t for t in inserted(a, b) if t]
        if not found or not _strict(a, b):
            return None
        shapes = " and ".join(shape_text(mismatch.operands[r].shape) for r in roles)
        return Cause(
            f"{mismatch.op} of {shapes}",
            _stage(trace),
            None,
            (MathLine(self.rule, str(a), str(b)),),
            confidence=0.7,
            primary_label=" and ".join(operand_sizes(mismatch, r) for r in roles),
            data={"role": small, "found": found},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The axes of size 1, at the use or where the tensor is made."""
        why, found, role = "the axes of size 1 are missing", cause.data["found"], cause.data["role"]
        templates = [
            Template(text, 0.78 - 0.06 * n, "add the axes that are missing", why) for n, text in enumerate(found[:3])
        ]
        yield from structural(trace, mismatch, role, templates, stage=cause.stage, limit=5)
        yield from aligned_everywhere(trace, mismatch, role, found[:2], 0.84, cause.stage)
        yield from aligned_before_cut(trace, found[:2], 0.82, cause.stage)
        yield from column_operands(trace, 0.86)


def _stage(trace: Trace) -> Stage:
    """Pixel arithmetic in a function of its own is part of the transforms; in a model it is reshaping; or a loss."""
    user = trace.crash.user
    name = user.name.lower() if user is not None and trace.crash.module is None else ""
    words = ("transform", "preprocess", "augment", "normal", "jitter")
    if any(word in name for word in words):
        return Stage.AUGMENTATION
    return Stage.LOSS_TARGET if in_own_loss(trace) else Stage.RESHAPE


def _strict(small: Shape, large: Shape) -> bool:
    """Whether the sizes of the smaller shape that are not 1 stand in the larger one, in this order."""
    rest = list(large)
    for size in small:
        if size == 1:
            continue
        if size not in rest:
            return False
        rest = rest[rest.index(size) + 1 :]
    return True
