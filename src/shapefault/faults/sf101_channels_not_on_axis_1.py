"""SF101: a convolution is given channels-last data.

What it is
    A convolution reads axis 1 as channels; the tensor has them elsewhere.

Why it happens
    Image readers (PIL, OpenCV, NumPy) give N, H, W, C; torch convolutions take N, C, H, W.
    ``reshape`` and ``view`` change how numbers are grouped, never which axis is which.

Not this fault
    A layer really made for another channel count: see SF102.

See also
    torch.permute, torchvision.transforms.v2.ToImage
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import in_shape, operand_sizes, out_shape, records_of, want_label
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.reshapes import call_at, receiver, replaced
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.faults.rewrite.undo import undone
from shapefault.model import Culprit, Edit, Fix, MathLine, Rejected, Stage
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Mismatch, Trace
from shapefault.source.project import CallPlace


class ChannelsNotOnAxis1(Fault):
    """Channels stand on another axis than the one that the convolution reads."""

    code = "SF101"
    name = "channels-not-on-axis-1"
    title = "a convolution is given channels-last data"
    ops = ("conv1d", "conv2d", "conv3d")
    rule = "C / groups = weight.shape[1]"
    example = """
        x = torch.rand(8, 28, 28, 3)
        nn.Conv2d(3, 16, 3, padding=1)(x)
    """
    fixed = """
        x = torch.rand(8, 28, 28, 3)
        nn.Conv2d(3, 16, 3, padding=1)(x.permute(0, 3, 1, 2))
    """
    expected = """
        error[SF101]: conv2d got 28 channels on axis C, its weight takes 3
    """
    near_misses = ("nn.Conv2d(28, 16, 3)(torch.rand(8, 28, 28, 3))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The channel count that the weight takes stands on the last axis."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        weight = mismatch.shape("weight")
        if broken is None or broken.kind != "channels" or shape is None or weight is None:
            return None
        if mismatch.op.startswith("conv_transpose"):
            return None
        groups = int(mismatch.params.get("groups", 1) or 1)
        want = weight[1] * groups
        rank = len(weight)
        if len(shape) not in (rank, rank - 1) or shape[-1] != want:
            return None
        channel = shape[len(shape) - rank + 1]
        reshape = _reshape_of(trace, mismatch)
        culprit = None
        if reshape is not None and (call := call_at(reshape.site)) is not None:
            culprit = Culprit(call.span, "axis 1 is not the channels, a reshape cannot move them")
        return Cause(
            f"{mismatch.op} got {channel} channels on axis C, its weight takes {want}",
            Stage.RESHAPE if reshape is not None else Stage.DATA_LOADING,
            culprit,
            (MathLine("C / groups = weight.shape[1]", f"{channel} / {groups} = {channel // groups}", f"{weight[1]}"),),
            want_label(mismatch, "in_channels", f"takes C={want}"),
            confidence=0.9,
            primary_label=operand_sizes(mismatch, "input"),
            data={"reshape": reshape},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Move the axis where it went wrong, else where the model is given its input."""
        reshape: Record | None = cause.data["reshape"]
        shape = mismatch.operands["input"].shape
        batched = len(shape) == len(mismatch.operands["weight"].shape)
        last = len(shape) - 1
        order = (0, last, *range(1, last)) if batched else (last, *range(last))
        listed = ", ".join(map(str, order))
        if reshape is not None and (call := call_at(reshape.site)) is not None:
            parts, before = receiver(call), in_shape(reshape)
            if parts is not None:
                text = call.source.span(parts[0]).text
                if before is not None and len(before) == len(shape) and before[-1] == shape[-1]:
                    yield fix(
                        "move the channel axis, a reshape cannot move it",
                        replaced(call, f"{text}.permute({listed})"),
                        0.92,
                        stage=Stage.RESHAPE,
                        why="the last axis is the channels; reshape keeps it last",
                        applicability="safe",
                    )
                elif shape[-1] == 1 and len(parts[1]) == len(shape):
                    sizes = [call.source.span(n).text for n in parts[1]]
                    moved = [sizes[i] for i in order]
                    yield fix(
                        "put the channel axis first in the reshape",
                        list(_swap(call, parts[1], moved)),
                        0.93,
                        stage=Stage.RESHAPE,
                        why="channels stand last here, a convolution reads them on axis 1",
                        applicability="safe",
                    )
        yield from undone(trace, mismatch, "input", ("transpose", "permute", "movedim"), 0.86, stage=Stage.RESHAPE)
        title = "move the channel axis to where the convolution reads it"
        yield from structural(
            trace,
            mismatch,
            "input",
            [Template(f"{{}}.permute({listed})", 0.8, title, "channels are the last axis", "safe")],
            stage=cause.stage,
            outer=0.03,
        )

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """A reshape to the right sizes runs, with the numbers in the wrong places."""
        shape = mismatch.operands["input"].shape
        if shape[-1] == 1 or len(shape) < 3:
            return ()
        sizes = (-1, shape[-1], *shape[1:-1]) if len(shape) != 3 else (shape[-1], *shape[:-1])
        return (Rejected(f"reshape({', '.join(map(str, sizes))})", "runs, but puts most values in the wrong place"),)


def _reshape_of(trace: Trace, mismatch: Mismatch) -> Record | None:
    shape = mismatch.operands["input"].shape
    for record in records_of(trace, mismatch, "input")[:6]:
        if record.name in ("view", "reshape") and out_shape(record) == shape:
            return record
    return None


def _swap(call: CallPlace, nodes: list[ast.expr], moved: list[str]) -> Iterator[Edit]:
    for node, text in zip(nodes, moved, strict=True):
        span = call.source.span(node)
        if span.text != text:
            yield Edit(span, text)
