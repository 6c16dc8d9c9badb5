"""A changed call as plain data: which arguments become what, so that a call that fails by its shapes succeeds.

Imports neither torch nor anything of ours: what is done to a tensor is done by its own methods.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Path = tuple[int | str, ...]
"""Where an argument stands: a position or a keyword, then indices into lists, tuples and dicts."""

Kind = Literal[
    "size", "permute", "unsqueeze", "squeeze", "flatten", "unflatten", "view", "expand", "select", "clamp",
    "contiguous", "to", "set", "drop", "tensor",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alteration:
    """One argument made into another; ``value`` depends on ``kind``.

    ``size``: the new shape, of as many axes; what is too long is cut off, what is too short is filled with zeros.
    ``permute``: the order. ``unsqueeze``, ``squeeze``, ``select``: the axis (``select`` keeps its first entry).
    ``flatten``: first and last axis. ``unflatten``: axis and sizes. ``view``, ``expand``: the shape.
    ``to``: the dtype's name, where a wrong one comes to light behind the shape.
    ``clamp``: least and greatest value. ``set``: the new value of a parameter. ``drop``: nothing, the argument or the
    entry of a list goes. ``tensor``: the shape of a tensor of zeros that an empty list gets as its one entry.
    """

    path: Path
    kind: Kind
    value: Any = None

    def on(self, old: Any) -> Any:
        """What becomes of the argument."""
        match self.kind:
            case "set":
                return self.value
            case "size":
                return _resized(old, tuple(self.value))
            case "permute":
                return old.permute(self.value)
            case "unsqueeze" | "squeeze":
                return getattr(old, self.kind)(self.value)
            case "flatten" | "unflatten" | "clamp":
                return getattr(old, self.kind)(*self.value)
            case "view":
                return old.reshape(self.value)
            case "expand":
                return old.expand(self.value)
            case "select":
                return old.select(self.value, 0)
            case "to":
                return _as_dtype(old, self.value)
            case "contiguous":
                return old.contiguous()
        return [_zeros(self.value)]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one call that was tried: with it the call succeeds, and gives ``result_shape``."""

    title: str
    alterations: tuple[Alteration, ...]
    result_shape: tuple[int, ...] | None = None
    """The shape of the first tensor that the changed call returned; None where it returned none."""

    def apply(
        self, args: Sequence[Any], kwargs: Mapping[str, Any] | None = None
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The changed arguments; the given ones stay as they are."""
        tree: dict[int | str, Any] = dict(enumerate(args))
        tree.update(kwargs or {})
        for alteration in self.alterations:
            tree = _altered(tree, alteration.path, alteration)
        positions = sorted(key for key in tree if isinstance(key, int))
        return tuple(tree[i] for i in positions), {k: v for k, v in tree.items() if isinstance(k, str)}


def _altered(holder: Any, path: Path, alteration: Alteration) -> Any:
    step, rest = path[0], path[1:]
    items: Any = dict(holder) if isinstance(holder, Mapping) else list(holder)
    if rest:
        items[step] = _altered(items[step], rest, alteration)
    elif alteration.kind == "drop":
        del items[step]
    else:
        items[step] = alteration.on(items[step])
    if isinstance(items, dict):
        return items
    return _same_kind(holder, items)


def _same_kind(holder: Any, items: list[Any]) -> Any:
    """A list like the one that was given: a list, a tuple, or a named tuple."""
    if isinstance(holder, tuple) and hasattr(holder, "_fields"):
        return type(holder)(*items)
    return items if type(holder) is list else tuple(items)


def _resized(old: Any, shape: tuple[int, ...]) -> Any:
    common = tuple(slice(0, min(a, b)) for a, b in zip(old.shape, shape, strict=True))
    part = old[common]
    if tuple(part.shape) == shape:
        return part
    made = old.new_zeros(shape)
    made[common] = part
    return made


def _as_dtype(old: Any, name: str) -> Any:
    import torch

    return old.to(getattr(torch, name))


def _zeros(shape: tuple[int, ...]) -> Any:
    import torch

    return torch.zeros(shape)
