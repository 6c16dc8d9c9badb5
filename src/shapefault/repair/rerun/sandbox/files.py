"""``open`` and the ``os`` functions that take paths, made to work on the shadow tree.

The wrappers are put in place before other modules bind the functions, and do nothing but pass their
arguments on until :data:`.shadow.current` is set. Each keeps the signature, the errors and the file
names in the errors of what it stands for.
"""
# Works with bare paths and descriptors, beneath pathlib.
# ruff: noqa: PTH116, PTH118, PTH120

from __future__ import annotations

import builtins
import contextlib
import errno
import functools
import genericpath
import io
import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from shapefault.repair.rerun.sandbox import shadow
from shapefault.repair.rerun.sandbox.shadow import Shadow, raw

_plain_open = io.open
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_TMPFILE = getattr(os, "O_TMPFILE", 0)

_LEFT_ALONE = {"os", "posix", "nt", "io", "_io", "builtins", "shapefault", "_frozen_importlib_external"}
_replaced: dict[int, Callable[..., Any]] = {}
"""By the id of what was there before; :data:`.shadow.raw` keeps that alive."""

trusted = threading.local()
"""``trusted.open`` is set while a wrapper opens by name a file that it redirects itself."""


@functools.cache
def install() -> None:
    """Put all wrappers in place."""
    _stands_for(io, "open", open_file)
    _stands_for(builtins, "open", open_file)
    _stands_for(io, "open_code", lambda path: open_file(path, "rb"))
    for name, function in _CHANGED.items():
        if hasattr(os, name):
            _stands_for(os, name, function)
    if os.name == "nt":
        # There these ask the system from C; the generic ones ask os.stat.
        for name in ("exists", "lexists", "isfile", "isdir", "islink"):
            if hasattr(genericpath, name):
                setattr(os.path, name, getattr(genericpath, name))
    _rebind()


def _stands_for(module: Any, name: str, function: Callable[..., Any]) -> None:
    plain = getattr(module, name)
    _replaced[id(plain)] = function
    function.__name__ = function.__qualname__ = name
    function.__doc__ = plain.__doc__
    # Pickled by reference, as the original is.
    function.__module__ = module.__name__
    setattr(module, name, function)
    if module is os:
        for group in (
            os.supports_dir_fd,
            os.supports_fd,
            os.supports_follow_symlinks,
            getattr(os, "supports_effective_ids", set()),
        ):
            if plain in group:
                group.add(function)


def _rebind() -> None:
    """Modules and classes of the standard library that took the functions before us get ours."""
    for module_name, module in list(sys.modules.items()):
        if module_name.partition(".")[0] in _LEFT_ALONE or not isinstance(module, ModuleType):
            continue
        for holder in [module, *(item for item in vars(module).values() if isinstance(item, type))]:
            for name, value in list(vars(holder).items()):
                plain = value.__func__ if isinstance(value, staticmethod) else value
                function = _replaced.get(id(plain))
                if function is not None and plain is not function:
                    with contextlib.suppress(AttributeError, TypeError):
                        setattr(holder, name, function if plain is value else staticmethod(function))


def _is_path(value: object) -> bool:
    return isinstance(value, (str, bytes, os.PathLike))


def _tree(path: object) -> Shadow | None:
    """The job's tree, if there is one and ``path`` is a path (and no descriptor, and not empty)."""
    tree = shadow.current
    if tree is None or not _is_path(path) or not os.fspath(path):  # type: ignore[call-overload]
        return None
    return tree


class _named:  # noqa: N801  (reads as a statement; a class, for a generator costs more than a stat)
    """Errors carry the names that the program used."""

    __slots__ = ("paths",)

    def __init__(self, *paths: Any) -> None:
        self.paths = paths

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError) and isinstance(error.filename, (str, bytes)):
            error.filename = self.paths[0]
            if error.filename2 is not None and len(self.paths) > 1:
                error.filename2 = self.paths[1]


# Opening


def open_file(
    file: Any,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    closefd: bool = True,
    opener: Any = None,
) -> Any:
    """``open``: the file keeps the name it was asked for by, whatever lies behind it."""
    if opener is not None or _tree(file) is None:
        return _plain_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
    trusted.open = True
    try:
        return _plain_open(file, mode, buffering, encoding, errors, newline, closefd, _opener)
    finally:
        trusted.open = False


