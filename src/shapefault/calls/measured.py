"""What a call asks for, measured: the numbers tried in the place of the one that was changed, and a word for them.

For ops of which no formula is known. What is said holds for every number that was tried, and was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from shapefault.calls.facts import Facts
from shapefault.calls.judge import Judge
from shapefault.calls.search import Found
from shapefault.calls.slots import Slot
from shapefault.change import Alteration, Change
from shapefault.observe.values import is_tensor
from shapefault.ops import Requirement
from shapefault.ops.base import either, shape_text, signed

_MANY = 5


def requirement(facts: Facts, judge: Judge, found: Found) -> Requirement:
    """What the argument that the cheapest change alters must be, everything else as in that change."""
    first, rest = found.change.alterations[0], found.change.alterations[1:]
    slot = next((s for s in facts.slots if s.path == first.path), None)
    if slot is None or first.kind in ("drop", "tensor"):
        slot = slot or Slot(first.path, "arguments", None)
        return _said(first, slot, found)

    def accepts(altered: Alteration) -> bool:
        try:
            args, kwargs = Change("", (altered, *rest)).apply(*judge.stand_ins())
        except Exception:
            return False
        return judge.tried(args, kwargs).error is None

    if is_tensor(slot.value):
        shape = tuple(int(s) for s in slot.value.shape)
        if first.kind == "size":
            differing = [i for i, (a, b) in enumerate(zip(shape, first.value, strict=True)) if a != b]
            if len(differing) == 1:
                return _axis(slot, shape, differing[0], first, accepts)
        return _shape(slot, shape, first)
    if first.kind == "set" and isinstance(slot.value, int) and isinstance(first.value, int):
        return _number(slot, first, accepts)
    return _said(first, slot, found)


def _axis(slot: Slot, shape: tuple[int, ...], axis: int, altered: Alteration, accepts: Any) -> Requirement:
    size, new = shape[axis], int(altered.value[axis])
    tried = {*range(9), size, size - 1, size + 1, 2 * size, new - 1, new, new + 1, 2 * new} - {-1}
    good = {
        n for n in tried if n == new or accepts(replace(altered, value=(*shape[:axis], n, *shape[axis + 1 :])))
    } - {size}  # fmt: skip
    name = f"{slot.name}.shape[{axis}]"
    want = in_words(good, tried - good)
    single = new if len(good) == 1 else None
    return Requirement(
        "size", False, f"{name} is {want}", str(size), want, slot.name, axis, got_value=size, want_value=single
    )


def _number(slot: Slot, altered: Alteration, accepts: Callable[[Alteration], bool]) -> Requirement:
    value, new = int(slot.value), int(altered.value)
    tried = {*range(-8, 9), value, value - 1, value + 1, new - 1, new, new + 1, 2 * value, -value}
    good = {n for n in tried if n == new or accepts(replace(altered, value=n))} - {value}
    want = in_words(good, tried - good)
    single = new if len(good) == 1 else None
    return Requirement(
        "parameter", False, f"{slot.name} is {want}", signed(value), want, slot.name,
        got_value=value, want_value=single,
    )  # fmt: skip


def _shape(slot: Slot, shape: tuple[int, ...], altered: Alteration) -> Requirement:
    if altered.kind == "clamp":
        got = f"{int(slot.value.min())} to {int(slot.value.max())}"
        least, most = altered.value
        return Requirement("range", False, f"{least} ≤ {slot.name} ≤ {most}", got, f"{least} to {most}", slot.name)
    if altered.kind == "contiguous":
        got = shape_text([int(s) for s in slot.value.stride()])
        return Requirement("strides", False, f"{slot.name}'s axes lie one after another", got, "contiguous", slot.name)
    after = altered.on(slot.value)
    new = tuple(int(s) for s in after.shape) if after is not None else ()
    if len(new) != len(shape):
        return Requirement(
            "rank", False, f"{slot.name}.dim() is {len(new)}", str(len(shape)), str(len(new)), slot.name,
            got_value=len(shape), want_value=len(new),
        )  # fmt: skip
    return Requirement(
        "shape",
        False,
        f"{slot.name}.shape is as one of the changes says",
        shape_text(shape),
        shape_text(new),
        slot.name,
    )


def _said(altered: Alteration, slot: Slot, found: Found) -> Requirement:
    dropped = altered.kind == "drop" or altered.value is None
    got, want = ("given", "not given") if dropped else (str(slot.value), str(altered.value))
    return Requirement("parameter", False, found.change.title, got, want, slot.name)


def in_words(good: Collection[int], bad: Collection[int]) -> str:
    """The shortest words that are true of all the numbers tried: ``3``, ``≥ 2``, ``a multiple of 4``, ``1 or 5``."""
    found, tried = sorted(good), sorted({*good, *bad})
    if len(found) == 1:
        return signed(found[0])
    if all(n in good for n in tried if n >= found[0]):
        return f"≥ {signed(found[0])}"
    if all(n in good for n in tried if n <= found[-1]) and found[0] < 0:
        return f"≤ {signed(found[-1])}"
    for step in range(2, 9):
        if found[-1] > step and all((n % step == 0) == (n in good) for n in tried if n > 0):
            return f"a multiple of {step}"
    if all(n in good for n in tried if found[0] <= n <= found[-1]) and len(found) > 2:
        return f"{signed(found[0])} to {signed(found[-1])}"
    shown = [signed(n) for n in found[:_MANY]]
    return either(shown) if len(found) <= _MANY else f"{', '.join(shown)}, …"
