"""Axes that were exchanged behind a layer: the shape that is wanted, in the order that the layer gives."""

from __future__ import annotations

from shapefault.faults.facts import is_turn
from shapefault.model import Shape
from shapefault.observe.recorder import Record

_TELLING = (2, 3, 5, 7, 11, 13)
"""Sizes by which torch tells where each axis went."""


def before_moves(journey: list[Record], want: Shape) -> tuple[list[Record], Shape]:
    """The journey, newest first, without the exchanges of axes at its end, and ``want`` as it was before them."""
    for index, record in enumerate(journey):
        order = _order(record, len(want)) if is_turn(record) else None
        if order is None:
            return journey[index:], want
        want = tuple(want[order.index(axis)] for axis in range(len(want)))
    return [], want


def _order(record: Record, rank: int) -> list[int] | None:
    """Which axis of its operand stands at each place of an exchange's result."""
    import torch

    sizes = _TELLING[:rank]
    try:
        out = record.func(torch.empty(sizes, device="meta"), *record.args[1:], **record.kwargs)
        return [sizes.index(size) for size in out.shape]
    except Exception:
        return None
