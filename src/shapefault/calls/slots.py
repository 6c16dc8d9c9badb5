"""The arguments of a call one by one: where each stands, what PyTorch's documentation calls it, what it is."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapefault import ops
from shapefault.change import Path
from shapefault.observe.values import is_tensor

_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """One argument, or one entry of a list among them."""

    path: Path
    name: str
    value: Any

    @property
    def role(self) -> str:
        """The operand's name without its place in a list."""
        return self.name.split("[")[0]


def function_name(fn: Any) -> str:
    """What a callable calls itself; the class for a module."""
    own = getattr(fn, "__name__", None)
    return own if isinstance(own, str) else type(fn).__name__


def slots(fn: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Slot]:
    """Every tensor, number, flag and list of them, outer before inner."""
    names = _names(fn, len(args))
    found: list[Slot] = []
    for i, value in enumerate(args):
        found += _walk((i,), names[i] if i < len(names) else f"arg{i}", value)
    for key, value in kwargs.items():
        found += _walk((key,), key, value)
    return found


def _walk(path: Path, name: str, value: Any, depth: int = _DEPTH) -> Iterator[Slot]:
    yield Slot(path, name, value)
    if depth and isinstance(value, list | tuple) and not isinstance(value, str):
        for i, item in enumerate(value):
            yield from _walk((*path, i), f"{name}[{i}]", item, depth - 1)
    elif depth and isinstance(value, dict):
        for key, item in value.items():
            yield from _walk((*path, key), f"{name}[{key!r}]", item, depth - 1)


def _names(fn: Any, count: int) -> list[str]:
    """Names of the positional arguments: as the op's spec has them, else as the function itself."""
    spec = ops.spec(function_name(fn))
    if spec is not None and spec.signature:
        names: list[str] = []
        for name in spec.signature:
            if name.startswith("*") and name not in spec.roles:
                names += [f"{name[1:]}[{i}]" for i in range(max(count - len(names), 1))]
            else:
                names.append(name.lstrip("*"))
        return names
    try:
        target = fn.forward if hasattr(fn, "forward") else fn
        found = [p.name for p in inspect.signature(target).parameters.values() if p.kind < p.VAR_POSITIONAL]
    except (TypeError, ValueError):
        return _documented(fn)
    return found


def _documented(fn: Any) -> list[str]:
    """The arguments as the first line of a built-in's docstring writes them: ``roll(input, shifts, dims=None)``."""
    head = (getattr(fn, "__doc__", None) or "").strip().partition("\n")[0]
    found = re.match(r"[\w.]+\(([^()]*)\)", head)
    names = [part.split("=")[0].split(":")[0].strip() for part in found[1].split(",")] if found else []
    return [name for name in names if name.isidentifier()]


def tensors(found: list[Slot]) -> list[Slot]:
    """The slots that hold a tensor."""
    return [slot for slot in found if is_tensor(slot.value)]


def numbers(value: Any) -> bool:
    """Whether ``value`` is a list of whole numbers."""
    return isinstance(value, list | tuple) and all(isinstance(v, int) and not isinstance(v, bool) for v in value)
