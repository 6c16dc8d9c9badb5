"""Python's own messages, which code without any tensor prints as well."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

# Printed by plain Python as well: a fault of shapes only if a tensor or a shape is unpacked or indexed.
PYTHON: tuple[Row, ...] = (
    (
        "unpack",
        "unpack",
        "not enough values to unpack (expected {want:i}, got {got:i})",
        "as many names as values: a shape has one for each axis",
        "{got} < {want}",
        False,
    ),
    (
        "unpack",
        "unpack",
        "too many values to unpack (expected {want:i}, got {got:i})",
        "as many names as values: a shape has one for each axis",
        "{got} > {want}",
        False,
    ),
    (
        "unpack",
        "unpack",
        "too many values to unpack (expected {want:i})",
        "as many names as values: a shape has one for each axis",
        "more than {want}",
        False,
    ),
    (
        "rank",
        "shape",
        "tuple index out of range",
        "shape[i] needs i < rank",
        "",
        False,
    ),
)
