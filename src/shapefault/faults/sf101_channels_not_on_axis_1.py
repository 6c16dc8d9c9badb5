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

from shapefault import ops
from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import in_shape, operand_sizes, out_shape, records_of, want_label
from shapefault.faults.rewrite.as_it_came import as_it_came
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, replaced
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.operands import places, root_places
from shapefault.faults.rewrite.samples.sources import in_tensor_sets, per_sample
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Culprit, Edit, Fix, MathLine, Rejected, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace

_MOVING = (
    "permute", "transpose", "movedim", "swapaxes", "view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze",
    "stack", "getitem",
)  # fmt: skip
_MAPS = ("conv", "max_pool", "avg_pool", "adaptive_", "batch_norm", "interpolate", "upsample", "pixel_shuffle")


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
    near_misses = (
        "nn.Conv2d(28, 16, 3)(torch.rand(8, 28, 28, 3))",
        "nn.Sequential(nn.Conv2d(3, 48, 1), nn.Conv2d(32, 8, 1))(torch.rand(2, 3, 32, 32))",
    )

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
        if _channels_first_before(trace, mismatch):
            return None
        channel = shape[len(shape) - rank + 1]
        call = _reshape_of(trace, mismatch)
        culprit = None
        if call is not None:
            culprit = Culprit(call.span, "axis 1 is not the channels, a reshape cannot move them")
        return Cause(
            f"{mismatch.op} got {channel} channels on axis C, its weight takes {want}",
            # images are read channels last; sequences of features are so by custom, and turned for a convolution
            Stage.RESHAPE
            if call is not None or _made_inside(trace, mismatch) or _turned_by_custom(trace, mismatch)
            else Stage.DATA_LOADING,
            culprit,
            (MathLine("C / groups = weight.shape[1]", f"{channel} / {groups} = {channel // groups}", f"{weight[1]}"),),
            want_label(mismatch, "in_channels", f"takes C={want}"),
            confidence=0.9,
            primary_label=operand_sizes(mismatch, "input"),
            data={"call": call},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Move the axis where it went wrong, else where the model is given its input."""
        call: CallPlace | None = cause.data["call"]
        shape = mismatch.operands["input"].shape
        batched = len(shape) == len(mismatch.operands["weight"].shape)
        last = len(shape) - 1
        order = (0, last, *range(1, last)) if batched else (last, *range(last))
        listed = ", ".join(map(str, order))
        parts = receiver(call) if call is not None else None
        if call is not None and parts is not None and len(parts[1]) == len(shape):
            text = call.source.span(parts[0]).text
            before = _shape_before(trace, parts[0])
            moved = [call.source.span(parts[1][i]).text for i in order]
            in_order = fix(
                "put the channel axis first in the reshape",
                _reordered(call, parts[1], moved),
                0.93 if shape[-1] == 1 else 0.5,
                stage=Stage.RESHAPE,
                why="channels stand last here, a convolution reads them on axis 1",
                applicability="safe" if shape[-1] == 1 else "unsafe",
            )
            if before is not None and len(before) == len(shape) and before[-1] == shape[-1]:
                yield fix(
                    "move the channel axis, a reshape cannot move it",
                    replaced(call, f"{text}.permute({listed})"),
                    0.94,
                    stage=Stage.RESHAPE,
                    why="the last axis is the channels; reshape keeps it last",
                    applicability="safe",
                )
            yield in_order
        yield from undone(trace, mismatch, "input", ("transpose", "permute", "movedim"), 0.86, stage=Stage.RESHAPE)
        title = "move the channel axis to where the convolution reads it"
        # maps keep the order in memory of what a convolution is given, and a view behind it takes one order only
        whole = ".contiguous()" if _views_later(trace) else ""
        yield from structural(
            trace,
            mismatch,
            "input",
            [Template(f"{{}}.permute({listed}){whole}", 0.8, title, "channels are the last axis", "safe")],
            stage=cause.stage,
            outer=0.03,
        )
        if batched and cause.stage is Stage.DATA_LOADING:
            why = "the samples are kept channels last"
            whole_set = Template(f"{{}}.permute({listed})", 0.84, "move the channel axis", why, "safe")
            yield from in_tensor_sets(trace, [whole_set])
            one = ", ".join(str(axis - 1) for axis in order[1:])
            yield from per_sample(
                trace, [Template(f"{{}}.permute({one})", 0.77, title, "channels are the last axis", "safe")]
            )

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """A reshape to the right sizes runs, with the numbers in the wrong places."""
        shape = mismatch.operands["input"].shape
        if shape[-1] == 1 or len(shape) < 3:
            return ()
        sizes = (-1, shape[-1], *shape[1:-1]) if len(shape) != 3 else (shape[-1], *shape[:-1])
        return (Rejected(f"reshape({', '.join(map(str, sizes))})", "runs, but puts most values in the wrong place"),)


def _views_later(trace: Trace) -> bool:
    """Whether a network of the program views what it has made."""
    calls = bench_of(trace).project.calls.get("view", [])
    scopes = [enclosing(call.node, ast.FunctionDef) for call in calls]
    return any(isinstance(scope, ast.FunctionDef) and scope.name == "forward" for scope in scopes)


def _channels_first_before(trace: Trace, mismatch: Mismatch) -> bool:
    """Whether a layer that itself reads channels on axis 1 made the map, and nothing moved its axes since."""
    for record in records_of(trace, mismatch, "input"):
        op = ops.canonical(record.name)
        if op in _MOVING:
            return False
        if op.startswith(_MAPS):
            return True
    return False


def _turned_by_custom(trace: Trace, mismatch: Mismatch) -> bool:
    return mismatch.op == "conv1d" and not as_it_came(trace, mismatch)


def _made_inside(trace: Trace, mismatch: Mismatch) -> bool:
    """Whether a layer of the model itself gave the operand its axes."""
    return any(record.module is not None for record in records_of(trace, mismatch, "input"))


def _reshape_of(trace: Trace, mismatch: Mismatch) -> CallPlace | None:
    """The program's own reshape or view that gave the operand its sizes."""
    shape = mismatch.operands["input"].shape
    for record in records_of(trace, mismatch, "input")[:6]:
        if record.name in ("view", "reshape") and out_shape(record) == shape and (call := call_at(record.site)):
            return call
    for place in [*places(trace, mismatch, "input"), *root_places(trace)]:
        node = place.node
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("view", "reshape")
        ):
            call = CallPlace(place.source, node)
            parts = receiver(call)
            if parts is not None and len(parts[1]) == len(shape):
                return call
    return None


def _shape_before(trace: Trace, node: ast.expr) -> tuple[int, ...] | None:
    """The shape of the tensor that is reshaped, where a live name or a recorded call tells it."""
    for record in trace.records:
        if record.name in ("view", "reshape") and (call := call_at(record.site)) is not None:
            parts = receiver(call)
            if parts is not None and parts[0] is node:
                return in_shape(record)
    if isinstance(node, ast.Name):
        for frame in trace.user_frames():
            value = frame.names.get(node.id)
            if (found := shape_of(value)) is not None:
                return found
    return None


def _reordered(call: CallPlace, nodes: list[ast.expr], moved: list[str]) -> Iterator[Edit]:
    for node, text in zip(nodes, moved, strict=True):
        span = call.source.span(node)
        if span.text != text:
            yield Edit(span, text)
