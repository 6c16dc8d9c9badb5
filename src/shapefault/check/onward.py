"""What a failing call would have given had the number been right: the operand is repaired and the call made again.

Which of two operands has the wrong number is often not known. Each is repaired in turn; where the results differ,
both are told, and only what holds behind either of them may be said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapefault import ops
from shapefault.model import Shape
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.values import shape_of, tensors_in

_STEPS = 6
"""Operands that may have to follow the first one (a norm's weight, bias and statistics)."""


@dataclass(frozen=True)
class Onward:
    """One way on: the result that the repaired call gives, on the meta device."""

    result: Any

    @property
    def shapes(self) -> tuple[Shape | None, ...]:
        """The shapes of the result, by which two ways are compared."""
        return tuple(shape_of(t) for t in tensors_in(self.result))


def ways_on(mismatch: Mismatch) -> list[Onward]:
    """The results under each repair of the broken number, those of equal shapes once; none where it is no number."""
    broken, record = mismatch.broken, mismatch.record
    if broken is None or record is None or broken.axis is None or broken.got_value is None or broken.want_value is None:
        return []
    choices: list[tuple[str, int, int]] = [(broken.operand, broken.axis, broken.want_value)]
    if broken.other is not None and broken.other_axis is not None and mismatch.params.get("groups", 1) == 1:
        choices.append((broken.other, broken.other_axis, broken.got_value))
    found: list[Onward] = []
    for role, axis, size in choices:
        shapes = _repaired(mismatch, role, axis, size, {broken.operand, broken.other or broken.operand})
        way = _called(mismatch, shapes) if shapes is not None else None
        if way is not None and all(way.shapes != other.shapes for other in found):
            found.append(way)
    return found


def _repaired(mismatch: Mismatch, role: str, axis: int, size: int, kept: set[str]) -> dict[str, Shape] | None:
    """All operands' shapes once ``role`` has ``size`` on ``axis``, and those not in ``kept`` have followed."""
    shapes = {name: operand.shape for name, operand in mismatch.operands.items()}
    for _ in range(_STEPS):
        shape = shapes.get(role)
        if shape is None or not -len(shape) <= axis < len(shape):
            return None
        shapes[role] = tuple(size if i == axis % len(shape) else s for i, s in enumerate(shape))
        broken = next((r for r in ops.check(mismatch.op, shapes, mismatch.params) if not r.holds), None)
        if broken is None:
            return shapes
        if broken.axis is None or broken.want_value is None or broken.got_value is None:
            return None
        if broken.operand not in kept:
            role, axis, size = broken.operand, broken.axis, broken.want_value
        elif broken.other is not None and broken.other not in kept and broken.other_axis is not None:
            role, axis, size = broken.other, broken.other_axis, broken.got_value
        else:
            return None
        kept.add(role)
    return None


def _called(mismatch: Mismatch, shapes: dict[str, Shape]) -> Onward | None:
    """The call on operands of these shapes; None where torch refuses it."""
    import torch
    from torch.utils import _pytree

    record = mismatch.record
    assert record is not None
    swap = {}
    for role, shape in shapes.items():
        tensor = mismatch.tensor(role)
        if tensor is not None and shape_of(tensor) != shape:
            swap[id(tensor)] = torch.empty(shape, dtype=tensor.dtype, device="meta")
    if not swap:
        return None
    args, kwargs = _pytree.tree_map(lambda value: swap.get(id(value), value), (record.args, record.kwargs))
    try:
        return Onward(record.func(*args, **kwargs))
    except Exception:
        return None
