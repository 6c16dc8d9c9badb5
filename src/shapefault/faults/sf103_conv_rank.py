"""SF103: a convolution or pooling is given a tensor with too few or too many axes.

What it is
    ``conv2d`` takes (N, C, H, W) or one image (C, H, W); the tensor has another number of axes.

Why it happens
    A channel axis of size 1 that was never added, an image without a batch axis, a batch of batches (files that
    already hold several samples, several crops of an image), or an ``unsqueeze`` too many.

Not this fault
    The right number of axes in the wrong order: see SF101.

See also
    torch.unsqueeze, torch.flatten, torch.utils.data.DataLoader(batch_size=None)
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import in_shape, records_of
from shapefault.faults.rewrite.axes.rejoin import other_join
from shapefault.faults.rewrite.axes.reshapes import call_at, without
from shapefault.faults.rewrite.bench import bench_of, fix, in_forward
from shapefault.faults.rewrite.images.crop_votes import mean_over_crops
from shapefault.faults.rewrite.images.each_frame import each_frame, each_view
from shapefault.faults.rewrite.images.grey_in_colour import grey_in_colour
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import swap_class
from shapefault.faults.rewrite.numbers.program import loader_calls
from shapefault.faults.rewrite.numbers.switched_on import switched_on
from shapefault.faults.rewrite.operands import comes_in_batches, places, returned, root_places
from shapefault.faults.rewrite.samples.added_axis import without_added_axis
from shapefault.faults.rewrite.samples.channel_in_view import channel_in_view
from shapefault.faults.rewrite.samples.mixed_down import mixed_down
from shapefault.faults.rewrite.samples.sources import in_tensor_sets, per_sample
from shapefault.faults.rewrite.samples.spectra import mono
from shapefault.faults.rewrite.samples.unused_step import unused_step
from shapefault.faults.rewrite.shapes import (
    Template,
    accepted,
    flattens,
    meta,
    root_structural,
    squeezes,
    structural,
    unsqueezes,
)
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.files import parent
from shapefault.source.project import CallPlace, method_of

_CLASSES = {
    f"{kind}{n}d"
    for kind in ("Conv", "ConvTranspose", "MaxPool", "AvgPool", "BatchNorm", "InstanceNorm")
    for n in (1, 2, 3)
}


def _maps_of_rows(shape: Shape, channels: int | None) -> Iterator[Template]:
    """Pictures that were laid out in rows, ``(N, C, H·W)`` or ``(N, C·H·W)``, as pictures again."""
    if not channels or len(shape) not in (2, 3) or (len(shape) == 3 and shape[1] != channels):
        return
    pixels = shape[2] if len(shape) == 3 else shape[1] // channels
    side = math.isqrt(pixels)
    if side > 1 and side * side == pixels and math.prod(shape[1:]) == channels * pixels:
        why = f"each row holds {channels} planes of {side}×{side}"
        yield Template(f"{{}}.view(-1, {channels}, {side}, {side})", 0.84, f"make planes of {side}×{side} again", why)


_CROPS = re.compile(r"(two|three|four|five|nine|ten|multi|several|many|all)_?crops?", re.IGNORECASE)
"""What a transform is called that cuts several crops out of a picture."""


class ConvRank(Fault):
    """The number of axes is not what the op takes."""

    code = "SF103"
    name = "conv-rank"
    title = "a convolution is given a tensor with too few or too many axes"
    ops = (
        "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
        "max_pool1d", "max_pool2d", "max_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d",
        "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_max_pool2d", "adaptive_avg_pool3d",
        "batch_norm", "instance_norm",
    )  # fmt: skip
    rule = "input.dim() = 4 (N, C, H, W) or 3 (C, H, W)"
    example = """
        x = torch.rand(2, 8, 3, 28, 28)
        nn.Conv2d(3, 16, 3)(x)
    """
    fixed = """
        x = torch.rand(2, 8, 3, 28, 28).flatten(0, 1)
        nn.Conv2d(3, 16, 3)(x)
    """
    expected = """
        error[SF103]: conv2d got a tensor of 5 axes, it takes 3 or 4
    """
    near_misses = ("nn.Conv2d(3, 16, 3)(torch.rand(3, 28, 28))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The op's requirement on the rank is broken, or an image was read as unbatched with N as C."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        if shape is None:
            return None
        weight = mismatch.shape("weight")
        if broken is not None and broken.kind == "rank":
            if broken.operand != "input":
                return None
            want = broken.want
        elif (
            broken is not None
            and broken.kind == "channels"
            and weight is not None
            and len(shape) == len(weight) - 1
            and mismatch.op.startswith("conv")
        ):
            want = str(len(weight))
        elif broken is None and trace.parsed is not None and trace.parsed.kind == "rank":
            want = trace.parsed.rule or "another number"
        else:
            return None
        return Cause(
            f"{mismatch.op} got a tensor of {len(shape)} axes, it takes {want}",
            Stage.DATA_LOADING,
            None,
            (MathLine("input.dim()", str(len(shape)), want),),
            confidence=0.75,
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Take the extra axis away, or add the missing one, as near to its origin as possible."""
        shape = mismatch.operands["input"].shape
        wanted = [int(s) for s in "".join(c if c.isdigit() else " " for c in cause.math[0].want).split()]
        too_many = bool(wanted) and len(shape) > max(wanted)
        yield from self._undo(mismatch, trace, "unsqueeze" if too_many else "squeeze")
        around = [*places(trace, mismatch, "input"), *root_places(trace)]
        stage = Stage.AUGMENTATION if too_many and _multi_crops(trace) else Stage.DATA_LOADING
        for joined in other_join(trace, around, more_axes=not too_many, prior=0.76):
            yield replace(joined, stage=stage) if stage is Stage.AUGMENTATION else joined
        templates: list[Template] = []
        if too_many:
            yield from without_added_axis(trace, 0.92)
            crops = len(shape) == 5 and _multi_crops(trace)
            yield from mean_over_crops(trace, 0.88) if crops else ()
            yield from grey_in_colour(trace, mismatch, 0.84)
            yield from each_frame(trace, mismatch, 0.9)
            yield from each_view(trace, mismatch, 0.92)
            for one in mono(mismatch, 0.86):
                yield from mixed_down(trace, 0.93)  # where it is read, all that comes behind gets one signal
                yield from root_structural(trace, [one], stage=Stage.DATA_LOADING)
            templates += mono(mismatch, 0.66)
            templates += squeezes(shape, 0.72)
            yield from switched_on(trace, shape, 0.8)
            joined_well = 0.06 if not _paired(trace) else -0.14  # else each label has several samples
            for t in flattens(len(shape), 0.62):
                bonus = joined_well if t.text == "{}.flatten(0, 1)" else -0.1
                templates.append(Template(t.text, t.prior + bonus, t.title, "an axis too many"))
            templates.append(Template("{}[:, 0]", 0.42, "take the first of the extra axis", "an axis too many"))
            templates.append(Template("{}[0]", 0.4, "take the first of the extra axis", "an axis too many"))
        else:
            weight = mismatch.shape("weight")
            channels = weight[1] * int(mismatch.params.get("groups", 1) or 1) if weight is not None else None
            maps = [t for t in _maps_of_rows(shape, channels) if mismatch.op == "conv2d"]
            yield from structural(trace, mismatch, "input", maps, stage=Stage.RESHAPE, outer=0.05, definition=0.01)
            for axis, t in enumerate(unsqueezes(len(shape), 0.6)):
                bonus = 0.0
                if (channels == 1 and axis == 1) or (axis == 0 and channels is not None and shape[0] == channels):
                    bonus = 0.2
                elif axis > 1:
                    bonus = -0.15
                why = "the channel axis is missing" if axis == 1 else "the batch axis is missing"
                templates.append(Template(t.text, t.prior + bonus, t.title, why))
        if not too_many and comes_in_batches(trace):
            yield from channel_in_view(trace, shape, 0.9)
            yield from unused_step(trace, 0.92)
            why = "a sample has no axis of channels"
            yield from per_sample(trace, [Template("{}.unsqueeze(0)", 0.83, "add the channel axis to a sample", why)])
            yield from in_tensor_sets(trace, [Template("{}.unsqueeze(1)", 0.83, "add the channel axis", why)])
        for found in structural(trace, mismatch, "input", templates, stage=stage, outer=0.05, definition=0.01):
            # a model that takes the tensor apart itself has to hand it on as its layers want it
            yield replace(found, stage=Stage.RESHAPE) if in_forward(found) else found
        if too_many and len(shape) == 5:
            for call in loader_calls(trace):
                said = next((k.value for k in call.node.keywords if k.arg == "batch_size"), None)
                if said is None:
                    continue
                alone = isinstance(said, ast.Constant) and said.value == 1
                yield fix(
                    "let each file be a batch of its own",
                    set_keyword(call, "batch_size", "None"),
                    0.3 if _multi_crops(trace) else 0.66 if alone else 0.5,
                    stage=Stage.DATA_LOADING,
                    why="each sample is already a batch",
                )
        yield from self._other_class(mismatch, len(shape))

    def _undo(self, mismatch: Mismatch, trace: Trace, name: str) -> Iterator[Fix]:
        """Leave out the call that made the axis too many (or took it away)."""
        seen = set()
        calls: list[CallPlace] = []
        tensor, prior = mismatch.tensor("input"), 0.82
        for record in records_of(trace, mismatch, "input"):
            if record.name == name and (call := call_at(record.site)) is not None:
                calls.append(call)
                before = in_shape(record)
                if record.out is tensor and before and not accepted(mismatch, "input", meta(before, tensor)):
                    prior = 0.6  # without it something else would not fit
        for place in places(trace, mismatch, "input"):
            for end in (place, *returned(trace, place)):
                node = end.node
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                    calls.append(CallPlace(end.source, node))
        for call in calls:
            edit = without(call)
            if edit is None or edit in seen:
                continue
            seen.add(edit)
            yield fix(
                f"leave out this {name}",
                edit,
                prior,
                stage=Stage.DATA_LOADING,
                why=f"this {name} makes an axis {'too many' if name == 'unsqueeze' else 'too few'}",
            )
        for place in places(trace, mismatch, "input"):
            yield from self._none_index(place.source, place.node)

    def _none_index(self, source, node) -> Iterator[Fix]:  # type: ignore[no-untyped-def]
        """``x[None]``: the index that adds an axis."""
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value is None:
            from shapefault.model import Edit

            yield fix(
                "leave out the index that adds an axis",
                Edit(source.span(node), source.span(node.value).text),
                0.78,
                stage=Stage.DATA_LOADING,
                why="this index adds an axis",
            )

    def _other_class(self, mismatch: Mismatch, rank: int) -> Iterator[Fix]:
        """The same layer for another number of axes: ``Conv2d`` for ``Conv1d``."""
        if mismatch.layer is None:
            return
        old = type(mismatch.layer).__name__
        if len(old) < 2 or old[-1] != "d" or not old[-2].isdigit():
            return
        for size in (rank - 2, rank - 1):
            if 1 <= size <= 3 and str(size) != old[-2]:
                edit = swap_class(mismatch.layer, f"{old[:-2]}{size}d", _CLASSES)
                if edit is not None:
                    yield fix(
                        f"use {old[:-2]}{size}d, the data has {rank} axes",
                        edit,
                        0.55 if size == rank - 2 else 0.35,
                        stage=Stage.LAYER_CONFIG,
                        why=f"{old} takes other data than this",
                    )


def _paired(trace: Trace) -> bool:
    """Whether what the model is given was bound together with labels or actions, one for each of its samples."""
    for place in root_places(trace):
        around, frame = parent(place.node), place.frame
        if not isinstance(place.node, ast.Name) or not isinstance(around, ast.Tuple) or frame is None:
            continue
        rows = [
            shape_of(frame.frame.f_locals.get(name.id))
            for name in around.elts
            if isinstance(name, ast.Name) and is_tensor(frame.frame.f_locals.get(name.id))
        ]
        if len(rows) > 1 and all(row and rows[0] and row[0] == rows[0][0] for row in rows):
            return True
    return False


def _multi_crops(trace: Trace) -> bool:
    """Whether the program cuts several crops out of each image."""
    project = bench_of(trace).project
    own = [name for name, (_, cls) in project.classes.items() if _CROPS.search(name) and method_of(cls, "__call__")]
    return any(project.calls.get(name) for name in ("TenCrop", "FiveCrop", *own))
