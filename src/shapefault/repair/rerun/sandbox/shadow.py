"""The shadow tree: a job's own view of the file system, of which only the job's folder changes.

Three places make the view: ``fs`` (what the job wrote, by absolute path), ``gone`` (a mark for each
path that it deleted), and the real files, seen wherever neither speaks. All state is on disk, so that
the processes of one job agree. Nothing here looks at file contents, except to copy a file that is
changed in place.
"""
# Works with bare paths and descriptors, beneath pathlib.
# ruff: noqa: PTH117, PTH118, PTH120

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import sys
from types import SimpleNamespace
from typing import NamedTuple

from shapefault.source import overlay

raw = SimpleNamespace(**{name: getattr(os, name) for name in dir(os) if callable(getattr(os, name))})
"""The os module's functions as they were before :mod:`.files` put others in their place."""

COPY_LIMIT = 1 << 30
"""Largest file or tree that is copied so that it can be changed; above it the disk is said to be full."""

_NOT_NAMES = ("", os.curdir, os.pardir)

current: Shadow | None = None
"""The tree of the job that this process belongs to; None in a process that is no job."""


class Found(NamedTuple):
    """What a path leads to: its final absolute path, where it really lies, and what it is."""

    path: str
    real: str
    upper: bool
    stat: os.stat_result | None


