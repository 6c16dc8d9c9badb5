"""The results of every torch function that a forward calls, in order, each with its place."""

from __future__ import annotations

import sys
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from shapefault.check.domain.sites import is_library
from shapefault.check.independence.result import Place

RESHAPES: dict[Any, str] = {
    torch.Tensor.view: "view",
    torch.Tensor.reshape: "reshape",
    torch.reshape: "reshape",
    torch.Tensor.view_as: "view_as",
    torch.Tensor.reshape_as: "reshape_as",
}


@dataclass(slots=True)
class Event:
    """One call: the shapes in its result, and the shape that a reshape was given, with the op that made that.

    ``values`` are copies of what the call gave, and ``input`` of what a reshape was given, where they were to be kept.
    """

    name: str
    shapes: list[tuple[int, ...]]
    given: tuple[int, ...] | None = None
    source: str | None = None
    place: Place | None = None
    values: list[Any] = field(default_factory=list)
    input: Any = None


class Recorder(TorchFunctionMode):  # type: ignore[misc]
    """Notes every call, with its place where ``placed``, and with values where its number is in ``keep``.

    The values are copies, since an op in place may change them later.
    """

    def __init__(self, model: nn.Module, placed: bool, keep: Container[int] = ()) -> None:
        super().__init__()
        self.events: list[Event] = []
        self._keep = keep
        self._latest: tuple[Any, str] = (None, "")
        self._names = {id(m): name for name, m in model.named_modules()} if placed else None

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Call ``func`` and note what it gives."""
        given = args[0] if func in RESHAPES and isinstance(args[0], torch.Tensor) else None
        latest, maker = self._latest
        source = maker if given is not None and given is latest else None
        kept = len(self.events) in self._keep
        before = given.detach().clone() if kept and given is not None else None
        result = func(*args, **(kwargs or {}))
        tensors = tensors_of(result)
        if tensors:
            name = RESHAPES.get(func, str(getattr(func, "__name__", func)))
            event = Event(name, [tuple(t.shape) for t in tensors], tuple(given.shape) if given is not None else None)
            event.source, event.input = source, before
            event.values = [t.detach().clone() for t in tensors] if kept else []
            self._latest = (result, name)
            if self._names is not None:
                event.place = self._place(name, self._names, sys._getframe(1))
            self.events.append(event)
        return result

    @staticmethod
    def _place(op: str, names: Mapping[int, str], frame: FrameType | None) -> Place:
        layer = layer_type = file = line = None
        while frame is not None and (layer is None or file is None):
            owner = frame.f_locals.get("self")
            if layer is None and isinstance(owner, nn.Module) and id(owner) in names:
                layer, layer_type = names[id(owner)], type(owner).__name__
            if file is None and not is_library(frame.f_code.co_filename):
                file, line = frame.f_code.co_filename, frame.f_lineno
            frame = frame.f_back
        return Place(op, layer or None, layer_type, file, line)


def tensors_of(result: Any) -> list[Any]:
    """The tensors of a result, in order."""
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, Mapping):
        return [t for value in result.values() for t in tensors_of(value)]
    if isinstance(result, list | tuple):
        return [t for value in result for t in tensors_of(value)]
    if hasattr(result, "__dataclass_fields__"):
        return [t for value in vars(result).values() for t in tensors_of(value)]
    return []
