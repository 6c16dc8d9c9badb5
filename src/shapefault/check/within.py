"""What a script's process shows around a call of a model."""

from __future__ import annotations

from types import FrameType, TracebackType
from typing import Any

from shapefault.source.files import is_user_file
from shapefault.source.frames import Frame, Site

_NO_MODEL = ("torchvision.transforms", "torch.nn.modules.loss", "torchmetrics", "kornia.augmentation")


def is_model(module: Any) -> bool:
    """Whether a module is a model: it has parameters, and is no loss, metric or transform of a library."""
    if any(base.__module__.startswith(_NO_MODEL) for base in type(module).__mro__):
        return False
    return next(module.parameters(), None) is not None


def above(frame: FrameType | None) -> list[Frame]:
    """The script's own frames from ``frame`` up, outermost first."""
    found = []
    while frame is not None:
        if is_user_file(frame.f_code.co_filename):
            found.append(Frame(frame, frame.f_lineno or 0, Site(frame.f_code, frame.f_lasti)))
        frame = frame.f_back
    return found[::-1]


def without(file: str, trace: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames of ``file``."""
    entries = []
    while trace is not None:
        entries.append(trace)
        trace = trace.tb_next
    for entry in reversed(entries):
        if entry.tb_frame.f_code.co_filename != file:
            trace = TracebackType(trace, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return trace


def chain(error: BaseException | None) -> list[BaseException]:
    """An exception and those that it was raised from."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
