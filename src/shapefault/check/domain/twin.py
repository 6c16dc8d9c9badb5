"""Copies of a model to run in its place, so that the model itself is left exactly as it was."""

from __future__ import annotations

import copy
import types
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import torch
from torch import nn

from shapefault.check.domain.ranges import remembered

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
    if isinstance(tensor, nn.Parameter):
        return nn.Parameter(empty, requires_grad=tensor.requires_grad)
    return remembered(empty, tensor)


def _copied(model: nn.Module, replace: Callable[[Any], Any]) -> nn.Module:
    try:
        copied: nn.Module = _Copier(model, replace).copy(model)
        return copied
    except CannotCopy:
        raise
    except Exception as error:
        raise CannotCopy(f"the model cannot be copied ({type(error).__name__}: {_first_line(error)})") from error


_SHARED = frozenset(
    {int, float, bool, str, bytes, type(None), type, types.FunctionType, types.BuiltinFunctionType}
    | {torch.dtype, torch.device, torch.Size}
)


class _Copier:
    """``copy.deepcopy``, with the plain parts of a model copied directly: a tenth of the time."""

    def __init__(self, model: nn.Module, replace: Callable[[Any], Any]) -> None:
        self._model, self._replace = model, replace
        self._memo: dict[int, Any] = {}
        self._replaced = False

    def copy(self, value: Any) -> Any:
        """The copy of ``value``: one for each object."""
        kind: Any = type(value)
        if kind in _SHARED:
            return value
        found = self._memo.get(id(value))
        if found is not None:
            return found
        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        copied: Any
        if kind is dict or kind is OrderedDict:
            copied = self._memo[id(value)] = kind()
            for key, part in value.items():
                copied[self.copy(key)] = self.copy(part)
        elif kind is list:
            copied = self._memo[id(value)] = []
            copied.extend(map(self.copy, value))
        elif kind is set and _SHARED.issuperset(map(type, value)):
            copied = self._memo[id(value)] = set(value)
        elif kind is tuple and _SHARED.issuperset(map(type, value)):
            return value
        elif issubclass(kind, nn.Module) and _plain(kind):
            copied = self._memo[id(value)] = kind.__new__(kind)
            fields = vars(copied)
            for name, part in vars(value).items():
                fields[name] = part if type(part) in _SHARED else self.copy(part)
            fields["_compiled_call_impl"] = None  # it would call the original
        else:
            self._replace_all()
            copied = copy.deepcopy(value, self._memo)
        return copied

    def _replace_all(self) -> None:
        """What ``copy.deepcopy`` finds in its memo it does not copy: from its first use on, that is every tensor."""
        if not self._replaced:
            self._replaced = True
            for tensor in _tensors_of(self._model):
                self._tensor(tensor)

    def _tensor(self, tensor: Any) -> Any:
        if isinstance(tensor, _LAZY):
            raise CannotCopy("a lazy layer has no parameters yet: call the model once on real data")
        if id(tensor) not in self._memo:
            self._memo[id(tensor)] = self._replace(tensor)
        return self._memo[id(tensor)]


@lru_cache(maxsize=1024)
def _plain(kind: type) -> bool:
    """Whether a copy of a module is a copy of its attributes: nothing of how it is copied is the class's own."""

    def owner(name: str) -> type | None:
        return next((base for base in kind.__mro__ if name in vars(base)), None)

    if owner("__deepcopy__") or any("__slots__" in vars(base) for base in kind.__mro__[:-1]):
        return False
    own = [owner(name) for name in ("__new__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__")]
    return all(base in (object, None) or base.__module__.startswith("torch.nn.modules.") for base in own if base)


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
