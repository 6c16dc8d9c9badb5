"""What a failing call tells: its arguments, the broken requirement, the numbers and dtypes of the message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapefault import ops
from shapefault.calls.slots import Slot
from shapefault.change import Alteration
from shapefault.observe.values import is_tensor


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
