"""Runs a piece of the user's program once more: silent, bounded in time, with its random state put back."""

from __future__ import annotations

import random
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from shapefault.observe.harmless import harmless


class OutOfTime(BaseException):
    """The budget is used up; not an ``Exception``, so that the program's own handlers let it pass."""


class Deadline:
    """A point in time after which nothing of the user's program is started again."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that remain, never below zero."""
        return max(0.0, self._end - time.monotonic())

    def check(self) -> None:
        """Raise :class:`OutOfTime` when nothing remains."""
        if time.monotonic() >= self._end:
            raise OutOfTime


class _Mute:
    """A text stream that drops what one thread writes and hands on everything else."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._owner = threading.get_ident()

    def write(self, text: str) -> int:
        if threading.get_ident() == self._owner or self._stream is None:
            return len(text)
        return int(self._stream.write(text) or 0)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        if threading.get_ident() != self._owner and self._stream is not None:
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing that this thread prints or warns is seen, nor does it do harm; standard input is left alone."""
    out, err = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Mute(out), _Mute(err)
    try:
        with warnings.catch_warnings(), harmless():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.stdout, sys.stderr = out, err


@contextmanager
def same_randomness() -> Iterator[None]:
    """The random state of Python, NumPy and torch (CPU) is afterwards what it was before."""
    python = random.getstate()
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    np_state: Any = None
    torch_state: Any = None
    with suppress(Exception):
        np_state = numpy.random.get_state() if numpy else None
    with suppress(Exception):
        torch_state = torch.get_rng_state() if torch else None
    try:
        yield
    finally:
        random.setstate(python)
        with suppress(Exception):
            if numpy and np_state is not None:
                numpy.random.set_state(np_state)
        with suppress(Exception):
            if torch and torch_state is not None:
                torch.set_rng_state(torch_state)