def _opener(path: Any, flags: int) -> int:
    trusted.open = False
    return _os_open(path, flags, 0o666)


def _os_open(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    tree = _tree(path)
    if tree is None:
        return int(raw.open(path, flags, mode, dir_fd=dir_fd))
    with _named(path):
        place = tree.locate(path, dir_fd)
        if tree.free(place):
            return int(raw.open(place, flags, mode))
        found = tree.find(place, not flags & getattr(os, "O_NOFOLLOW", 0))
        if _TMPFILE and flags & _TMPFILE == _TMPFILE:
            return int(raw.open(tree.for_change(found) if found.stat else found.real, flags, mode))
        if not flags & _WRITES:
            # A real file is opened under the name that the program gave: its errors fit.
            return int(raw.open(found.real, flags, mode))
        return _open_for_writing(tree, found, flags, mode)


def _open_for_writing(tree: Shadow, found: shadow.Found, flags: int, mode: int) -> int:
    if tree.free(found.path):
        return int(raw.open(found.path, flags, mode))
    if found.stat is None:
        if not flags & os.O_CREAT:
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), found.path)
        return int(raw.open(tree.for_creation(found.path), flags, mode))
    if flags & os.O_CREAT and flags & os.O_EXCL:
        raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), found.path)
    if stat.S_ISDIR(found.stat.st_mode):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), found.path)
    if not found.upper:
        tree.need_write(found.path)
        keep = not flags & os.O_TRUNC
        target = tree.for_change(found, keep=keep)
        if not keep:
            return int(raw.open(target, flags | os.O_CREAT, stat.S_IMODE(found.stat.st_mode) | 0o600))
        return int(raw.open(target, flags, mode))
    return int(raw.open(found.real, flags, mode))


# Looking


def _looking(name: str, follow: bool = True) -> Callable[..., Any]:
    """A function that only looks at what its first argument leads to."""
    plain = getattr(raw, name, None)

    def look(path: Any, *args: Any, **options: Any) -> Any:
        tree = _tree(path)
        if tree is None:
            return plain(path, *args, **options)  # type: ignore[misc]
        with _named(path):
            place = tree.locate(path, options.pop("dir_fd", None))
            found = tree.find(place, options.get("follow_symlinks", follow))
            return plain(found.real, *args, **options)  # type: ignore[misc]

    return look


def _listdir(path: Any = None) -> Any:
    where = "." if path is None else path
    tree = shadow.current
    if tree is None:
        return raw.listdir(where)
    with _named(where):
        place = tree.of_descriptor(where) if isinstance(where, int) else tree.locate(where)
        found = tree.find(place)
        names = tree.names(found.path)
        if names is None or found.stat is None or not stat.S_ISDIR(found.stat.st_mode):
            return raw.listdir(found.real if _is_path(where) else where)
        as_bytes = not isinstance(where, int) and isinstance(os.fspath(where), bytes)
        return [os.fsencode(name) for name in names] if as_bytes else names


class _Entry:
    """A directory entry of the merged view."""

    def __init__(self, folder: Any, name: str) -> None:
        text = os.fsdecode(folder)
        path = os.path.join(text, name)
        as_bytes = isinstance(os.fspath(folder), bytes)
        self.name: Any = os.fsencode(name) if as_bytes else name
        self.path: Any = os.fsencode(path) if as_bytes else path

    def __fspath__(self) -> Any:
        return self.path

    def __repr__(self) -> str:
        return f"<DirEntry {self.name!r}>"

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        return os.stat(self.path, follow_symlinks=follow_symlinks)

    def inode(self) -> int:
        return self.stat(follow_symlinks=False).st_ino

    def _is(self, test: Callable[[int], bool], follow: bool) -> bool:
        try:
            return test(self.stat(follow_symlinks=follow).st_mode)
        except OSError:
            return False

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return self._is(stat.S_ISDIR, follow_symlinks)

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        return self._is(stat.S_ISREG, follow_symlinks)

    def is_symlink(self) -> bool:
        return self._is(stat.S_ISLNK, False)

    def is_junction(self) -> bool:
        return False


class _Scan:
    """What ``os.scandir`` returns, over a list of names."""

    def __init__(self, folder: Any, names: list[str]) -> None:
        self._entries = iter([_Entry(folder, name) for name in names])

    def __iter__(self) -> Iterator[_Entry]:
        return self

    def __next__(self) -> _Entry:
        return next(self._entries)

    def __enter__(self) -> _Scan:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._entries = iter(())


