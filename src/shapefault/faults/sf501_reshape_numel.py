"""SF501: a view or reshape to sizes that do not hold the tensor's numbers.

What it is
    ``view`` and ``reshape`` keep every number; the product of the new sizes must be the product of the old ones.

Why it happens
    A constant stands for the batch size (and the last batch is smaller), or the sizes were computed for another
    image size or model.

Not this fault
    The sizes fit but mix up axes: nothing raises, the values are in the wrong places.

See also
    torch.flatten, torch.Tensor.view
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import flattened, last_dim_owner, operand_sizes, product_text
from shapefault.faults.rewrite.axes.assumed_square import assumed_square
from shapefault.faults.rewrite.axes.channels_of_view import channels_of_view
from shapefault.faults.rewrite.axes.counted_sides import sides_of_the_map
from shapefault.faults.rewrite.axes.flattened_number import both_numbers
from shapefault.faults.rewrite.axes.free_rest import free_rest, own_last_size, own_sizes_of_one
from shapefault.faults.rewrite.axes.layers_of_state import layers_of_state
from shapefault.faults.rewrite.axes.no_tokens import no_tokens
from shapefault.faults.rewrite.axes.ones_expanded import as_expanded
from shapefault.faults.rewrite.axes.open_views import open_views
from shapefault.faults.rewrite.axes.outer import column_met_row
from shapefault.faults.rewrite.axes.reshapes import call_at, per_sample_sizes, receiver, size_edits
from shapefault.faults.rewrite.axes.rest_as_it_is import rest_as_it_is
from shapefault.faults.rewrite.axes.rows_of_square import without_tokens
from shapefault.faults.rewrite.axes.sides_from_behind import sides_from_behind
from shapefault.faults.rewrite.axes.size_names import other_size_names
from shapefault.faults.rewrite.axes.square_grid import square_grid
from shapefault.faults.rewrite.axes.view_axes import sizes_of_own_axes
from shapefault.faults.rewrite.axes.view_numbers import divided_rows, named_sizes
from shapefault.faults.rewrite.images.sizes import fitting_sizes, image_argument, resize_literals
from shapefault.faults.rewrite.images.sizing_calls import transform_calls
from shapefault.faults.rewrite.images.transforms import crop_pairs, insert_resize
from shapefault.faults.rewrite.images.whole_patches import whole_patches
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.equal_parts import equal_parts
from shapefault.faults.rewrite.layers.factored import planned_channels
from shapefault.faults.rewrite.layers.padded import padded_to
from shapefault.faults.rewrite.layers.pooled_maps import pooled_operand
from shapefault.faults.rewrite.layers.short_formula import without_the_kernel
from shapefault.faults.rewrite.layers.splits import split_channels
from shapefault.faults.rewrite.losses.outputs import output_journeys
from shapefault.faults.rewrite.losses.own_loss import for_a_loss, in_own_loss
from shapefault.faults.rewrite.numbers.counts_left import counts_left_at_default
from shapefault.faults.rewrite.numbers.program import drop_last
from shapefault.faults.rewrite.samples.clips_of_frames import clips_of_frames
from shapefault.faults.rewrite.samples.drawn_twice import drawn_twice
from shapefault.faults.rewrite.samples.to_multiple import padded_to_multiple
from shapefault.model import Fix, MathLine, Rejected, Shape, Stage
from shapefault.observe.batches import batch_of
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace
from shapefault.source.scalars import factors_written


class ReshapeNumel(Fault):
    """The new sizes hold another number of elements."""

    code = "SF501"
    name = "reshape-numel"
    title = "a view or reshape to sizes that do not hold the tensor's numbers"
    ops = ("view", "reshape", "unflatten")
    rule = "numel before = numel after"
    example = """
        batch = torch.rand(16, 1, 28, 28)
        batch.view(64, 784)
    """
    fixed = """
        batch = torch.rand(16, 1, 28, 28)
        batch.view(batch.shape[0], 784)
    """
    expected = """
        error[SF501]: view of 12544 numbers as 64×784 = 50176
    """
    near_misses = ("torch.rand(64, 1, 28, 28).view(64, 784)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The numbers of elements differ."""
        shape = mismatch.shape("input")
        sizes = _sizes(mismatch)
        if shape is None or not sizes:
            return None
        numel, known = math.prod(shape), math.prod(s for s in sizes if s != -1)
        if (known == numel and -1 not in sizes) or (-1 in sizes and known and numel % known == 0):
            return None
        text = "×".join(map(str, sizes))
        want = f"{text} = {known}" if -1 not in sizes else f"{text}, a multiple of {known}"
        # only the batch is another
        short = sizes[0] not in (-1, *shape[:1]) and math.prod(sizes[1:]) == math.prod(shape[1:])
        stage = Stage.LOSS_TARGET if not short and (in_own_loss(trace) or for_a_loss(trace)) else Stage.RESHAPE
        return Cause(
            f"{mismatch.op} of {numel} numbers as {want}",
            stage,
            None,
            (MathLine("numel before = numel after", product_text(shape), want),),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
            data={"shape": shape, "sizes": sizes},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The batch size from the tensor; the image size that the sizes were made for; the sizes."""
        shape, sizes = cause.data["shape"], cause.data["sizes"]
        call = call_at(trace.main_site())
        if call is None:
            return
        yield from column_met_row(trace, mismatch, 0.86, stage=cause.stage or Stage.RESHAPE)
        yield from split_channels(trace, mismatch, call, shape, sizes, 0.88)
        yield from per_sample_sizes(trace, call, shape, sizes, 0.74, cause.stage or Stage.RESHAPE)
        yield from named_sizes(trace, call, shape, sizes, 0.82)
        yield from open_views(trace, call, shape, sizes, 0.84)
        yield from free_rest(call, shape, sizes, 0.88)
        yield from rest_as_it_is(call, shape, sizes, 0.87)
        yield from channels_of_view(trace, mismatch, shape, sizes, 0.66)
        yield from own_last_size(call, shape, sizes, 0.84)
        yield from own_sizes_of_one(call, shape, sizes, 0.74)
        yield from assumed_square(trace, call, shape, sizes, 0.92)
        yield from square_grid(trace, call, shape, sizes, 0.82)
        yield from no_tokens(trace, mismatch, shape, sizes, 0.86)
        yield from clips_of_frames(trace, shape, sizes, 0.9)
        yield from sides_from_behind(trace, call, 0.9)
        yield from without_tokens(trace, call, shape, sizes, 0.88)
        yield from sides_of_the_map(trace, call, shape, sizes, 0.84)
        found = receiver(call)
        yield from without_the_kernel(trace, mismatch, call.source, found[1] if found is not None else [], 0.8)
        yield from as_expanded(trace, call, shape, sizes, 0.84)
        yield from layers_of_state(call, shape, sizes, 0.88)
        yield from padded_to_multiple(trace, call, shape, 0.86)
        yield from whole_patches(trace, call, shape, 0.86)
        if sizes[-1] == -1:
            yield from drawn_twice(trace, 0.72)
        yield from divided_rows(trace, call, shape, sizes, 0.76)
        yield from equal_parts(trace, mismatch, sizes, 0.84)
        row = math.prod(s for s in sizes if s != -1)
        if sizes[0] == -1 and len(shape) == 2 and 0 < abs(shape[1] - row) <= 4:
            yield from counts_left_at_default(trace, shape[1] - row, 0.6)
        yield from size_edits(trace, call, shape, sizes, 0.78, cause.stage or Stage.RESHAPE)
        yield from other_size_names(trace, call, shape, sizes, 0.74)
        for argument in call.node.args:
            yield from planned_channels(trace, mismatch, factors_written(argument), shape, 0.72)
        yield from sizes_of_own_axes(trace, call, shape, sizes, 0.72)
        kept = len(shape) - 1  # the axes in front of the features
        row, features = tuple(sizes[kept:]), shape[-1] if shape else 0
        rows = kept in (1, 2) and -1 not in row and all(s in (-1, a) for s, a in zip(sizes, shape[:-1], strict=False))
        owner = last_dim_owner(trace, mismatch, "input", -1) if (kept == 1 and -1 not in row) or rows else None
        want = math.prod(row)
        if owner is not None and want != features:
            why = f"the view takes rows of {want}, the layer gives {features}"
            worth = 0.76 if kept == 1 else 0.84
            yield from set_argument(trace, *owner, features, want, worth, factors=row, far=0.03, why=why)
        if sizes[0] not in (-1, shape[0]) and math.prod(sizes[1:]) == math.prod(shape[1:]):
            batch = batch_of(trace.crash.frames)
            yield from drop_last(trace, 0.72 if batch is not None and batch.is_last else 0.5)
        image = image_argument(trace)
        if image is not None and len(shape) == 4:
            yield from both_numbers(trace, call, shape, sizes, 0.75)  # less than a picture of the wrong size
            if len(sizes) > 2 and sizes[-1] > 1 < sizes[-2] and image[1][-2:] == shape[-2:] != sizes[-2:]:
                yield from resize_literals(trace, shape[-2:], sizes[-2:], 0.9, stage=Stage.RESHAPE)
            yield from self._images(trace, image[1])
            yield from self._maps(trace, mismatch.tensor("input"), call, shape, sizes)
        elif image is not None and flattened(trace, mismatch) is not None:
            yield from self._images(trace, image[1])
        if len(sizes) > 2 and len(shape) > 3 and sizes[-2:] != shape[-2:] and -1 not in sizes[-2:]:
            yield from output_journeys(trace, mismatch, shape, (*shape[:-2], *sizes[-2:]), 0.7)

    def _images(self, trace: Trace, image: Shape) -> Iterator[Fix]:
        """Images of a size at which the forward succeeds, where the program decides it."""
        now = (image[-2], image[-1])
        prior = 0.84 if transform_calls(trace) else 0.8
        yield from crop_pairs(trace, now, prior + 0.05)
        for index, size in enumerate(fitting_sizes(trace)):
            yield from resize_literals(trace, now, size, prior - 0.06 * index, stage=Stage.RESHAPE)
            yield from insert_resize(trace, size, prior - 0.1 - 0.06 * index)

    def _maps(self, trace: Trace, tensor: Any, call: CallPlace, shape: Shape, sizes: Shape) -> Iterator[Fix]:
        """Maps of the size that the view was made for."""
        features = math.prod(s for s in sizes[1:] if s != -1)
        channels = shape[1]
        side = math.isqrt(features // channels) if channels and features % channels == 0 else 0
        if side and side * side * channels == features:
            if len(sizes) == 2:
                yield from padded_to(trace, tensor, (side, side), 0.72)
            yield from pooled_operand(call, shape, side, 0.7, Stage.RESHAPE)

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """A free first axis may run and mix samples."""
        shape, sizes = cause.data["shape"], cause.data["sizes"]
        rest = math.prod(s for s in sizes[1:] if s != -1)
        if rest and math.prod(shape) % rest == 0 and math.prod(shape) // rest != shape[0]:
            return (Rejected(f"view(-1, {rest})", "runs, but the samples are mixed"),)
        return ()


def _sizes(mismatch: Mismatch) -> tuple[int, ...]:
    for name in ("shape", "size", "sizes", "dims"):
        value = mismatch.params.get(name)
        if isinstance(value, list | tuple) and value and all(isinstance(v, int) for v in value):
            return tuple(value)
    return ()
