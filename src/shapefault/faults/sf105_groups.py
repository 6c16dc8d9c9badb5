"""SF105: a grouped convolution's weight cannot be split into its groups.

What it is
    With ``groups=g`` the input's and the weight's channels are split into g equal parts: both must be multiples of g.

Why it happens
    The number of groups is taken from the data (``groups=x.shape[1]``) while the weight was made for other data, or
    a depthwise layer got the channels of its neighbour.

Not this fault
    A plain convolution with other channels: see SF102.

See also
    torch.nn.Conv2d (groups), torch.nn.functional.conv2d
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.layers.built import numbers_built_with
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class Groups(Fault):
    """The groups do not divide the channels."""

    code = "SF105"
    name = "groups"
    title = "a grouped convolution's weight cannot be split into its groups"
    ops = ("conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
    rule = "C_out is a multiple of groups"
    example = """
        x = torch.rand(1, 3, 8, 8)
        weight = torch.rand(8, 1, 3, 3)
        F.conv2d(x, weight, groups=x.shape[1])
    """
    expected = """
        error[SF105]: conv2d cannot split 8 output channels into 3 groups
    """
    near_misses = ("F.conv2d(torch.rand(1, 4, 8, 8), torch.rand(8, 1, 3, 3), groups=4)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The weight's own channels are no multiple of the groups, or the input has others than the groups take."""
        broken, shape, weight = mismatch.broken, mismatch.shape("input"), mismatch.shape("weight")
        groups = int(mismatch.params.get("groups", 1) or 1)
        if broken is None or shape is None or weight is None or groups < 2:
            return None
        got = shape[len(shape) - len(weight) + 1]
        if broken.kind == "groups" or weight[0] % groups:
            side = "input" if mismatch.op.startswith("conv_transpose") else "output"
            message, confidence = f"{mismatch.op} cannot split {weight[0]} {side} channels into {groups} groups", 0.8
        elif broken.kind == "channels" and mismatch.layer is None:
            message, confidence = f"{mismatch.op} got {got} channels for {groups} groups of {weight[1]}", 0.65
        else:
            return None
        return Cause(
            message,
            Stage.LAYER_CONFIG,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=confidence,
            primary_label=operand_sizes(mismatch, "input"),
            data={"got": got, "groups": groups, "weight": weight},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Numbers that the modules around were built with; the layer's groups; constants of the program."""
        got, groups, weight = cause.data["got"], cause.data["groups"], cause.data["weight"]
        yield from numbers_built_with(trace, got, 0.76, divides=weight[0])
        if mismatch.layer is not None:
            for new in dict.fromkeys((got, weight[1] and got // weight[1], 1)):
                if new and new != groups:
                    yield from set_argument(trace, mismatch.layer, "groups", groups, new, 0.62)
        else:
            for old in {weight[0], weight[0] // max(weight[1], 1)} - {got}:
                yield from constants(trace, old, got, 0.6, stage=Stage.LAYER_CONFIG)
                yield from constants(trace, got, old, 0.5, stage=Stage.DATA_LOADING)