def _leads_to(path: Any, real: str) -> bool:
    """Whether the system, asked for ``path`` as the program spells it, comes to ``real``."""
    try:
        return os.path.samestat(raw.stat(path), raw.stat(real))
    except OSError:
        return False


def _scandir(path: Any = None) -> Any:
    where = "." if path is None else path
    tree = shadow.current
    if tree is None:
        return raw.scandir(where)
    with _named(where):
        place = tree.of_descriptor(where) if isinstance(where, int) else tree.locate(where)
        found = tree.find(place)
        names = tree.names(found.path)
        if names is None and (not _is_path(where) or _leads_to(where, found.real)):
            return raw.scandir(where)
        if names is None:  # raw.scandir would name its entries by the real path, not as the program spells it
            names = raw.listdir(found.real)
        elif found.stat is None or not stat.S_ISDIR(found.stat.st_mode):
            return raw.scandir(found.real if _is_path(where) else where)
        return _Scan(found.path if isinstance(where, int) else where, names)


def _getcwd() -> str:
    tree = shadow.current
    return str(raw.getcwd()) if tree is None else tree.cwd()


def _getcwdb() -> bytes:
    return os.fsencode(_getcwd())


def _chdir(path: Any) -> None:
    tree = _tree(path)
    if tree is None:
        raw.chdir(path)
        return
    with _named(path):
        found = tree.find(tree.locate(path))
        # Code in C follows relative paths by itself: it is to find the program's files.
        raw.chdir(found.path if tree.is_real_folder(found.path) else found.real)


# Changing


def _changing(name: str, follow: bool = True) -> Callable[..., Any]:
    """A function that changes what its first argument leads to, in place."""
    plain = getattr(raw, name, None)

    def change(path: Any, *args: Any, **options: Any) -> Any:
        tree = shadow.current
        if tree is None:
            return plain(path, *args, **options)  # type: ignore[misc]
        if isinstance(path, int):
            # Mode, owner and times can be changed through a descriptor that is open for reading only.
            if not tree.free(tree.real_of_descriptor(path)):
                return None
            return plain(path, *args, **options)  # type: ignore[misc]
        with _named(path):
            place = tree.locate(path, options.pop("dir_fd", None))
            found = tree.find(place, options.get("follow_symlinks", follow))
            if found.stat is None:
                return plain(found.real, *args, **options)  # type: ignore[misc]
            tree.need_write(found.path)
            return plain(tree.for_change(found), *args, **options)  # type: ignore[misc]

    return change


def _on_descriptor(name: str) -> Callable[..., Any]:
    """``fchmod`` and ``fchown``: nothing is done to files that are not the job's."""
    plain = getattr(raw, name, None)

    def change(fd: int, *args: Any) -> Any:
        tree = shadow.current
        if tree is None or tree.free(tree.real_of_descriptor(fd)):
            return plain(fd, *args)  # type: ignore[misc]
        return None

    return change


def _creating(name: str) -> Callable[..., Any]:
    """A function that creates what its first argument names: ``mkdir``, ``mkfifo``, ``mknod``."""
    plain = getattr(raw, name, None)

    def create(path: Any, *args: Any, **options: Any) -> Any:
        tree = _tree(path)
        if tree is None:
            return plain(path, *args, **options)  # type: ignore[misc]
        with _named(path):
            place = tree.locate(path, options.pop("dir_fd", None))
            if tree.find(place, follow=False).stat is not None:
                raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), place)
            target = tree.for_creation(place)
            tree.forget()
            return plain(target, *args, **options)  # type: ignore[misc]

    return create


def _removing(name: str) -> Callable[..., Any]:
    """``unlink``, ``remove`` and ``rmdir``."""
    plain = getattr(raw, name, None)

    def remove(path: Any, *, dir_fd: int | None = None) -> None:
        tree = _tree(path)
        if tree is None:
            plain(path, dir_fd=dir_fd)  # type: ignore[misc]
            return
        with _named(path):
            place = tree.locate(path, dir_fd)
            found = tree.find(place, follow=False)
            if tree.free(place) or found.stat is None:
                plain(found.real)  # type: ignore[misc]
                return
            is_dir = stat.S_ISDIR(found.stat.st_mode)
            if is_dir != (name == "rmdir"):
                number = errno.EISDIR if is_dir else errno.ENOTDIR
                raise OSError(number, os.strerror(number), place)
            if is_dir and (raw.listdir(found.real) if (n := tree.names(place)) is None else n):
                raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), place)
            tree.need_write(os.path.dirname(place))
            tree.hide(place)
            if found.upper:
                plain(found.real)  # type: ignore[misc]
            tree.forget()

    return remove


