"""einops: what a pattern asks of a tensor, with the numbers that its names were given."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

_HEAD = (
    'Error while processing {operation:w}-reduction pattern "{pattern:t}". Input tensor shape: {input:s}. '
    "Additional info: {lengths:t}. "
)

EINOPS: tuple[Row, ...] = (
    (
        "pattern",
        "rearrange",
        _HEAD + "Shape mismatch, {got:i} != {want:i}",
        "an axis is the product of the names in its brackets",
        "{got} ≠ {want} in {pattern}",
    ),
    (
        "pattern",
        "rearrange",
        _HEAD + "Shape mismatch, can't divide axis of length {got:i} in chunks of {want:i}",
        "an axis is a multiple of the product of the known names in its brackets",
        "{got} mod {want} ≠ 0 in {pattern}",
    ),
    (
        "rank",
        "rearrange",
        _HEAD + "Wrong shape: expected {want:i} dims. Received {got:i}-dim tensor.",
        "the pattern's left side names each axis of the tensor",
        "{got} axes, {want} in {pattern}",
    ),
    (
        "rank",
        "rearrange",
        _HEAD + "Wrong shape: expected >={want:i} dims. Received {got:i}-dim tensor.",
        "the pattern's left side names each axis of the tensor but those of ...",
        "{got} axes, at least {want} in {pattern}",
    ),
)
