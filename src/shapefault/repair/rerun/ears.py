"""Wait for what comes through several pipes at once, also where only sockets can be selected."""

from __future__ import annotations

import contextlib
import os
import queue
import selectors
import threading
import time


class Ears:
    """Pipes by key; :meth:`listen` gives what arrived: (key, bytes), empty bytes at a pipe's end.

    Selects where pipes can be selected; elsewhere (Windows) a thread reads each pipe.
    """

    def __init__(self, threads: bool = os.name == "nt") -> None:
        self._threads = threads
        self._fds: dict[object, int] = {}
        if threads:
            self._arrived: queue.SimpleQueue[tuple[object, int, bytes]] = queue.SimpleQueue()
        else:
            self._select = selectors.DefaultSelector()

    def add(self, key: object, fd: int) -> None:
        """Listen to ``fd`` from now on."""
        self._fds[key] = fd
        if self._threads:
            threading.Thread(target=self._read, args=(key, fd), daemon=True).start()
        else:
            self._select.register(fd, selectors.EVENT_READ, key)

    def drop(self, key: object) -> None:
        """Listen to it no more, and close it (where a thread reads, the pipe's end closes it)."""
        fd = self._fds.pop(key, None)
        if fd is not None and not self._threads:
            with contextlib.suppress(KeyError):
                self._select.unregister(fd)
            os.close(fd)

    def listen(self, patience: float) -> list[tuple[object, bytes]]:
        """What arrived, after at most ``patience`` seconds."""
        if self._threads:
            return self._listen_to_threads(patience)
        pieces = []
        for chosen, _ in self._select.select(patience):
            piece = os.read(chosen.fd, 1 << 20)
            if not piece:
                self._select.unregister(chosen.fd)
            pieces.append((chosen.data, piece))
        return pieces

    def forget(self) -> None:
        """In a forked child: let go of all pipes."""
        self._select.close()
        for fd in self._fds.values():
            os.close(fd)

    def _listen_to_threads(self, patience: float) -> list[tuple[object, bytes]]:
        deadline = time.monotonic() + patience
        pieces: list[tuple[object, bytes]] = []
        while not pieces:
            left = deadline - time.monotonic()
            try:
                key, fd, piece = self._arrived.get(timeout=left) if left > 0 else self._arrived.get_nowait()
            except queue.Empty:
                break
            if self._fds.get(key) == fd:
                pieces.append((key, piece))
        return pieces

    def _read(self, key: object, fd: int) -> None:
        with contextlib.suppress(OSError):
            while piece := os.read(fd, 1 << 20):
                self._arrived.put((key, fd, piece))
        self._arrived.put((key, fd, b""))
        with contextlib.suppress(OSError):
            os.close(fd)
