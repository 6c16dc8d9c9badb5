"""What a model gave, kept for its next call with the same shapes: a script goes on without computing it again.

Only where the shapes of the outputs follow from those of the inputs: the forward came to its end on tensors without
values, changed nothing of the model, and has no hooks. Then every later call gives tensors of the same shapes, and a
check is after nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils import _pytree

from shapefault.check.containers import HOOKS
from shapefault.observe.values import shape_of

_PLAIN = (int, float, bool, str, type(None))
_TABLES = ("_parameters", "_buffers", "_modules")


def signature(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Hashable, bool]:
    """What tells a call from another one, and whether that is all that its shapes can depend on."""
    plain = (torch.Tensor, *_PLAIN)  # a packed sequence is not: its steps are values that shapes depend on
    whole = all(isinstance(leaf, plain) for leaf in _pytree.tree_leaves((args, kwargs), is_leaf=_packed))
    leaves, spec = _pytree.tree_flatten((args, kwargs))
    # a model may be pruned, or given another head, between two calls
    parts = hash(tuple((type(part), part.training) for part in module.modules()))
    sizes = hash(tuple(shape_of(parameter) for parameter in module.parameters()))
    return (id(module), parts, sizes, str(spec), *map(_leaf, leaves)), whole


def _packed(value: Any) -> bool:
    return isinstance(value, torch.nn.utils.rnn.PackedSequence)


def _leaf(value: Any) -> Hashable:
    if isinstance(value, torch.Tensor):
        return tuple(value.shape), str(value.dtype), str(value.device)
    return value if isinstance(value, _PLAIN) else type(value).__name__


def surroundings(module: Any) -> Hashable:
    """What decides whether a call's outputs have a gradient."""
    return torch.is_grad_enabled(), torch.is_inference_mode_enabled(), any(p.requires_grad for p in module.parameters())


def state_of(module: Any) -> Hashable:
    """The attributes of a model, as far as a forward can change them: two of these are equal if it changed none."""
    found: list[Any] = []
    for part in module.modules():
        for name, value in part.__dict__.items():
            inner = tuple(map(id, value.values())) if name in _TABLES else None
            size = len(value) if isinstance(value, list | dict | set) else None
            found.append((name, id(value), inner, size))
    return tuple(found)


def hooked(module: Any) -> bool:
    """Whether something else than the forward happens at a call of the model or of one of its parts."""
    return any(getattr(part, name, None) for part in module.modules() for name in HOOKS)


@dataclass(frozen=True)
class Kept:
    """The output of a call."""

    value: Any


class Memory:
    """Outputs by what tells their calls apart."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[list[Any], Any]] = {}

    def keep(self, key: Hashable, output: Any) -> None:
        """Keep an output that is made of tensors and plain values."""
        leaves, spec = _pytree.tree_flatten(output)
        if all(isinstance(leaf, (torch.Tensor, *_PLAIN)) for leaf in leaves):
            kept = [(x.detach().clone(), x.requires_grad) if isinstance(x, torch.Tensor) else x for x in leaves]
            self._kept[key] = kept, spec

    def recall(self, key: Hashable, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Kept | None:
        """The output kept under ``key``, as of a new call; None where there is none.

        A gradient flows from it into every parameter and input that wants one, and is zero.
        """
        if key not in self._kept:
            return None
        leaves, spec = self._kept[key]
        with suppress(Exception):  # a parameter that cannot be summed: then the call is made
            anchor = _anchor([*module.parameters(), *_pytree.tree_leaves((args, kwargs))])
            return Kept(_pytree.tree_unflatten([_anew(leaf, anchor) for leaf in leaves], spec))
        return None


def _anchor(values: list[Any]) -> Any:
    """A zero that has every value's gradient, None where none of them has one."""
    if not torch.is_grad_enabled():
        return None
    wanted = [v for v in values if isinstance(v, torch.Tensor) and v.requires_grad and v.dtype.is_floating_point]
    return sum((v.reshape(-1)[:1].sum().float() for v in wanted), torch.zeros(())) * 0 if wanted else None


def _anew(leaf: Any, anchor: Any) -> Any:
    if not isinstance(leaf, tuple):
        return leaf
    value, graded = leaf
    if not graded or anchor is None:
        return value.clone()
    return value + anchor.to(value.device, value.dtype)
