"""Every small change of the numbers, lists and flags among a call's arguments; nothing is tried here."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from shapefault.calls.facts import Candidate, Facts
from shapefault.calls.slots import Slot, numbers
from shapefault.change import Alteration
from shapefault.observe.values import is_tensor

_MODES = ("nearest", "linear", "bilinear", "trilinear")


def parameter(facts: Facts, slot: Slot) -> Iterator[Candidate]:
    """One number, list or flag made into others."""
    value = slot.value

    def to(new: Any, cost: float, title: str = "") -> Candidate:
        return Candidate(cost, title or f"{slot.name}: {value} to {new}", (Alteration(slot.path, "set", new),))

    if isinstance(value, bool):
        yield to(not value, 1.5)
    elif isinstance(value, int):
        for new, cost in _numbers(facts, value).items():
            if new != value:
                yield to(new, cost)
    elif isinstance(value, str):
        others = _MODES if value in _MODES or value in ("bicubic", "area") else ()
        for new in (*others, *(("valid",) if value == "same" else ())):
            if new != value:
                yield to(new, 1.4)
    elif value and numbers(value):
        yield from (to(new, cost) for new, cost in _lists(facts, value))
    elif isinstance(value, list | tuple) and not value:
        yield from _empty(facts, slot)
    if isinstance(value, list | tuple) and len(value) > 1 and any(is_tensor(v) for v in value):
        for i in range(len(value)):
            dropped = (Alteration((*slot.path, i), "drop"),)
            yield Candidate(1.7, f"{slot.name}: without entry {i}", dropped)


def _numbers(facts: Facts, value: int) -> dict[int, float]:
    """Other values for a number: what the message says, sizes, ranks, neighbours."""
    costs: dict[int, float] = {}

    def say(new: int, cost: float) -> None:
        costs[new] = min(cost, costs.get(new, 9.0))

    for number in facts.said:
        say(number, 1.05)
        say(number - 1, 1.4)
    for size in facts.sizes()[:16]:
        say(size, 1.25)
        if size and value > 0:
            say(value // size * size, 1.6)
    ranks = {o.value.dim() for o in facts.operands}
    for rank in ranks:
        # An axis beyond the last one most likely meant the last one.
        say(rank - 1, 1.0 if abs(value) >= rank else 1.35)
        say(-1, 1.02 if abs(value) >= rank else 1.15)
        say(rank, 1.5)
    for new, cost in (
        (0, 1.2), (1, 1.2), (2, 1.4), (value - 1, 1.35), (value + 1, 1.35), (value // 2, 1.5), (-value, 1.45),
        (2 * value, 1.6),
    ):  # fmt: skip
        say(new, cost)
    return costs


def _lists(facts: Facts, value: Any) -> Iterator[tuple[Any, float]]:
    """Other values for a list of numbers: one entry less or more, another order, an operand's sizes."""
    kind = type(value) if type(value) in (list, tuple) else tuple
    for entries, cost in _entries(facts, list(value)):
        yield kind(entries), cost
    for operand in facts.operands:
        for sizes, cost in _from_shape(tuple(int(s) for s in operand.value.shape), list(value)):
            yield kind(sizes), cost
        yield kind([operand.value.numel()]), 1.7


def _entries(facts: Facts, value: list[Any]) -> Iterator[tuple[list[Any], float]]:
    """The list's own entries: fewer, one more, two exchanged, all of one number."""
    seen = list(dict.fromkeys(value))
    if len(seen) < len(value):
        yield seen, 1.2
    for i in range(len(value)) if len(value) > 1 else ():
        yield [*value[:i], *value[i + 1 :]], 1.3
    for extra in dict.fromkeys((value[-1], 1, 0)):
        yield [*value, extra], 1.45
        yield [extra, *value], 1.5
    if len(seen) > 1:
        for i, j in itertools.combinations(range(len(value)), 2):
            swapped = list(value)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            yield swapped, 1.4
    for new, cost in itertools.islice(_numbers(facts, value[0]).items(), 10) if len(value) > 1 else ():
        yield [new] * len(value), cost + 0.3


def _from_shape(shape: tuple[int, ...], value: list[Any]) -> Iterator[tuple[Any, float]]:
    """What an operand of this shape suggests: an order of its axes, its sizes, one of them left open."""
    rank = len(shape)
    if 0 < rank <= 4 and any(v < rank for v in value):
        yield from ((order, 1.5) for order in itertools.permutations(range(rank)))
    if not shape:
        return
    yield shape, 1.4
    for i in range(rank):
        yield [*shape[:i], -1, *shape[i + 1 :]], 1.7
    for lead in range(1, rank):
        yield shape[lead:], 1.45
    for i in range(len(value)) if len(value) > 1 else ():
        yield [*value[:i], -1, *value[i + 1 :]], 1.15


def _empty(facts: Facts, slot: Slot) -> Iterator[Candidate]:
    """An empty list gets what it is missing."""
    kind = type(slot.value)
    zeros = (Alteration(slot.path, "tensor", (1, 1)),)
    yield Candidate(1.6, f"{slot.name}: at least one tensor", zeros)
    sizes = [tuple(int(s) for s in o.value.shape) for o in facts.operands]
    for new in (*sizes, *(s[i:] for s in sizes for i in range(1, len(s))), (-1,), (0,), (1,), (1, 1), (1, 1, 1)):
        value = kind(new)
        title = f"{slot.name}: {slot.value} to {value}"
        yield Candidate(1.3 + 0.05 * len(new), title, (Alteration(slot.path, "set", value),))


def optional(facts: Facts) -> Iterator[Candidate]:
    """An argument that the function may do without."""
    for slot in facts.slots:
        if slot.value is None or len(slot.path) > 1:
            continue
        if isinstance(slot.path[0], str):
            yield Candidate(1.75, f"without {slot.name}", (Alteration(slot.path, "drop"),))
        elif slot.path[0] > 0 and (is_tensor(slot.value) or isinstance(slot.value, int)):
            yield Candidate(1.85, f"without {slot.name}", (Alteration(slot.path, "set", None),))
