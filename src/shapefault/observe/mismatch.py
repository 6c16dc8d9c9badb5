"""The call that failed: what a trace comes to, and what the faults ask."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from shapefault import ops
from shapefault.model import Operand, Shape
from shapefault.observe.recorder import Record
from shapefault.ops.messages import ParsedMessage


def operand(role: str, tensor: Any, axes: tuple[str, ...] = (), stand_in: Any = None) -> Operand:
    """What a call was given in a role; known by its stand-in in the replay, where it has one."""
    kind = str(tensor.dtype).replace("torch.", "")
    return Operand(role, tuple(tensor.shape), axes, kind, id(tensor if stand_in is None else stand_in))


@dataclass(frozen=True)
class KeyMismatch:
    """One entry of a checkpoint whose size differs from the model's."""

    key: str
    checkpoint: Shape
    model: Shape


@dataclass
class Mismatch:
    """The call that failed: op, operands by role, parameters, and the requirement that was broken."""

    op: str
    operands: dict[str, Operand] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    broken: ops.Requirement | None = None
    record: Record | None = None
    layer: Any = None
    """The library module that made the call (``nn.Linear``), where one did."""
    parsed: ParsedMessage | None = None
    keys: tuple[KeyMismatch, ...] = ()
    at: ast.expr | None = None
    """The call in the deepest user frame, where it is not the expression that raised."""
    read: object = None
    """What was read in the frames of the crash, where no op of torch's stands for the call."""

    def shape(self, role: str) -> Shape | None:
        """The shape of an operand."""
        found = self.operands.get(role)
        return found.shape if found is not None else None

    def tensor(self, role: str) -> Any:
        """The stand-in tensor of an operand in the replay."""
        return self._tensors.get(role)

    def value(self, role: str) -> Any:
        """The real tensor of an operand, where it was at hand when the call was found."""
        return self._values.get(role)

    _tensors: dict[str, Any] = field(default_factory=dict)
    _values: dict[str, Any] = field(default_factory=dict)
