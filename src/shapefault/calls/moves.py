"""Changes that keep a tensor's values: axes moved, added, dropped, joined."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapefault.change import Kind
from shapefault.model import Shape

MOST_AXES = 8
"""Tensors of more axes are only flattened."""


@dataclass(frozen=True, slots=True)
class Move:
    """Axes moved, added, dropped or joined: what it costs, in words, as an alteration, as source text for ``{}``."""

    cost: float
    title: str
    kind: Kind
    value: Any
    text: str


def moves(shape: Shape) -> Iterator[Move]:
    """Every such change of a tensor of this shape; no value is lost or made up but for ``select``."""
    rank = len(shape)
    if rank > MOST_AXES:
        last = rank - MOST_AXES
        yield Move(1.3, f"flatten axes 0 to {last}", "flatten", (0, last), f"{{}}.flatten(0, {last})")
        return

    def permute(cost: float, title: str, order: tuple[int, ...]) -> Move:
        return Move(cost, title, "permute", order, f"{{}}.permute({', '.join(map(str, order))})")

    last_first, first_last = (0, rank - 1, *range(1, rank - 1)), (0, *range(2, rank), 1)
    for order in (last_first, first_last) if rank >= 4 else ():
        yield permute(0.75, f"permute axes to {order}", order)
    for a, b in itertools.combinations(range(rank), 2):
        swapped = list(range(rank))
        swapped[a], swapped[b] = b, a
        cost = 0.95 if (a, b) == (rank - 2, rank - 1) or rank == 2 else 1.05
        yield Move(cost, f"swap axes {a} and {b}", "permute", tuple(swapped), f"{{}}.transpose({a}, {b})")
    for order in itertools.permutations(range(rank)) if rank <= 4 else ():
        if sum(i != a for i, a in enumerate(order)) > 2:
            yield permute(1.2, f"permute axes to {order}", order)
    for axis in range(rank + 1):
        cost = 0.9 if axis in (0, rank) else 1.0
        yield Move(cost, f"add an axis of size 1 at {axis}", "unsqueeze", axis, f"{{}}.unsqueeze({axis})")
    for axis, size in enumerate(shape):
        if size == 1:
            yield Move(0.85, f"drop axis {axis} of size 1", "squeeze", axis, f"{{}}.squeeze({axis})")
        else:
            title = f"keep only the first entry of axis {axis}"
            yield Move(1.45, title, "select", axis, f"{{}}.select({axis}, 0)")
    for first, last in itertools.combinations(range(rank), 2):
        text = "{}.flatten(1)" if (first, last) == (1, rank - 1) else f"{{}}.flatten({first}, {last})"
        yield Move(0.95 if first == 1 else 1.05, f"flatten axes {first} to {last}", "flatten", (first, last), text)
