"""An audit hook that refuses what would do harm and has not been turned to the shadow tree before.

Python announces opening, removing, connecting and the like to audit hooks, from wherever they are done
by its own functions. What the wrappers let through lies in the job's folder; anything else here has
gone round them.
"""
# Works with bare paths and descriptors, beneath pathlib.
# ruff: noqa: PTH118

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

from shapefault.repair.rerun.sandbox import files, processes
from shapefault.repair.rerun.sandbox.shadow import Shadow, raw

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

# Events that change a path, with the places of the paths among their arguments.
_CHANGES = {
    "os.chflags": (0,),
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.link": (1,),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.removexattr": (0,),
    "os.rename": (0, 1),
    "os.rmdir": (0,),
    "os.setxattr": (0,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.utime": (0,),
    "shutil.chown": (),
}


def watch(tree: Shadow) -> None:
    """Refuse from now on; an audit hook cannot be taken back."""
    checks: dict[str, Callable[[tuple[Any, ...]], None]] = {
        "open": lambda args: _open(tree, args),
        "sqlite3.connect": lambda args: _database(tree, args),
        "socket.connect": lambda args: _address(args[0].family, args[1]),
        "socket.sendto": lambda args: _address(args[0].family, args[1]),
        "socket.sendmsg": lambda args: _address(args[0].family, args[1]),
        "socket.getaddrinfo": lambda args: _name(args[0]),
        "socket.gethostbyname": lambda args: _name(args[0]),
        "socket.gethostbyaddr": lambda args: _name(args[0]),
        "subprocess.Popen": lambda args: processes.check(args[0], args[1], args[3]),
        "os.exec": lambda args: processes.check(*args),
        "os.posix_spawn": lambda args: processes.check(*args),
        "os.spawn": lambda args: processes.check(*args[1:]),
        "os.system": lambda args: processes.refuse(args[0]),
        "os.kill": lambda args: processes.check_kill(args[0], args[1]),
        "os.killpg": lambda args: processes.check_kill(-args[0], args[1]),
    }
    for event, places in _CHANGES.items():
        checks[event] = _changer(tree, places)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        check = checks.get(event)
        if check is not None:
            check(args)

    sys.addaudithook(hook)


def _changer(tree: Shadow, places: tuple[int, ...]) -> Callable[[tuple[Any, ...]], None]:
    def check(args: tuple[Any, ...]) -> None:
        for place in places:
            _own(tree, args[place])

    return check


def _open(tree: Shadow, args: tuple[Any, ...]) -> None:
    path, _, flags = args
    if isinstance(flags, int) and flags & _WRITES and not getattr(files.trusted, "open", False):
        _own(tree, path)


def _own(tree: Shadow, path: object) -> None:
    """Refuse a path that is not the job's own."""
    if not isinstance(path, (str, bytes, os.PathLike)):
        return
    name = os.path.normpath(os.path.join(raw.getcwd(), os.fsdecode(path)))
    if not tree.free(name):
        raise PermissionError(errno.EACCES, "not written while shapefault checks a fix", os.fsdecode(path))


def _database(tree: Shadow, args: tuple[Any, ...]) -> None:
    name = os.fsdecode(args[0]) if isinstance(args[0], (str, bytes, os.PathLike)) else ""
    if name and name != ":memory:" and not name.startswith("file:"):
        _own(tree, name)


def _address(family: int, address: Any) -> None:
    if address is None:  # a message on a connection
        return
    if family == getattr(socket, "AF_UNIX", None) or family == getattr(socket, "AF_NETLINK", None):
        return
    if family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
        _name(address[0])
        return
    raise _unreachable(address)


def _name(host: Any) -> None:
    """Refuse a host that is not this machine."""
    if isinstance(host, (bytes, bytearray)):
        host = bytes(host).decode("ascii", "replace")
    if not host or host == "localhost" or host == socket.gethostname():
        return
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        raise _unreachable(host) from None
    if not (address.is_loopback or address.is_unspecified):
        raise _unreachable(host)


def _unreachable(where: object) -> OSError:
    return OSError(errno.ENETUNREACH, f"no network while shapefault checks a fix: {where}")
