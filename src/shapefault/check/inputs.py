"""The inputs a model is checked with, as plain data; imports no torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """One tensor given to ``forward``: each axis is a size, or the name of a free axis ("N", "H")."""

    axes: tuple[int | str, ...]
    dtype: str = "float32"
    name: str | None = None
    """The keyword it is passed by; None for a positional argument. ``a.b`` is key ``b`` of the dict ``a``, ``a.0`` the
    first of the list ``a``."""


@dataclass(frozen=True, slots=True)
class InputSpec:
    """All tensors of one call of ``forward``; a free axis has one size wherever its name occurs."""

    tensors: tuple[TensorSpec, ...]

    @property
    def free(self) -> tuple[str, ...]:
        """The names of the free axes, in order of first appearance."""
        return tuple(dict.fromkeys(a for t in self.tensors for a in t.axes if isinstance(a, str)))


def call_of(spec: InputSpec, make: Callable[[TensorSpec], Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of one call of ``forward``: what ``make`` gives for each tensor, in dicts and lists where named so.

    >>> call_of(InputSpec((TensorSpec((2,)), TensorSpec((3,), name="maps.0"))), lambda tensor: tensor.axes)
    (((2,),), {'maps': [(3,)]})
    """
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    for tensor in spec.tensors:
        made = make(tensor)
        if tensor.name is None:
            args.append(made)
            continue
        *outer, last = tensor.name.split(".")
        place = kwargs
        for key in outer:
            place = place.setdefault(key, {})
        place[last] = made
    return tuple(args), {name: _listed(value) for name, value in kwargs.items()}


def _listed(value: Any) -> Any:
    """A dict whose keys count from 0 is a list."""
    if type(value) is not dict:
        return value
    parts = {key: _listed(part) for key, part in value.items()}
    return list(parts.values()) if list(parts) == [str(i) for i in range(len(parts))] else parts
