"""Messages over a pipe: a pickle with its length in front."""

from __future__ import annotations

import os
import pickle
import struct
from typing import Any

_HEAD = struct.Struct("!Q")


def send(fd: int, message: object) -> None:
    """Write one message; raises OSError when nobody reads any more."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    rest = memoryview(_HEAD.pack(len(body)) + body)
    while rest:
        rest = rest[os.write(fd, rest) :]


class Inbox:
    """Puts messages together from the pieces that arrive."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, piece: bytes) -> list[Any]:
        """The messages that are complete with this piece, in order."""
        self._data += piece
        found = []
        while len(self._data) >= _HEAD.size:
            end = _HEAD.size + _HEAD.unpack_from(self._data)[0]
            if len(self._data) < end:
                break
            found.append(pickle.loads(bytes(self._data[_HEAD.size : end])))
            del self._data[:end]
        return found
