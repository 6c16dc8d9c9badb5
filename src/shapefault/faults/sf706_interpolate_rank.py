"""SF706: interpolate is given a tensor without channel or batch axis, or a size for another number of axes.

What it is
    ``interpolate`` resizes all axes behind N and C: a mask (N, H, W) has one such axis, its size names two.

Why it happens
    Masks and single images lack an axis that feature maps have.

Not this fault
    Two maps that differ in size where they meet: see SF401 and SF403.

See also
    torch.nn.functional.interpolate, torchvision.transforms.v2.functional.resize
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.faults.rewrite.shapes import Template, squeezes, structural
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class InterpolateRank(Fault):
    """Another number of spatial axes."""

    code = "SF706"
    name = "interpolate-rank"
    title = "interpolate is given a tensor without channel or batch axis"
    ops = ("interpolate", "upsample")
    rule = "one entry of size a spatial axis"
    example = """
        mask = torch.rand(2, 32, 32)
        F.interpolate(mask, size=(16, 16))
    """
    fixed = """
        mask = torch.rand(2, 32, 32)
        F.interpolate(mask.unsqueeze(1), size=(16, 16)).squeeze(1)
    """
    expected = """
        error[SF706]: interpolate got 3 axes, it resizes all but the first two
    """
    near_misses = ("F.interpolate(torch.rand(2, 1, 32, 32), size=(16, 16))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The rank does not go with the size, or with the mode."""
        shape = mismatch.shape("input")
        broken = mismatch.broken
        said = "spatial dimensions" in trace.crash.message or "D input" in trace.crash.message
        if shape is None or not (said or (broken is not None and broken.kind == "rank")):
            return None
        line = MathLine(broken.formula, broken.got, broken.want) if broken is not None else None
        return Cause(
            f"{mismatch.op} got {len(shape)} axes, it resizes all but the first two",
            Stage.RESHAPE,
            None,
            (line,) if line is not None else (),
            confidence=0.75,
            primary_label=operand_sizes(mismatch, "input"),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """An axis added for the call and taken away after it."""
        shape = mismatch.operands["input"].shape
        source, call = trace.source(), trace.crash.expression
        at = crash_argument(trace, mismatch, "input")
        if source is not None and isinstance(call, ast.Call) and at is not None and len(shape) < 4:
            missing = 4 - len(shape)
            befores = ["[None, None]"] if missing == 2 else [".unsqueeze(1)", ".unsqueeze(0)"]
            for rank, before in enumerate(befores):
                after = "[0, 0]" if missing == 2 else before.replace("unsqueeze", "squeeze")
                prior = 0.78 - 0.05 * rank
                if missing == 1 and shape[0] in (1, 3):
                    prior = 0.78 - 0.05 * (1 - rank)
                inner = wrapped(at[0], at[1], f"{{}}{before}")
                whole = source.span(call)
                text = source.between(whole.start, inner.span.start) + inner.content
                text += source.between(inner.span.end, whole.end) + after
                yield fix(
                    "add the axis that is missing for the call",
                    Edit(whole, text),
                    prior,
                    stage=Stage.RESHAPE,
                    why="all axes behind the first two are resized, one of those is missing",
                )
        templates: list[Template] = list(squeezes(shape, 0.6)) if len(shape) > 4 else []
        if len(shape) == 3:
            templates = [Template("{}.unsqueeze(1)", 0.6, "add the channel axis", "the channel axis is missing")]
        yield from structural(trace, mismatch, "input", templates, stage=Stage.RESHAPE, limit=6)
