"""SF411: a boolean mask has another form than the tensor that it selects from.

What it is
    ``x[mask]`` reads the mask along the first axes of ``x``: their sizes must be the mask's. ``masked_fill`` and
    ``where`` broadcast it from the last axis.

Why it happens
    The tensor was flattened and the mask was not (or will be reshaped only in the next line), the mask has an axis of
    size 1, lacks the axes of heads or channels, or was made for another length.

Not this fault
    Values that are assigned to a selection: see SF412.

See also
    torch.Tensor.masked_fill, torch.where
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.aligning import aligned
from shapefault.faults.rewrite.axes.cached_steps import cached_steps
from shapefault.faults.rewrite.axes.cut_masks import cut_masks
from shapefault.faults.rewrite.axes.order import reshaped_next
from shapefault.faults.rewrite.axes.rows_for_each import rows_for_each
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.made_for_part import made_for_part
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.faults.rewrite.samples.counted_fields import counted_fields
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk


class MaskShape(Fault):
    """The mask's sizes are not those of the axes that it selects along."""

    code = "SF411"
    name = "mask-shape"
    title = "a boolean mask has another form than the tensor that it selects from"
    ops = ("getitem", "setitem", "masked_select", "masked_fill", "masked_scatter")
    rule = "mask.shape[i] = input.shape[i]"
    example = """
        loss = torch.rand(4, 160).view(-1)
        hard = torch.rand(4, 160) > 0.5
        loss[hard]
    """
    fixed = """
        loss = torch.rand(4, 160).view(-1)
        hard = torch.rand(4, 160) > 0.5
        loss[hard.flatten()]
    """
    expected = """
        error[SF411]: the mask (4, 160) does not fit (640)
    """
    near_misses = ("torch.rand(4, 160)[torch.rand(4) > 0.5]",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """There is a mask, and its requirement is broken."""
        broken, mask, shape = mismatch.broken, mismatch.shape("mask"), mismatch.shape("input")
        if mask is None or shape is None or trace.loader is not None:
            return None
        message = trace.crash.message
        named = "mask" in message or ("broadcast" in message and "value tensor" not in message)
        if (broken is None and not named) or (broken is not None and "mask" not in (broken.operand, broken.other)):
            return None
        got = broken.got if broken is not None else str(mask)
        want = broken.want if broken is not None else f"broadcast to {shape}"
        return Cause(
            f"the mask ({_listed(mask)}) does not fit ({_listed(shape)})",
            Stage.RESHAPE,
            None,
            (MathLine(broken.formula if broken is not None else self.rule, got, want),),
            confidence=0.75,
            primary_label=f"mask {operand_sizes(mismatch, 'mask')}",
            data={"mask": mask, "shape": shape},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Reshape first, select then; bring the mask to the tensor's form; or the length that decides the mask."""
        mask, shape = cause.data["mask"], cause.data["shape"]
        selected = crash_argument(trace, mismatch, "input")
        names = {n.id for n in walk(selected[1]) if isinstance(n, ast.Name)} if selected is not None else set()
        swap = reshaped_next(trace, names)
        if swap is not None:
            yield fix(
                f"reshape {swap[0]} before it is masked",
                swap[1],
                0.88,
                stage=Stage.RESHAPE,
                why=f"{swap[0]} gets the mask's form only in a later line",
            )
        yield from cut_masks(trace, mismatch, 0.8, Stage.LOSS_TARGET if in_own_loss(trace) else Stage.RESHAPE)
        yield from cached_steps(trace, mismatch, ("mask", "input"), 0.86)
        yield from counted_fields(trace, 0.84)
        yield from made_for_part(trace, mismatch, ("mask", "input"), 0.82)
        yield from rows_for_each(trace, mismatch, "mask", mask, shape, 0.86)
        selecting = mismatch.op in ("getitem", "setitem", "masked_select")
        templates = list(aligned(mask, shape, 0.74, trailing=not selecting))
        if selecting and len(mask) == len(shape):
            why = "one value stands for all along an axis"
            templates.append(Template(f"{{}}.expand{shape}", 0.5, "repeat the mask along that axis", why))
        yield from structural(trace, mismatch, "mask", templates, stage=Stage.RESHAPE, limit=6)
        others = [t for t in aligned(shape, mask, 0.55) if "flatten" not in t.text and "None" not in t.text]
        yield from structural(trace, mismatch, "input", others, stage=Stage.RESHAPE, limit=3)
        for a, b in zip(mask, shape, strict=False):
            if a != b and min(a, b) > 1:
                yield from constants(trace, a, b, 0.46, limit=3)


def _listed(shape: tuple[int, ...]) -> str:
    return ", ".join(map(str, shape))
