"""Every small change of a call's arguments, each with what it costs in plausibility; nothing is tried here.

About 1 is one plausible change. Cheaper are those that keep all values (an axis moved, added or dropped) and sizes
that something says: a requirement, the message, another operand. Dearer are made-up sizes, weights, new lengths.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapefault import ops
from shapefault.calls.slots import Slot, numbers
from shapefault.calls.stand_ins import VALUES
from shapefault.change import Alteration, Kind
from shapefault.observe.values import is_tensor

Shape = tuple[int, ...]

_WEIGHTS = frozenset(("weight", "bias", "running_mean", "running_var", "in_proj_weight", "out_proj_weight"))
_MOST_AXES = 8
"""Tensors of more axes are only flattened."""
_MODES = ("nearest", "linear", "bilinear", "trilinear")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change still to be tried."""

    cost: float
    title: str
    alterations: tuple[Alteration, ...]


@dataclass(frozen=True)
class Facts:
    """What the failing call tells: its arguments, the broken requirement, the numbers of the message."""

    op: str
    slots: tuple[Slot, ...]
    params: Mapping[str, Any]
    broken: tuple[ops.Requirement, ...] = ()
    said: tuple[int, ...] = ()
    dtypes: tuple[str, ...] = ()
    """The dtypes that the message asks for."""
    on_parameter: bool = False
    """Whether the message, or the broken requirement, is about a number that is no size."""

    @property
    def operands(self) -> tuple[Slot, ...]:
        """The tensors among the arguments."""
        return tuple(s for s in self.slots if is_tensor(s.value) and not s.value.is_nested)

    def axis(self, slot: Slot, axis: int) -> str:
        """An axis by its name, or its number."""
        rank = slot.value.dim()
        name = ops.axes(self.op, slot.role, rank, self.params)[axis]
        return f"axis {axis}" if name.startswith("dim ") else f"axis {axis} ({name})"

    def sizes(self) -> list[int]:
        """Every size and number that occurs in the call."""
        found = dict.fromkeys(int(s) for o in self.operands for s in o.value.shape)
        for slot in self.slots:
            if isinstance(slot.value, int) and not isinstance(slot.value, bool) and 0 <= slot.value < 1 << 20:
                found[slot.value] = None
        return list(found)


def numbers_in(message: str) -> tuple[int, ...]:
    """The whole numbers of a message."""
    return tuple(dict.fromkeys(int(n) for n in re.findall(r"-?\d+", message) if len(n) < 8))[:24]


_DTYPES = {"Long": "int64", "Int": "int32", "Float": "float32", "Double": "float64", "Bool": "bool"}


def dtypes_in(message: str) -> tuple[str, ...]:
    """The dtypes that a message expects."""
    if re.search(r"not implemented for '(?:Long|Int|Short|Char|Byte|Bool)'", message):
        return ("float32",)
    found = re.search(r"expected .*?(?:scalar )?d?type.*? (\w+) but", message, re.IGNORECASE)
    return (_DTYPES[found[1]],) if found is not None and found[1] in _DTYPES else ()


_PARAMETER = re.compile(
    r"out of range|exceeds|negative|positive|greater than zero|identical|multiple times|repeated|should contain|at most"
)


def on_parameter(broken: tuple[ops.Requirement, ...], message: str) -> bool:
    """Whether it is a parameter that is wrong, rather than a size."""
    return bool(_PARAMETER.search(message)) or (bool(broken) and broken[0].kind in ("dim", "range", "parameter"))


def candidates(facts: Facts) -> list[Candidate]:
    """All single changes, cheapest first."""
    found: list[Candidate] = []
    for slot in facts.operands:
        extra = 0.25 if slot.role in _WEIGHTS else 0.0
        for one in (*_moved(facts, slot), *_sized(facts, slot), *_valued(facts, slot)):
            found.append(Candidate(one.cost + extra, one.title, one.alterations))
    for slot in facts.slots:
        if not is_tensor(slot.value):
            found += (replace(c, cost=c.cost - 0.3 * facts.on_parameter) for c in _parameter(facts, slot))
    found += _optional(facts)
    found += _together(facts)
    best: dict[tuple[str, ...], Candidate] = {}
    for one in found:
        key = tuple(map(repr, one.alterations))
        if key not in best or one.cost < best[key].cost:
            best[key] = one
    return sorted(best.values(), key=lambda c: c.cost)


# -- operands ---------------------------------------------------------------------------------------------


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
    if rank > _MOST_AXES:
        last = rank - _MOST_AXES
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


def _moved(facts: Facts, slot: Slot) -> Iterator[Candidate]:
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
    if rank > _MOST_AXES:
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


