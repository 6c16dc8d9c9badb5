"""What the functions of a program held when they ended, in a run of its own that is watched for that.

Nothing of this is armed while a program runs for its user: it is for a run again in which the program fails as it did.
"""

from __future__ import annotations

import builtins
import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

from shapefault.observe.telling import TELLS
from shapefault.observe.values import shape_of
from shapefault.source.files import is_user_file


@dataclass(frozen=True, slots=True)
class Held:
    """What a name stood for: the type's name, and the number, the length or the shape."""

    kind: str
    value: object = None
    floating: bool = False
    """Whether it is a tensor or an array of floating-point numbers."""


Key = tuple[str, str, int]
"""A function: its file, name and first line."""

Seen = Mapping[Key, Mapping[str, Held]]
"""What the names of each function stood for; "return" is what it returned.

Of a function without a name, one in each file: what the expressions were that tell, by their places.
"""


def expressions_of(file: str) -> Key:
    """Under what the expressions of a file are told."""
    return file, "", 0


_seen: dict[Key, dict[str, Held]] = {}
_MOST_CALLS = 200
_calls: dict[Key, int] = {}


def begin() -> None:
    """Watch from now on."""
    setattr(builtins, TELLS, _told)
    sys.setprofile(_on_event)


def seen() -> Seen:
    """What has been seen; the watch ends."""
    sys.setprofile(None)
    return _seen


def _told(place: str, value: Any) -> Any:
    """Note what an expression was the first times, and hand it on."""
    file = sys._getframe(1).f_code.co_filename
    count = _calls[file, place, 0] = _calls.get((file, place, 0), 0) + 1
    if count <= _MOST_CALLS:
        with contextlib.suppress(Exception):
            _seen.setdefault(expressions_of(file), {})[place] = held(value)
    return value


def _on_event(frame: FrameType, event: str, result: Any) -> None:
    if event != "return" or not is_user_file(frame.f_code.co_filename):
        return
    key = (frame.f_code.co_filename, frame.f_code.co_name, frame.f_code.co_firstlineno)
    count = _calls[key] = _calls.get(key, 0) + 1
    if count <= _MOST_CALLS:
        try:
            _seen[key] = {**_locals(frame), "return": held(result)}
        except Exception:
            _seen.setdefault(key, {})


def _locals(frame: FrameType) -> dict[str, Held]:
    names = dict(frame.f_locals)
    own = getattr(names.get("self"), "__dict__", {})
    return {
        **{f"self.{name}": held(value) for name, value in own.items() if type(value) in (int, bool, float, str)},
        **{name: held(value) for name, value in names.items()},
    }


def held(value: object) -> Held:
    """What there is to say of a value."""
    kind = type(value)
    if kind in (int, bool, float):
        return Held(kind.__name__, value)
    if kind in (list, tuple, dict, str, set):
        return Held(kind.__name__, len(value))  # type: ignore[arg-type]
    shape = shape_of(value)
    if shape is None:
        return Held(kind.__name__)
    tensor, numbers = kind.__module__ != "numpy", str(value.dtype)  # type: ignore[attr-defined]
    return Held("Tensor" if tensor else kind.__name__, shape, "float" in numbers)
