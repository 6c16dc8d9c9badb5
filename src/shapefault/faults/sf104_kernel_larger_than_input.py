"""SF104: a convolution's kernel is larger than the padded input.

What it is
    A window of ``dilation * (kernel - 1) + 1`` positions must fit into the input with its padding.

Why it happens
    Each level of a network halves the map: with one level more than the image has halvings nothing is left for the
    next kernel. Else the images are smaller than those that the network was drawn for, or a kernel lost its padding.

Not this fault
    A pooling with nothing left: see SF701.

See also
    torch.nn.Conv2d, section "Shape"
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import layer_name, operand_sizes, want_label
from shapefault.faults.rewrite.axes.mixing import unmixed
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.images.sizes import image_argument
from shapefault.faults.rewrite.layers.depth import shallower
from shapefault.faults.rewrite.layers.meet import image_sizes
from shapefault.faults.rewrite.layers.parameters import given, per_axis, sizes_given
from shapefault.faults.rewrite.samples.lengths import input_lengths
from shapefault.faults.rewrite.samples.short_texts import padded_texts
from shapefault.faults.rewrite.shapes import Template, permutations, structural
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of


class KernelLargerThanInput(Fault):
    """The window does not fit."""

    code = "SF104"
    name = "kernel-larger-than-input"
    title = "a convolution's kernel is larger than the padded input"
    ops = ("conv1d", "conv2d", "conv3d")
    rule = "H + 2·padding ≥ dilation·(kH − 1) + 1"
    example = """
        maps = torch.rand(2, 16, 4, 4)
        conv = nn.Conv2d(16, 32, 5)
        conv(maps)
    """
    fixed = """
        maps = torch.rand(2, 16, 4, 4)
        conv = nn.Conv2d(16, 32, 5, padding=2)
        conv(maps)
    """
    expected = """
        error[SF104]: conv2d's kernel of 5 does not fit into H=4
    """
    near_misses = ("nn.Conv2d(16, 32, 5)(torch.rand(2, 16, 5, 5))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The requirement on a spatial axis is broken."""
        broken, weight = mismatch.broken, mismatch.shape("weight")
        shape = mismatch.shape("input")
        if broken is None or broken.kind != "kernel" or weight is None or shape is None or broken.axis is None:
            return None
        names = ops.axes(mismatch.op, "input", len(shape), mismatch.params)
        axis = names[broken.axis] if broken.axis < len(names) else f"axis {broken.axis}"
        kernel = weight[broken.other_axis] if broken.other_axis is not None else 0
        return Cause(
            f"{mismatch.op}'s kernel of {kernel} does not fit into {axis}={broken.got_value}",
            Stage.LAYER_CONFIG,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            want_label(mismatch, "kernel_size", f"needs {broken.want_value} or more"),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Fewer levels, larger images, the kernel or the padding of this layer, axes in the other order."""
        yield from padded_texts(trace, mismatch, 0.8)
        if len(set(mismatch.operands["weight"].shape[2:])) == 1:
            yield from shallower(trace, mismatch, 0.82)
        if trace.root is not None and trace.root.module is not mismatch.layer:
            yield from image_sizes(trace, 0.7)
        rank = len(mismatch.operands["weight"].shape)
        if rank != 4 and mismatch.broken is not None and mismatch.broken.axis is not None:
            yield from input_lengths(trace, 0.7, axes=(mismatch.broken.axis,), larger=True)
        yield from self._this_layer(mismatch, trace)
        tensor, image = mismatch.tensor("input"), image_argument(trace)
        batch = image[1][0] if image is not None else _rows(trace)
        if tensor is not None and batch is not None:
            yield from unmixed(trace, trace.journey(tensor)[:8], batch, 0.72)
        shape = mismatch.operands["input"].shape
        if len(shape) == len(mismatch.operands["weight"].shape):
            swaps: list[Template] = list(permutations(len(shape), 0.4))
            yield from structural(trace, mismatch, "input", swaps, stage=Stage.RESHAPE, limit=4)

    def _this_layer(self, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        layer, kernel = mismatch.layer, mismatch.operands["weight"].shape[2:]
        if layer is None:
            return
        sizes = mismatch.operands["input"].shape[-len(kernel) :]
        name = layer_name(trace, mismatch)
        padded = given(layer, "padding", per_axis(tuple(k // 2 for k in kernel)))
        if padded is not None and not any(getattr(layer, "padding", (1,))) and all(k % 2 for k in kernel):
            yield fix(
                f"pad {name} so that it keeps the size",
                padded,
                0.6,
                stage=Stage.LAYER_CONFIG,
                why=f"{name} has no padding, its kernel is larger than the map",
            )
        wanted = tuple(min(k, s) for k, s in zip(kernel, sizes, strict=True))
        one_axis = len(kernel) > 1 and sum(k > s for k, s in zip(kernel, sizes, strict=True)) == 1
        for edits in sizes_given(trace, layer, "kernel_size", kernel, wanted):
            yield fix(
                f"give {name} kernel_size={per_axis(wanted)}",
                edits,
                0.74 if one_axis and len(set(kernel)) > 1 else 0.52,
                stage=Stage.LAYER_CONFIG,
                why=f"the kernel of {name} is larger than the map",
            )


def _rows(trace: Trace) -> int | None:
    """The first size of the outermost call's first argument."""
    shape = shape_of(trace.root.args[0]) if trace.root is not None and trace.root.args else None
    return shape[0] if shape else None
