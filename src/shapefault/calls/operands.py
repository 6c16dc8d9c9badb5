"""Every small change of the tensors among a call's arguments; nothing is tried here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapefault.calls.facts import Candidate, Facts
from shapefault.calls.moves import MOST_AXES, moves
from shapefault.calls.slots import Slot
from shapefault.calls.stand_ins import VALUES
from shapefault.change import Alteration

WEIGHTS = frozenset(("weight", "bias", "running_mean", "running_var", "in_proj_weight", "out_proj_weight"))
"""Operands that a layer owns: changing them is less plausible."""


def moved(facts: Facts, slot: Slot) -> Iterator[Candidate]:
    """Axes moved, added, dropped, joined, split: no value is lost or made up, or only copies."""
    shape, name = tuple(int(s) for s in slot.value.shape), slot.name
    rank = len(shape)

    def one(cost: float, title: str, kind: Any, value: Any) -> Candidate:
        return Candidate(cost, f"{name}: {title}", (Alteration(slot.path, kind, value),))

    for move in moves(shape):
        title = move.title
        if move.kind in ("squeeze", "select"):
            title = title.replace(f"axis {move.value}", facts.axis(slot, move.value))
        yield one(move.cost, title, move.kind, move.value)
    for more in range(2, 4) if rank < 4 else ():
        ones = (1,) * more
        yield one(0.9 + 0.35 * (more - 1), f"add {more} axes of size 1 in front", "view", (*ones, *shape))
        yield one(0.95 + 0.35 * (more - 1), f"add {more} axes of size 1 at the end", "view", (*shape, *ones))
    if rank > MOST_AXES:
        return
    known = facts.sizes()
    for axis, size in enumerate(shape):
        for part in known[:12]:
            if 1 < part < size and size % part == 0:
                for sizes in ((part, size // part), (size // part, part)):
                    yield one(1.25, f"split axis {axis} into {sizes}", "unflatten", (axis, sizes))
    for other in facts.operands:
        target = tuple(int(s) for s in other.value.shape)
        if other.path == slot.path or target == shape:
            continue
        if slot.value.numel() == other.value.numel():
            yield one(1.15, f"reshape to {other.name}'s shape {target}", "view", target)
        elif len(shape) <= len(target) and all(
            a in (1, b) for a, b in zip(reversed(shape), reversed(target), strict=False)
        ):
            yield one(1.05, f"expand to {other.name}'s shape {target}", "expand", target)
    if not slot.value.is_sparse and not slot.value.is_contiguous():
        yield one(0.5, "make it contiguous, its axes were moved", "contiguous", None)


def sized(facts: Facts, slot: Slot) -> Iterator[Candidate]:
    """One axis, or the axes up to another operand's, of another size."""
    shape = tuple(int(s) for s in slot.value.shape)
    if len(shape) > MOST_AXES:
        return
    if slot.value.numel() > 1:
        ones = (Alteration(slot.path, "size", (1,) * len(shape)),)
        yield Candidate(1.8, f"{slot.name}: only one element", ones)
    for axis in range(len(shape)):
        yield from _one_axis(facts, slot, shape, axis)
    yield from _within_bounds(facts, slot, shape)
    for other in facts.operands:
        yield from _like_another(slot, shape, other)


def _one_axis(facts: Facts, slot: Slot, shape: tuple[int, ...], axis: int) -> Iterator[Candidate]:
    size, rest = shape[axis], slot.value.numel() // max(shape[axis], 1)
    room = max(2 * slot.value.numel(), 1 << 14)
    for value, cost in _sizes_for(facts, slot, shape, axis).items():
        if value != size and rest * value <= room:
            new = (*shape[:axis], value, *shape[axis + 1 :])
            dear = (cost + (0.3 if value in (0, 1) else 0.0)) if size else min(cost, 1.0) - 0.15
            title = f"{slot.name}: {facts.axis(slot, axis)} from {size} to {value}"
            yield Candidate(dear, title, (Alteration(slot.path, "size", new),))


