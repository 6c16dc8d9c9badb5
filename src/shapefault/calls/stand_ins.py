"""Tensors and modules that stand for the given ones: without memory, or small and real."""

from __future__ import annotations

import copy
from typing import Any

from shapefault.observe.values import is_tensor

VALUES = 1 << 16
"""Up to so many elements a tensor's values are copied; above, only its shape counts."""


def on_meta(value: Any) -> Any:
    """A tensor of the same shape and strides, without memory."""
    import torch

    if value.device.type == "meta":
        return value.detach()
    if value.layout is not torch.strided or value.is_nested:
        return value.detach().to("meta")
    return torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device="meta")


def for_real(value: Any) -> Any:
    """A real tensor of the same shape on the CPU: the same values if they are few, else ones that take no memory."""
    import torch

    value = value.detach()
    if value.device.type == "meta":
        return torch.ones(1, dtype=value.dtype).expand(value.shape)
    if value.layout is not torch.strided or value.is_nested:
        return value.to("cpu").clone()
    if value.numel() > VALUES:
        one = torch.ones(1, dtype=value.dtype)
        return one.expand(value.shape)
    made = value.to("cpu")
    if made.data_ptr() != value.data_ptr() or 0 in value.stride():
        return made.clone() if made is value else made
    # Strides decide whether a view is possible.
    kept = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype)
    kept.copy_(made)
    return kept


def mapped(tree: Any, convert: Any) -> Any:
    """The arguments with every tensor replaced; lists, tuples and dicts keep their kind."""
    if is_tensor(tree):
        return convert(tree)
    if type(tree) in (list, tuple):
        return type(tree)(mapped(item, convert) for item in tree)
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*(mapped(item, convert) for item in tree))
    if type(tree) is dict:
        return {key: mapped(item, convert) for key, item in tree.items()}
    return tree


def module_of(fn: Any) -> Any:
    """The module that is called, or whose method is; None for any other callable."""
    import torch

    owner = getattr(fn, "__self__", None)
    return next((one for one in (fn, owner) if isinstance(one, torch.nn.Module)), None)


def copied(fn: Any, convert: Any) -> Any:
    """A module (or a method of one) whose parameters and buffers are stand-ins; any other callable as it is."""
    import torch

    owner, module = getattr(fn, "__self__", None), module_of(fn)
    if module is None:
        if is_tensor(owner):
            return getattr(convert(owner), fn.__name__)
        return fn
    memo: dict[int, Any] = {}
    for own in (*module.parameters(), *module.buffers()):
        if torch.nn.parameter.is_lazy(own):
            continue
        made = convert(own)
        memo[id(own)] = torch.nn.Parameter(made, False) if isinstance(own, torch.nn.Parameter) else made
    twin = copy.deepcopy(module, memo)
    return twin if module is fn else getattr(twin, fn.__name__)


def elements(tree: Any) -> int:
    """How many elements all tensors of a tree have together."""
    if is_tensor(tree):
        return int(tree.numel()) if not tree.is_nested else int(tree.values().numel())
    if isinstance(tree, list | tuple):
        return sum(elements(item) for item in tree)
    if isinstance(tree, dict):
        return sum(elements(item) for item in tree.values())
    return 0
