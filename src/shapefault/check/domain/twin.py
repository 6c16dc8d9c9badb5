"""Copies of a model to run in its place, so that the model itself is left exactly as it was."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

_LAZY: tuple[type, ...] = (nn.parameter.UninitializedParameter, nn.parameter.UninitializedBuffer)


class CannotCopy(Exception):  # noqa: N818 - a reason, told to the user
    """The model has no copy to run; the text says why."""


def meta_twin(model: nn.Module) -> nn.Module:
    """A copy with no weights: every tensor of it is on the meta device."""
    return _copied(model, _without_values)


def real_twin(model: nn.Module) -> nn.Module:
    """A copy that shares the parameters and has buffers of its own, for a run that may write to them."""
    return _copied(model, lambda t: t if isinstance(t, nn.Parameter) else t.detach().clone())


def _without_values(tensor: Any) -> Any:
    empty = torch.empty_like(tensor.detach(), device="meta")
    return nn.Parameter(empty, requires_grad=tensor.requires_grad) if isinstance(tensor, nn.Parameter) else empty


def _copied(model: nn.Module, replace: Callable[[Any], Any]) -> nn.Module:
    memo: dict[int, Any] = {}
    try:
        for tensor in _tensors_of(model):
            if isinstance(tensor, _LAZY):
                raise CannotCopy("a lazy layer has no parameters yet: call the model once on real data")
            if id(tensor) not in memo:
                memo[id(tensor)] = replace(tensor)
        return copy.deepcopy(model, memo)
    except CannotCopy:
        raise
    except Exception as error:
        raise CannotCopy(f"the model cannot be copied ({type(error).__name__}: {_first_line(error)})") from error


def _tensors_of(model: nn.Module) -> Iterator[Any]:
    """Parameters, buffers, and tensors that are plain attributes, also in lists and dicts."""
    for module in model.modules():
        for value in vars(module).values():
            if isinstance(value, torch.Tensor):
                yield value
            elif isinstance(value, dict):
                yield from (v for v in value.values() if isinstance(v, torch.Tensor))
            elif isinstance(value, list | tuple):
                yield from (v for v in value if isinstance(v, torch.Tensor))


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "")