def _sizes_for(facts: Facts, slot: Slot, shape: tuple[int, ...], axis: int) -> dict[int, float]:
    """Sizes that an axis may be meant to have, with their costs: what is required, what others have, neighbours."""
    size = shape[axis]
    costs: dict[int, float] = {}

    def say(value: int, cost: float) -> None:
        if 0 <= value < 1 << 20:
            costs[value] = min(cost, costs.get(value, 9.0))

    for broken in facts.broken[:1]:
        if (broken.operand, broken.axis) == (slot.name, axis) and broken.want_value is not None:
            say(broken.want_value, 0.8)
        if (broken.other, broken.other_axis) == (slot.name, axis) and broken.got_value is not None:
            say(broken.got_value, 0.85)
    for other in facts.operands:
        there = tuple(int(s) for s in other.value.shape) if other.path != slot.path else ()
        for position in {axis, axis - len(shape) + len(there)}:
            if 0 <= position < len(there):
                say(there[position], 1.0)
    for value in facts.said:
        say(value, 1.1)
    for value in facts.sizes()[:16]:
        say(value, 1.2)
        say(max(size // value, 1) * value if value else 0, 1.5)
        say((-(-size // value) if value else 0) * value, 1.45)
    for value, cost in ((1, 1.5), (2, 1.6), (3, 1.6), (4, 1.7), (size + 1, 1.5), (size - 1, 1.5), (2 * size, 1.6)):
        say(value, cost)
    return costs


def _within_bounds(facts: Facts, slot: Slot, shape: tuple[int, ...]) -> Iterator[Candidate]:
    """Several axes at once, each at least or at most a size that is spoken of."""
    for value in dict.fromkeys((*facts.sizes()[:12], *facts.said)):
        for bound, words, cost in ((max, "least", 1.7), (min, "most", 1.75)):
            new = tuple(bound(size, value) for size in shape)
            if 0 < value <= 1 << 8 and sum(a != b for a, b in zip(shape, new, strict=True)) > 1:
                title = f"{slot.name}: all sizes at {words} {value}"
                yield Candidate(cost, title, (Alteration(slot.path, "size", new),))


def _like_another(slot: Slot, shape: tuple[int, ...], other: Slot) -> Iterator[Candidate]:
    """All sizes, or the last ones, as another operand has them."""
    target = tuple(int(s) for s in other.value.shape)
    differing = sum(a != b for a, b in zip(shape, target, strict=False))
    if len(target) == len(shape) and differing > 1:
        title = f"{slot.name}: sizes from {shape} to {other.name}'s {target}"
        yield Candidate(1.0 + 0.35 * differing, title, (Alteration(slot.path, "size", target),))
    lead = len(shape) - len(target)
    if target and lead > 0 and tuple(shape[lead:]) != target:
        new = (*shape[:lead], *target)
        title = f"{slot.name}: last sizes from {shape[lead:]} to {other.name}'s {target}"
        yield Candidate(1.9, title, (Alteration(slot.path, "size", new),))


def valued(facts: Facts, slot: Slot) -> Iterator[Candidate]:
    """Indices brought into range; another dtype where the message asks for one (a second fault behind the first)."""
    tensor = slot.value
    for dtype in facts.dtypes:
        if not str(tensor.dtype).endswith(dtype):
            cast = Alteration(slot.path, "to", dtype)
            yield Candidate(1.3, f"{slot.name}: as {dtype}", (cast,))
            for size in facts.sizes() if dtype == "int64" else ():
                title = f"{slot.name}: as {dtype}, values in 0…{size - 1}"
                yield Candidate(1.5, title, (cast, Alteration(slot.path, "clamp", (0, max(size - 1, 0)))))
    if tensor.is_floating_point() or tensor.is_complex() or str(tensor.dtype) == "torch.bool":
        return
    if tensor.device.type == "meta" or not 0 < tensor.numel() <= VALUES:
        return
    least, most = int(tensor.min()), int(tensor.max())
    # The widest range first: a narrower one is accepted as well, and says less than what is required.
    for size in sorted({*facts.sizes(), *facts.said}, reverse=True):
        if size > 0 and (most >= size or least < 0) and (least >= 0 or most < size or size > -least):
            title = f"{slot.name}: values from {least}…{most} into 0…{size - 1}"
            yield Candidate(1.15, title, (Alteration(slot.path, "clamp", (0, size - 1)),))


def together(facts: Facts) -> Iterator[Candidate]:
    """The same done to all operands, or to all of one list, that have one rank."""
    operands = [o for o in facts.operands if o.role not in WEIGHTS]
    groups = {tuple(o.path for o in operands): operands}
    for operand in operands:
        if len(operand.path) > 1:
            siblings = [o for o in operands if o.path[:-1] == operand.path[:-1]]
            groups[tuple(o.path for o in siblings)] = siblings
    for dtype in facts.dtypes if len(operands) > 1 else ():
        casts = tuple(Alteration(o.path, "to", dtype) for o in operands)
        yield Candidate(1.6, f"all operands as {dtype}", casts)
    for group in groups.values():
        if len(group) > 1 and len({o.value.dim() for o in group}) == 1 and group[0].value.dim() <= MOST_AXES:
            yield from _alike(facts, group)


def _alike(facts: Facts, group: list[Slot]) -> Iterator[Candidate]:
    rank = group[0].value.dim()
    names = " and ".join(o.name for o in group) if len(group) < 4 else f"{group[0].name} to {group[-1].name}"

    def all_of(cost: float, title: str, kind: Any, value: Any) -> Candidate:
        return Candidate(cost, f"{names}: {title}", tuple(Alteration(o.path, kind, value) for o in group))

    for axis in range(rank + 1):
        yield all_of(1.4, f"add an axis of size 1 at {axis}", "unsqueeze", axis)
    if rank < 3:
        matrices = tuple(Alteration(o.path, "view", (1, 1, *(int(s) for s in o.value.shape))) for o in group)
        yield Candidate(1.9, f"{names}: add two axes of size 1 in front", matrices)
    if rank > 1:
        yield all_of(1.5, "flatten", "flatten", (0, rank - 1))
        yield all_of(1.55, "flatten all but the last axis", "flatten", (0, rank - 2))
        yield all_of(1.5, f"swap axes {rank - 2} and {rank - 1}", "permute", (*range(rank - 2), rank - 1, rank - 2))
    for axis in range(rank):
        yield all_of(1.8, f"keep only the first entry of axis {axis}", "select", axis)
        for size in dict.fromkeys((*facts.sizes()[:8], *facts.said)):
            if not 0 <= size < 1 << 16:
                continue
            shapes = [tuple(int(v) for v in (*o.value.shape[:axis], size, *o.value.shape[axis + 1 :])) for o in group]
            changed = tuple(
                Alteration(o.path, "size", s) for o, s in zip(group, shapes, strict=True) if tuple(o.value.shape) != s
            )
            if len(changed) > 1:
                yield Candidate(1.65, f"{names}: axis {axis} to {size}", changed)
