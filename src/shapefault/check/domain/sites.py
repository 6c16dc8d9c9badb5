"""Which layer and which line of source an exception comes from, and whether it is a refusal at all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import torch
from torch import nn

from shapefault.observe.private import VALUES_WANTED

_LIBRARY = str(Path(torch.__file__).parent) + os.sep
_OURS = str(Path(__file__).parent.parent.parent) + os.sep

_UNSUPPORTED_TYPES = (*VALUES_WANTED, "UnsupportedOperatorException", "RefusedError")
_UNSUPPORTED_TEXT = (
    "Cannot cast ",
    "expected to contain only concrete",
    "Tensor.item() cannot be called on meta",
    "_local_scalar_dense",
    "Cannot copy out of meta tensor",
    "with arguments from the 'Meta' backend",
    "is not on the expected device meta",
    "on the same device",
    "on the meta device",
    "meta device",
    "SymInt",
    "SymFloat",
    "SymBool",
    "symbolic",
    "numpy()",
    "No operator found for",
    "no fake impl",
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a limit is imposed: the module's path and type, and the line of the model's source."""

    layer: str | None
    layer_type: str | None
    file: str | None
    line: int | None

    def __str__(self) -> str:
        layer = f"{self.layer} ({self.layer_type})" if self.layer else self.layer_type
        place = f"{Path(self.file).name}:{self.line}" if self.file else None
        return ", ".join(part for part in (layer, place) if part) or "an unknown place"


def is_library(file: str) -> bool:
    """Whether a file is torch's or ours, or no file at all."""
    return file.startswith((_LIBRARY, _OURS, "<"))


def site_of(traceback: TracebackType | None, model: nn.Module) -> Site:
    """The innermost module of ``model`` and the innermost line that is neither torch's nor ours."""
    names = {id(module): name for name, module in model.named_modules()}
    layer = layer_type = file = line = None
    while traceback is not None:
        frame = traceback.tb_frame
        owner = frame.f_locals.get("self")
        if isinstance(owner, nn.Module) and id(owner) in names:
            layer, layer_type = names[id(owner)], type(owner).__name__
        if not is_library(frame.f_code.co_filename):
            file, line = frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return Site(layer or None, layer_type, file, line)


def unsupported(error: BaseException) -> bool:
    """Whether an exception says that shapes alone do not decide, rather than that the sizes do not fit."""
    if isinstance(error, NotImplementedError) or type(error).__name__ in _UNSUPPORTED_TYPES:
        return True
    if not isinstance(error, Exception):
        return True
    text = str(error)
    return any(part in text for part in _UNSUPPORTED_TEXT)


def message_of(error: BaseException) -> str:
    """The type and the first line of an exception."""
    first: Any = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
