"""Linux's Landlock: from now on neither this process nor what it starts can write outside some folders.

No privileges are needed. It holds for C code and for other programs too, and nothing lifts it again. It
covers creating, writing, removing, renaming; not modes and times.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Sequence

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_NO_NEW_PRIVILEGES = 38
_O_PATH = 0o10000000

# Rights, by bit: write a file; remove a folder, a file; make a device, folder, file, socket, pipe,
# block device, link; move between folders (version 2); truncate (version 3).
_FIRST = (1 << 1) | sum(1 << bit for bit in range(4, 13))
_REFER, _TRUNCATE = 1 << 13, 1 << 14


def confine(writable: Sequence[str]) -> bool:
    """Allow writes below ``writable`` only; False where the kernel cannot do that."""
    if sys.platform != "linux":
        return False
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        version = libc.syscall(_CREATE, None, 0, 1)
        # Version 1 forbids every move between folders, inside the job's own too: then rather nothing.
        if version < 2:
            return False
        rights = _FIRST | _REFER | (_TRUNCATE if version >= 3 else 0)
        attributes = ctypes.create_string_buffer(struct.pack("=Q", rights), 8)
        rules = libc.syscall(_CREATE, attributes, 8, 0)
        if rules < 0:
            return False
        try:
            for folder in writable:
                fd = os.open(folder, _O_PATH | os.O_CLOEXEC)
                try:
                    rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, fd), 12)
                    if libc.syscall(_ADD, rules, 1, rule, 0) != 0:
                        return False
                finally:
                    os.close(fd)
            libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
            return bool(libc.syscall(_RESTRICT, rules, 0) == 0)
        finally:
            os.close(rules)
    except (OSError, AttributeError):
        return False