def _sized(facts: Facts, slot: Slot) -> Iterator[Candidate]:
    """One axis, or the axes up to another operand's, of another size."""
    shape = tuple(int(s) for s in slot.value.shape)
    known = facts.sizes()
    if len(shape) > _MOST_AXES:
        return
    if slot.value.numel() > 1:
        ones = (Alteration(slot.path, "size", (1,) * len(shape)),)
        yield Candidate(1.8, f"{slot.name}: only one element", ones)
    for axis, size in enumerate(shape):
        costs: dict[int, float] = {}

        def say(value: int, cost: float, costs: dict[int, float] = costs) -> None:
            if 0 <= value < 1 << 20:
                costs[value] = min(cost, costs.get(value, 9.0))

        for broken in facts.broken[:1]:
            if (broken.operand, broken.axis) == (slot.name, axis) and broken.want_value is not None:
                say(broken.want_value, 0.8)
            if (broken.other, broken.other_axis) == (slot.name, axis) and broken.got_value is not None:
                say(broken.got_value, 0.85)
        for other in facts.operands:
            if other.path != slot.path:
                there = tuple(int(s) for s in other.value.shape)
                for position in {axis, axis - len(shape) + len(there)}:
                    if 0 <= position < len(there):
                        say(there[position], 1.0)
        for value in facts.said:
            say(value, 1.1)
        for value in known[:16]:
            say(value, 1.2)
            say(max(size // value, 1) * value if value else 0, 1.5)
            say((-(-size // value) if value else 0) * value, 1.45)
        for value, cost in ((1, 1.5), (2, 1.6), (3, 1.6), (4, 1.7), (size + 1, 1.5), (size - 1, 1.5), (2 * size, 1.6)):
            say(value, cost)
        room = max(2 * slot.value.numel(), 1 << 14)
        for value, cost in costs.items():
            if value != size and slot.value.numel() // max(size, 1) * value <= room:
                new = (*shape[:axis], value, *shape[axis + 1 :])
                dear = (cost + (0.3 if value in (0, 1) else 0.0)) if size else min(cost, 1.0) - 0.15
                title = f"{slot.name}: {facts.axis(slot, axis)} from {size} to {value}"
                yield Candidate(dear, title, (Alteration(slot.path, "size", new),))
    for value in dict.fromkeys((*known[:12], *facts.said)):
        for bound, words, cost in ((max, "least", 1.7), (min, "most", 1.75)):
            new = tuple(bound(size, value) for size in shape)
            if 0 < value <= 1 << 8 and sum(a != b for a, b in zip(shape, new, strict=True)) > 1:
                title = f"{slot.name}: all sizes at {words} {value}"
                yield Candidate(cost, title, (Alteration(slot.path, "size", new),))
    for other in facts.operands:
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


def _valued(facts: Facts, slot: Slot) -> Iterator[Candidate]:
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


# -- parameters -------------------------------------------------------------------------------------------


def _parameter(facts: Facts, slot: Slot) -> Iterator[Candidate]:
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
    seen = list(dict.fromkeys(value))
    if len(seen) < len(value):
        yield kind(seen), 1.2
    for i in range(len(value)):
        if len(value) > 1:
            yield kind([*value[:i], *value[i + 1 :]]), 1.3
    for extra in dict.fromkeys((value[-1], 1, 0)):
        yield kind([*value, extra]), 1.45
        yield kind([extra, *value]), 1.5
    for operand in facts.operands:
        shape = tuple(int(s) for s in operand.value.shape)
        rank = len(shape)
        if 0 < rank <= 4 and any(v < rank for v in value):
            for order in itertools.permutations(range(rank)):
                yield kind(order), 1.5
        if shape:
            yield kind(shape), 1.4
            for i in range(rank):
                yield kind([*shape[:i], -1, *shape[i + 1 :]]), 1.7
            for lead in range(1, rank):
                yield kind(shape[lead:]), 1.45
        if len(value) > 1 and rank:
            for i in range(len(value)):
                yield kind([*value[:i], -1, *value[i + 1 :]]), 1.15
        yield kind([operand.value.numel()]), 1.7
    if len(value) > 1 and len(set(value)) > 1:
        for i, j in itertools.combinations(range(len(value)), 2):
            swapped = list(value)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            yield kind(swapped), 1.4
    if len(value) > 1:
        for new, cost in itertools.islice(_numbers(facts, value[0]).items(), 10):
            yield kind([new] * len(value)), cost + 0.3


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


def _optional(facts: Facts) -> Iterator[Candidate]:
    """An argument that the function may do without."""
    for slot in facts.slots:
        if slot.value is None or len(slot.path) > 1:
            continue
        if isinstance(slot.path[0], str):
            yield Candidate(1.75, f"without {slot.name}", (Alteration(slot.path, "drop"),))
        elif slot.path[0] > 0 and (is_tensor(slot.value) or isinstance(slot.value, int)):
            yield Candidate(1.85, f"without {slot.name}", (Alteration(slot.path, "set", None),))


def _together(facts: Facts) -> Iterator[Candidate]:
    """The same done to all operands, or to all of one list, that have one rank."""
    operands = [o for o in facts.operands if o.role not in _WEIGHTS]
    groups = {tuple(o.path for o in operands): operands}
    for operand in operands:
        if len(operand.path) > 1:
            siblings = [o for o in operands if o.path[:-1] == operand.path[:-1]]
            groups[tuple(o.path for o in siblings)] = siblings
    for dtype in facts.dtypes if len(operands) > 1 else ():
        casts = tuple(Alteration(o.path, "to", dtype) for o in operands)
        yield Candidate(1.6, f"all operands as {dtype}", casts)
    for group in groups.values():
        if len(group) > 1 and len({o.value.dim() for o in group}) == 1 and group[0].value.dim() <= _MOST_AXES:
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
