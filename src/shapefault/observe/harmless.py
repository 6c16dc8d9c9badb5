"""While a piece of the user's program runs again, it changes nothing outside this process.

An audit hook refuses what would write, start or connect, in the thread that runs it. Such a hook cannot be removed;
between repetitions it lets everything pass.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from shapefault.source.files import is_user_file

_REFUSED = {
    *(f"os.{name}" for name in ("remove", "rename", "rmdir", "mkdir", "link", "symlink", "truncate", "chmod", "chown")),
    *(f"os.{name}" for name in ("utime", "kill", "system", "exec", "fork", "forkpty", "posix_spawn")),
    *("shutil.copyfile", "shutil.copytree", "shutil.move", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp"),
    *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "sqlite3.connect"),
    *("subprocess.Popen", "pty.spawn", "builtins.input"),
}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_repeating: set[int] = set()
"""The threads in which something runs again."""


class RefusedError(PermissionError):
    """What the program wanted to do is not for a repetition."""


@contextmanager
def harmless() -> Iterator[None]:
    """Within it, this thread cannot write files, start processes or connect."""
    _watch()
    thread = threading.get_ident()
    outermost = thread not in _repeating
    _repeating.add(thread)
    try:
        with _no_torch_files():
            yield
    finally:
        if outermost:
            _repeating.discard(thread)


@contextmanager
def _no_torch_files() -> Iterator[None]:
    """``torch.save`` writes from C++, which no audit hook hears of."""
    torch: Any = sys.modules.get("torch")
    plain = getattr(torch, "save", None)
    if plain is None:
        yield
        return

    def save(obj: object, f: object, *args: object, **kwargs: object) -> None:
        if isinstance(f, str | os.PathLike) and threading.get_ident() in _repeating:
            raise RefusedError("torch.save while a part of the program runs again")
        plain(obj, f, *args, **kwargs)

    torch.save = save
    try:
        yield
    finally:
        torch.save = plain


@cache
def _watch() -> None:
    # Python looks for its temporary folder by writing there, once; torch asks for the folder while it is imported.
    with suppress(OSError):
        tempfile.gettempdir()
    sys.addaudithook(_audit)


def _audit(event: str, args: tuple[object, ...]) -> None:
    if not _repeating or threading.get_ident() not in _repeating:
        return
    if event in _REFUSED or (event == "open" and _writes(*args)):
        if _importing_a_library():
            return
        raise RefusedError(f"{event} while a part of the program runs again")


def _importing_a_library() -> bool:
    """Whether a library is being imported: it writes nothing of the user's, and stopped half-way it stays broken."""
    frame = sys._getframe(2)
    while frame is not None and not is_user_file(frame.f_code.co_filename):
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def _writes(path: object, mode: object = None, flags: object = 0, *_: object) -> bool:
    if path == os.devnull:
        return False
    if isinstance(mode, str):
        return not set(mode).isdisjoint("wax+")
    return isinstance(flags, int) and bool(flags & _WRITES)
