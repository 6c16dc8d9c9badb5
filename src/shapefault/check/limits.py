"""How long the program's own code may run at a time: a forward may never come to its end.

Where the system has no alarm, or the check runs in another thread than the main one, there is no limit.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from shapefault.source.files import is_user_file

TIMEOUT = 30.0
"""Seconds for one run of a forward, if nothing else is asked for."""

_SOON = 0.05
"""Seconds after which a library should have been loaded."""
_AGAIN = 1.0
"""Seconds after which code that has swallowed the exception gets it again."""
_FINALIZERS = frozenset({"__del__", "<lambda>"})
"""Names of library functions that the garbage collector may have called."""


class TimeOver(BaseException):
    """A run was ended, since it took too long; no ``except Exception`` of the program takes it for its own."""


@dataclass
class Limit:
    """The seconds that each run may take, and whether one has taken them: then there are no more runs."""

    seconds: float
    over: bool = False

    def __str__(self) -> str:
        return f"did not end within {self.seconds:g} s (--timeout)"


_limits: list[Limit] = []
_running: list[Limit] = []


@contextmanager
def limited(seconds: float | None) -> Iterator[Limit]:
    """Within it each :func:`timed` block has so many seconds; any number, for None."""
    limit = Limit(seconds if seconds is not None else float("inf"))
    _limits.append(limit)
    try:
        yield limit
    finally:
        _limits.remove(limit)


@contextmanager
def timed() -> Iterator[None]:
    """A run of the program's own code; raises :class:`TimeOver` in it when its time is over.

    An alarm that is set already, and goes off earlier, is left to do so.
    """
    limit = _limits[-1] if _limits else None
    if limit is None or limit.seconds == float("inf") or _running or not _has_alarm():
        yield
        return

    def late(_signal: int = 0, frame: FrameType | None = None) -> None:
        if _importing(frame) or _lost_in(frame):
            signal.setitimer(signal.ITIMER_REAL, _SOON, _AGAIN)
            return
        limit.over = True
        raise TimeOver(str(limit))

    if limit.over:
        late()
    began = time.monotonic()
    left, every = signal.getitimer(signal.ITIMER_REAL)
    if 0 < left < limit.seconds:
        yield
        return
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, limit.seconds, _AGAIN)
    _running.append(limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _running.remove(limit)
        signal.signal(signal.SIGALRM, before if before is not None else signal.SIG_DFL)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(1e-3, left - (time.monotonic() - began)), every)


def _lost_in(frame: FrameType | None) -> bool:
    """Whether Python would only print what is raised here: a finalizer, or a callback of a weak reference."""
    return frame is not None and frame.f_code.co_name in _FINALIZERS and not is_user_file(frame.f_code.co_filename)


def _importing(frame: FrameType | None) -> bool:
    """Whether a library is being loaded: cut short it would be broken for the rest of the process."""
    while frame is not None and not is_user_file(frame.f_code.co_filename):
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def time_over() -> bool:
    """Whether a run has taken all the time that it may take."""
    return bool(_limits) and _limits[-1].over


def _has_alarm() -> bool:
    return hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