class Shadow:
    """The view of one job."""

    def __init__(self, root: str, old_temporary: str = "") -> None:
        self.root = raw_realpath(root)
        self.upper = os.path.join(self.root, "fs")
        self.gone = os.path.join(self.root, "gone")
        self._free = (self.root, "/dev", "/proc", "/sys")
        self._below_free = tuple(place + os.sep for place in self._free)
        self._folders: dict[str, str] = {}
        self._quick: dict[str, str] = {}
        """Folders as programs spell them, with what :meth:`locate` made of them."""
        self._temporary = os.path.join(self.root, "tmp") + os.sep
        self._old_temporary = old_temporary

    # Paths

    def locate(self, path: object, dir_fd: int | None = None) -> str:
        """The absolute path that ``path`` means; links on the way are followed, the last part is not."""
        name = os.fsdecode(path)  # type: ignore[arg-type]
        if not os.path.isabs(name):
            base = self.cwd() if dir_fd is None else self.of_descriptor(dir_fd)
            name = os.path.join(base, name)
        asked, _, last = name.rpartition(os.sep)
        if asked in self._quick and last not in _NOT_NAMES:
            return self._quick[asked] + os.sep + last
        name = os.path.normpath(name)
        if name.startswith("//"):
            name = name[1:]
        name = self._outside(name)
        if name.startswith(self._temporary) and self._old_temporary and not _exists(name):
            # What earlier runs left in the real temporary folder is found in the job's own.
            old = os.path.join(self._old_temporary, name[len(self._temporary) :])
            name = old if _exists(old) else name
        head, tail = os.path.split(name)
        if not tail:
            return name
        folder = self._folder(head)
        if last == tail and folder != os.sep and not (folder + os.sep).startswith(self.root + os.sep):
            self._quick[asked] = folder
        return os.path.join(folder, tail)

    def cwd(self) -> str:
        """The working directory as the program knows it."""
        return self._outside(raw.getcwd())

    def of_descriptor(self, fd: int) -> str:
        """The path that an open directory has for the program."""
        return self._outside(self.real_of_descriptor(fd))

    def real_of_descriptor(self, fd: int) -> str:
        """The path that an open file really has."""
        if sys.platform == "darwin":
            import fcntl

            return os.fsdecode(fcntl.fcntl(fd, 50, bytes(1024)).rstrip(b"\0"))  # F_GETPATH
        return str(raw.readlink(f"/proc/self/fd/{fd}"))

    def free(self, path: str) -> bool:
        """Whether ``path`` lies where the job may do as it likes."""
        return path.startswith(self._below_free) or path in self._free

    def _outside(self, path: str) -> str:
        """A path into ``fs`` as the program knows it."""
        if path.startswith(self.upper) and path[len(self.upper) : len(self.upper) + 1] in ("", os.sep):
            return path[len(self.upper) :] or os.sep
        return path

    def up(self, path: str) -> str:
        """Where the job's own version of ``path`` lies."""
        drive, rest = os.path.splitdrive(path)
        return self.upper + (os.sep + drive.strip(":\\/").replace("\\", "_") if drive else "") + rest

    def _folder(self, path: str, depth: int = 0) -> str:
        """``path``, a directory's, with all links resolved."""
        known = self._folders.get(path)
        if known is not None:
            return known
        head, tail = os.path.split(path)
        if not tail or self.free(path):
            return path
        found = os.path.join(self._folder(head, depth), tail)
        link = self._link(found)
        if link is not None and depth < 40:
            found = self._folder(os.path.normpath(os.path.join(os.path.dirname(found), link)), depth + 1)
        self._folders[path] = found
        return found

    def _link(self, path: str) -> str | None:
        upper = self.up(path)
        real = upper if _exists(upper) else path
        try:
            return os.fsdecode(raw.readlink(real))
        except OSError:
            return None

    def forget(self) -> None:
        """Links may have changed: resolve directories anew."""
        self._folders.clear()
        self._quick.clear()

    # Looking

    def find(self, path: str, follow: bool = True) -> Found:
        """What the program finds at ``path`` (from :meth:`locate`)."""
        for _ in range(40):
            if self.free(path):
                return Found(path, path, True, _lstat(path))
            real = self.up(path)
            status, upper = _lstat(real), True
            if status is None and not self.hidden(path):
                real, upper = path, False
                status = _lstat(real)
            if status is None or not follow or not stat.S_ISLNK(status.st_mode):
                return Found(path, real, upper, status)
            link = os.fsdecode(raw.readlink(real))
            path = self.locate(os.path.join(os.path.dirname(path), link))
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)

    def hidden(self, path: str) -> bool:
        """Whether the real file at ``path`` is out of the job's sight: deleted, or in a deleted folder."""
        if not _exists(self.gone):
            return False
        while True:
            if _exists(self._mark(path)):
                return True
            head = os.path.dirname(path)
            if head == path:
                return False
            path = head

    def is_real_folder(self, path: str) -> bool:
        """Whether there is a real directory at ``path``, in the job's sight."""
        return not self.hidden(path) and _is_dir(path)

    def names(self, path: str) -> list[str] | None:
        """What the directory at ``path`` holds; None if only the real one need be asked."""
        upper = self.up(path)
        if self.free(path) or (not _exists(upper) and not _exists(self.gone)):
            return None
        names: dict[str, None] = {}
        if self.is_real_folder(path):
            names.update(dict.fromkeys(raw.listdir(path)))
            if _exists(self.gone):
                names = {n: None for n in names if not _exists(self._mark(os.path.join(path, n)))}
        if _is_dir(upper):
            names.update(dict.fromkeys(raw.listdir(upper)))
        return list(names)

    # Changing

    def place(self, path: str, text: str) -> None:
        """Let ``text`` be what the file at ``path`` says, for programs that read sources as data."""
        found = self.find(self.locate(path))
        data = overlay.encoded(text)
        self.make_folders(found.path)
        fd = raw.open(self.up(found.path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            with os.fdopen(fd, "wb", closefd=False) as file:
                file.write(data)
        finally:
            raw.close(fd)

    def for_creation(self, path: str) -> str:
        """Where to create ``path``, whose folder must exist and be writable as the real one is."""
        if self.free(path):
            return path
        parent = os.path.dirname(path)
        found = self.find(parent)
        if found.stat is None:
            raise _error(errno.ENOENT, path)
        if not stat.S_ISDIR(found.stat.st_mode):
            raise _error(errno.ENOTDIR, path)
        self.need_write(parent)
        self.make_folders(path)
        return self.up(path)

    def for_change(self, found: Found, keep: bool = True) -> str:
        """Where to change an existing file: the job's own copy (``keep`` its content) of it."""
        assert found.stat is not None
        if found.upper:
            return found.real
        target = self.up(found.path)
        self.make_folders(found.path)
        if stat.S_ISDIR(found.stat.st_mode):
            raw.mkdir(target, stat.S_IMODE(found.stat.st_mode) | 0o700)
        elif stat.S_ISLNK(found.stat.st_mode):
            raw.symlink(raw.readlink(found.real), target)
        elif not stat.S_ISREG(found.stat.st_mode):
            raise _error(errno.EPERM, found.path)
        elif keep:
            if found.stat.st_size > COPY_LIMIT:
                raise _error(errno.ENOSPC, found.path)
            _copy(found.real, target, found.stat)
        return target

    def need_write(self, path: str) -> None:
        """Refuse a change of ``path`` that the real file system would refuse."""
        if not self.hidden(path) and _exists(path) and not raw.access(path, os.W_OK):
            raise _error(errno.EACCES, path)

    def make_folders(self, path: str) -> None:
        """The folders of ``path`` in ``fs``."""
        folder = os.path.dirname(self.up(path))
        missing = []
        while not _exists(folder):
            missing.append(folder)
            folder = os.path.dirname(folder)
        for folder in reversed(missing):
            try:
                raw.mkdir(folder)
            except FileExistsError:
                pass

    def hide(self, path: str) -> None:
        """Mark the real ``path``, if there is one, as deleted."""
        if not self.hidden(path) and _lstat(path) is not None:
            try:
                raw.mkdir(self.gone)
            except FileExistsError:
                pass
            raw.close(raw.open(self._mark(path), os.O_WRONLY | os.O_CREAT, 0o600))

    def lift(self, path: str) -> int:
        """Copy all that is visible at and below ``path`` into ``fs``; returns the bytes copied."""
        found = self.find(path, follow=False)
        if found.stat is None:
            raise _error(errno.ENOENT, path)
        if not stat.S_ISDIR(found.stat.st_mode):
            self.for_change(found)
            return 0 if found.upper else found.stat.st_size
        names = self.names(path)
        self.for_change(found)
        total = 0
        for name in raw.listdir(path) if names is None else names:
            total += self.lift(os.path.join(path, name))
            if total > COPY_LIMIT:
                raise _error(errno.ENOSPC, path)
        return total

    def _mark(self, path: str) -> str:
        return os.path.join(self.gone, hashlib.sha1(os.fsencode(path), usedforsecurity=False).hexdigest())


def _error(number: int, path: str) -> OSError:
    return OSError(number, os.strerror(number), path)


def _lstat(path: str) -> os.stat_result | None:
    try:
        status: os.stat_result = raw.lstat(path)
    except (OSError, ValueError):
        return None
    return status


def _exists(path: str) -> bool:
    return _lstat(path) is not None


def _is_dir(path: str) -> bool:
    try:
        return stat.S_ISDIR(raw.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _copy(source: str, target: str, status: os.stat_result) -> None:
    """A copy with the same mode and times; by the kernel, without the data passing through us."""
    into = raw.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        fd = raw.open(source, os.O_RDONLY)
        try:
            with os.fdopen(fd, "rb", closefd=False) as file, os.fdopen(into, "wb", closefd=False) as copy:
                shutil.copyfileobj(file, copy, 1 << 20)
        finally:
            raw.close(fd)
    finally:
        raw.close(into)
    raw.chmod(target, stat.S_IMODE(status.st_mode) | 0o600)
    raw.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


def raw_realpath(path: str) -> str:
    """The real path, asked of the real file system (call it before a tree is current)."""
    return os.path.realpath(path)
