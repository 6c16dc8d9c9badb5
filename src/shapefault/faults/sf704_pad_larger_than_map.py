"""SF704: a reflection or circular padding is as large as the map itself, or has no axes to pad.

What it is
    Reflecting p rows needs a map of more than p rows; wrapping around needs at least p.

Why it happens
    The network has halved the map until a single row is left, or the images are smaller than it was drawn for.

Not this fault
    A kernel that is larger than the map: see SF104.

See also
    torch.nn.ReflectionPad2d, torch.nn.functional.pad
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import constructor, swap_class
from shapefault.faults.rewrite.layers.depth import shallower
from shapefault.faults.rewrite.layers.meet import image_sizes
from shapefault.faults.rewrite.shapes import Template, structural, unsqueezes
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class PadLargerThanMap(Fault):
    """More rows to reflect than there are."""

    code = "SF704"
    name = "pad-larger-than-map"
    title = "a reflection or circular padding is as large as the map itself, or has no axes to pad"
    ops = ("pad",)
    rule = "padding < input.shape[3]"
    example = """
        pad = nn.ReflectionPad2d(3)
        pad(torch.rand(1, 8, 2, 2))
    """
    fixed = """
        pad = nn.ReplicationPad2d(3)
        pad(torch.rand(1, 8, 2, 2))
    """
    expected = """
        error[SF704]: pad cannot add 3 to a size of 2
    """
    near_misses = ("nn.ReflectionPad2d(1)(torch.rand(1, 8, 2, 2))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The padding's requirement is broken."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        if broken is None or shape is None:
            return None
        if broken.kind == "rank":
            message = f"pad got a tensor of {len(shape)} axes, it takes {broken.want}"
        elif broken.kind == "pad" and broken.got_value is not None:
            message = f"pad cannot add {broken.got} to a size of {broken.got_value}"
        else:
            return None
        return Cause(
            message,
            Stage.RESHAPE if broken.kind == "rank" else Stage.LAYER_CONFIG,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.75,
            primary_label=operand_sizes(mismatch, "input"),
            data={"rank": broken.kind == "rank"},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Fewer levels, larger images, a padding that repeats the rim; the axis that is missing."""
        shape = mismatch.operands["input"].shape
        if cause.data["rank"]:
            templates: list[Template] = list(unsqueezes(len(shape), 0.6))
            yield from structural(trace, mismatch, "input", templates, stage=Stage.RESHAPE, limit=6)
            return
        yield from shallower(trace, mismatch, 0.8)
        if trace.root is not None and trace.root.module is not mismatch.layer:
            yield from image_sizes(trace, 0.72)
        for old in ("ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d"):
            if mismatch.layer is None or constructor(mismatch.layer) is None:
                continue
            edit = swap_class(mismatch.layer, old.replace("Reflection", "Replication"), {old})
            if edit is not None and type(mismatch.layer).__name__ == old:
                yield fix(
                    "repeat the rim, that takes any size",
                    edit,
                    0.55,
                    stage=Stage.LAYER_CONFIG,
                    why="a reflection needs more rows than it adds",
                )
