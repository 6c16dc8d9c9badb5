"""The end of a script that is followed: after a time, whatever it does."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Finished(BaseException):
    """Ends the script: what was to be seen has been seen."""


class Timer:
    """Raises :class:`Finished` in the main thread; never, where the system has no such alarm."""

    def __init__(self) -> None:
        self._end = 0.0
        self._shortened = False

    def start(self, seconds: float) -> None:
        """Begin."""

        def over(*_: object) -> None:
            raise Finished

        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, over)
        self._end = time.monotonic() + seconds
        self._set(self._end)

    def shorten(self, seconds: float) -> None:
        """End in ``seconds`` from when this is first said."""
        if not self._shortened:
            self._shortened = True
            self._end = min(self._end, time.monotonic() + seconds)
            self._set(self._end)

    @contextmanager
    def within(self, seconds: float | None) -> Iterator[None]:
        """End in ``seconds`` unless the block has come to its end by then."""
        if seconds is None:
            yield
            return
        self._set(min(self._end, time.monotonic() + seconds))
        try:
            yield
        finally:
            self._set(self._end)

    def stop(self) -> None:
        """No end any more."""
        if hasattr(signal, "SIGALRM"):
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _set(self, end: float) -> None:
        if hasattr(signal, "SIGALRM"):
            signal.setitimer(signal.ITIMER_REAL, max(1e-3, end - time.monotonic()))