def _renaming(name: str) -> Callable[..., Any]:
    """``rename`` and ``replace``."""
    plain = getattr(raw, name)

    def rename(src: Any, dst: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None) -> None:
        tree = _tree(src)
        if tree is None:
            plain(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
            return
        with _named(src, dst):
            old, new = tree.locate(src, src_dir_fd), tree.locate(dst, dst_dir_fd)
            source, target = tree.find(old, follow=False), tree.find(new, follow=False)
            if source.stat is None:
                raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), old, None, new)
            if old == new:
                return
            _check_target(tree, source, target)
            tree.need_write(os.path.dirname(old))
            into = tree.for_creation(new)
            tree.lift(old)
            if stat.S_ISDIR(source.stat.st_mode):
                tree.hide(new)
            plain(old if tree.free(old) else tree.up(old), into)
            tree.hide(old)
            tree.forget()

    return rename


def _check_target(tree: Shadow, source: shadow.Found, target: shadow.Found) -> None:
    """Refuse what ``rename`` refuses: a directory over a file, over a full one, and the reverse."""
    if target.stat is None or source.stat is None:
        return
    was_dir, is_dir = stat.S_ISDIR(source.stat.st_mode), stat.S_ISDIR(target.stat.st_mode)
    number = 0
    if was_dir and not is_dir:
        number = errno.ENOTDIR
    elif is_dir and not was_dir:
        number = errno.EISDIR
    elif is_dir:
        names = tree.names(target.path)
        number = errno.ENOTEMPTY if (raw.listdir(target.real) if names is None else names) else 0
    if number:
        raise OSError(number, os.strerror(number), source.path, None, target.path)


def _link(
    src: Any,
    dst: Any,
    *,
    src_dir_fd: int | None = None,
    dst_dir_fd: int | None = None,
    follow_symlinks: bool = True,
) -> None:
    """A hard link to a real file would change with it: the job gets a copy instead."""
    tree = _tree(src)
    if tree is None:
        raw.link(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd, follow_symlinks=follow_symlinks)
        return
    with _named(src, dst):
        found = tree.find(tree.locate(src, src_dir_fd), follow_symlinks)
        new = tree.locate(dst, dst_dir_fd)
        if tree.find(new, follow=False).stat is not None:
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), found.path, None, new)
        into = tree.for_creation(new)
        raw.link(tree.for_change(found) if found.stat else found.real, into)


def _symlink(src: Any, dst: Any, target_is_directory: bool = False, *, dir_fd: int | None = None) -> None:
    tree = _tree(dst)
    if tree is None:
        raw.symlink(src, dst, target_is_directory, dir_fd=dir_fd)
        return
    with _named(src, dst):
        new = tree.locate(dst, dir_fd)
        if tree.find(new, follow=False).stat is not None:
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), src, None, dst)
        raw.symlink(src, tree.for_creation(new), target_is_directory)
        tree.forget()


_CHANGED: dict[str, Callable[..., Any]] = {
    "open": _os_open,
    "listdir": _listdir,
    "scandir": _scandir,
    "getcwd": _getcwd,
    "getcwdb": _getcwdb,
    "chdir": _chdir,
    "link": _link,
    "symlink": _symlink,
    "rename": _renaming("rename"),
    "replace": _renaming("replace"),
    "remove": _removing("remove"),
    "unlink": _removing("unlink"),
    "rmdir": _removing("rmdir"),
    **{name: _looking(name) for name in ("stat", "access", "statvfs", "pathconf", "getxattr", "listxattr")},
    **{name: _looking(name, follow=False) for name in ("lstat", "readlink")},
    **{name: _creating(name) for name in ("mkdir", "mkfifo", "mknod")},
    **{name: _changing(name) for name in ("chmod", "chown", "utime", "truncate", "chflags")},
    **{name: _changing(name) for name in ("setxattr", "removexattr")},
    **{name: _changing(name, follow=False) for name in ("lchmod", "lchown", "lchflags")},
    **{name: _on_descriptor(name) for name in ("fchmod", "fchown")},
}
