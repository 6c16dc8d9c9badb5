"""Sequences whose steps stand before the batch, as recurrent layers have them by default: (L, N, F), not (N, L, F)."""

from __future__ import annotations

from collections.abc import Iterable

from shapefault import ops
from shapefault.model import Shape
from shapefault.observe.recorder import Record
from shapefault.observe.values import is_tensor, shape_of

_RECURRENT = ("lstm", "gru", "rnn", "rnn_tanh", "rnn_relu")
_RANK = 3


def steps_first(records: Iterable[Record]) -> frozenset[tuple[int, int]]:
    """(steps, samples) of what recurrent layers without ``batch_first`` were given; none of one layer's other order."""
    first: set[tuple[int, int]] = set()
    last: set[tuple[int, int]] = set()
    for record in records:
        given = next((value for value in record.args if is_tensor(value)), None)
        if given is None or record.module is None or ops.canonical(record.name) not in _RECURRENT:
            continue
        shape = record.in_shapes.get(id(given)) or shape_of(given) or ()
        if len(shape) == _RANK:
            own = vars(record.module).get("batch_first")
            (last if own else first).add((shape[0], shape[1]))
    return frozenset(pair for pair in first - last if pair[0] != pair[1])


def reordered(axes: tuple[str, ...], shape: Shape, first: frozenset[tuple[int, int]]) -> tuple[str, ...]:
    """The names of (N, L, ...) in the order that the sizes tell."""
    return ("L", "N", *axes[2:]) if axes[:2] == ("N", "L") and tuple(shape[:2]) in first else axes
