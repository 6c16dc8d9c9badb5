"""Elementwise ops, expand, and what is written in place."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

_BROADCAST = "two axes fit when they are equal or one of them is 1, counted from the last axis"

BROADCAST: tuple[Row, ...] = (
    (
        "broadcast",
        "",
        "The size of tensor a ({a:i}) must match the size of tensor b ({b:i}) at non-singleton dimension {axis:i}",
        _BROADCAST,
        "axis {axis} (of the result): {a} ≠ {b}, and neither is 1",
    ),
    (
        "broadcast",
        "",
        "output with shape {output:s} doesn't match the broadcast shape {result:s}",
        "an in-place op keeps the shape of its left side",
        "the result is {result}, the place for it {output}",
    ),
    (
        "broadcast",
        "expand",
        "The expanded size of the tensor ({want:i}) must match the existing size ({got:i}) at "
        "non-singleton dimension {axis:i}.  Target sizes: {target:s}.  Tensor sizes: {input:s}",
        "only axes of size 1 are expanded",
        "axis {axis}: {got} ≠ {want}, and {got} is not 1",
    ),
    (
        "broadcast",
        "expand",
        "expand({type:w}{input:s}, size={target:s}): the number of sizes provided ({got:i}) must be "
        "greater or equal to the number of dimensions in the tensor ({want:i})",
        "expand adds axes in front, it removes none",
        "{got} < {want}",
    ),
    (
        "broadcast",
        "expand",
        "The expanded size of the tensor ({got:i}) isn't allowed in a leading, non-existing dimension {axis:i}",
        "a new leading axis needs a size, not -1",
        "",
    ),
    (
        "broadcast",
        "index_put",
        "shape mismatch: value tensor of shape {value:s} cannot be broadcast to indexing result of shape {target:s}",
        "the right side fits the place it is written to",
        "{value} does not broadcast to {target}",
    ),
    (
        "broadcast",
        "index",
        "shape mismatch: indexing tensors could not be broadcast together with shapes {a:s}, {b:s}",
        "index tensors broadcast with each other",
        "{a} and {b}",
    ),
    (
        "broadcast",
        "broadcast_shapes",
        "Attempting to broadcast a dimension of length {got:i} at {axis:i}! Mismatching argument at index "
        "{operand:i} had {input:s}; but expected shape should be broadcastable to {target:s}",
        _BROADCAST,
        "axis {axis}: {input} does not broadcast to {target}",
    ),
    (
        "broadcast",
        "broadcast_shapes",
        "Shape mismatch: objects cannot be broadcast to a single shape",
        _BROADCAST,
        "",
    ),
    (
        "mask",
        "index",
        "The shape of the mask {mask:s} at index {mask_axis:i} does not match the shape of the indexed "
        "tensor {input:s} at index {axis:i}",
        "a mask has the sizes of the axes it indexes",
        "mask {mask}, tensor {input}: axis {axis} differs",
    ),
    (
        "mask",
        "masked_scatter",
        "Number of elements of source < number of ones in mask",
        "source has an element for each true in the mask",
        "",
    ),
)
