"""Work in a fork of this process, which tells what it has come to on its way."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from types import TracebackType
from typing import Any

Tell = Callable[[Any], None]


class Fork:
    """A child that runs ``work(tell)``; within a ``with`` block, whose end is the child's."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        sys.stdout.flush()
        gc.freeze()  # else the child's first collection copies every page that it shares with us
        reader, writer = Pipe(duplex=False)
        self._reader: Connection = reader
        self.pid = os.fork()
        if self.pid == 0:
            reader.close()
            _work(work, writer)
        writer.close()

    def next(self, timeout: float) -> Any:
        """What is told next; None where nothing is told in ``timeout`` seconds. Raises EOFError at the child's end."""
        return pickle.loads(self._reader.recv_bytes()) if self._reader.poll(timeout) else None

    def __enter__(self) -> Fork:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self._reader.close()


def _work(work: Callable[[Tell], None], writer: Connection) -> None:
    status = 1
    try:
        work(lambda told: writer.send_bytes(pickle.dumps(told)))
        status = 0
    except KeyboardInterrupt:
        status = 130
    finally:
        sys.stderr.flush()
        os._exit(status)
