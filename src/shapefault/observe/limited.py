"""An end for code of the program that an edit may have made endless: ``for _ in range(12544): layers.append(...)``.

The interpreter asks us at every call; no signal is taken, so it holds on any thread and on every system. Code that
calls nothing at all is not ended, nor is code that calls no function of Python's after a callback has swallowed the
error. What puts things back, ours above all, comes to its end.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

_CALLS = ("call", "c_call")
_ENDS = ("__exit__", "__del__")
_OURS = f"{Path(__file__).resolve().parents[1]}{os.sep}"


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TimeoutError in the program's code that runs within it, once that has taken so many seconds."""
    until, before, traced = time.perf_counter() + seconds, sys.getprofile(), sys.gettrace()

    def look(frame: FrameType, event: str, _: object) -> None:
        if time.perf_counter() > until and event in _CALLS and _is_programs(frame):
            # What is raised takes this function away; in a callback, of a weak reference say, it is not even heard.
            sys.settrace(again)
            raise TimeoutError(f"it takes more than {seconds:.1f} s")

    def again(*_: object) -> None:
        sys.settrace(traced)
        sys.setprofile(look)

    sys.setprofile(look)
    try:
        yield
    finally:
        sys.settrace(traced)
        sys.setprofile(before)


def _is_programs(frame: FrameType) -> bool:
    """Whether the program itself runs, or what it calls; not what ends a block or an object.

    What puts things back has to come to its end, and in a finalizer Python prints what is raised, and goes on.
    """
    if frame.f_code.co_filename.startswith(_OURS):
        return False
    around: FrameType | None = frame
    while around is not None:
        if around.f_code.co_name in _ENDS:
            return False
        around = around.f_back
    return True
