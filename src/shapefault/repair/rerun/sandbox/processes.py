"""Other programs, and signals to other processes.

Python itself may be started: it comes into the same sandbox. Of other programs only a few that are
known to look and not to touch may be, and only where the kernel keeps them from writing. The rest
"cannot be found", which is the answer that programs are best prepared for.
"""
# Works with bare paths and descriptors, beneath pathlib.
# ruff: noqa: PTH119

from __future__ import annotations

import errno
import functools
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from shapefault.repair.rerun.job import ENTRY
from shapefault.repair.rerun.sandbox import shadow
from shapefault.repair.rerun.sandbox.imports import after

others_allowed = False
"""Whether the kernel keeps other programs from writing outside the job's folder."""

_LOOKERS = {
    "arch",
    "df",
    "du",
    "free",
    "hostname",
    "id",
    "ldconfig",
    "lscpu",
    "lspci",
    "nproc",
    "nvidia-smi",
    "rocm-smi",
    "uname",
    "wc",
    "which",
    "whoami",
}
_GIT_LOOKERS = {"describe", "diff", "log", "ls-files", "rev-list", "rev-parse", "show", "status", "version"}
_BLINDERS = ("-I", "-E", "-S")
"""Options under which python does not look for the hook that PYTHONPATH leads to."""
_NOT_FOUND = 127 << 8


@functools.cache
def install() -> None:
    """Put the wrappers in place; they pass everything on outside a job."""
    _wrap_popen()
    plain_system = os.system

    def system(command: Any) -> int:
        # A shell that finds no such program; nearly nobody looks at the status.
        return plain_system(command) if shadow.current is None else _NOT_FOUND

    os.system = system
    after("multiprocessing.util", _keep_hook)
    for name in ("setsid", "setpgid", "setpgrp"):
        if hasattr(os, name):
            _stay_in_group(name)


def _keep_hook(util: Any) -> None:
    """Workers by spawn and forkserver get our options; without -I, -E, -S they find the sandbox."""
    plain = util.spawnv_passfds

    def spawnv_passfds(path: Any, args: Any, passfds: Any) -> Any:
        if shadow.current is not None:
            args = [word for word in args if word not in _BLINDERS]
        return plain(path, args, passfds)

    util.spawnv_passfds = spawnv_passfds


def _wrap_popen() -> None:
    plain = subprocess.Popen.__init__

    @functools.wraps(plain)
    def init(self: Any, args: Any, *rest: Any, **options: Any) -> None:
        if shadow.current is not None:
            env = options.get("env")
            if env is not None:
                options["env"] = {**env, **_sandbox_variables(env)}
            # The job is ended by its process group: nobody leaves it.
            options.pop("start_new_session", None)
            options.pop("process_group", None)
            cwd = options.get("cwd")
            if cwd is not None:
                options["cwd"] = shadow.current.find(shadow.current.locate(cwd)).real
        plain(self, args, *rest, **options)

    subprocess.Popen.__init__ = init  # type: ignore[method-assign]


def _sandbox_variables(env: Any) -> dict[Any, Any]:
    names = (ENTRY, "PYTHONPATH", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
    kind = bytes if any(isinstance(key, bytes) for key in env) else str
    found = {name: os.environ[name] for name in names if name in os.environ}
    if kind is bytes:
        return {os.fsencode(k): os.fsencode(v) for k, v in found.items()}
    return dict(found)


def _stay_in_group(name: str) -> None:
    plain = getattr(os, name)

    def stay(*args: int) -> Any:
        if shadow.current is None:
            return plain(*args)
        return os.getpid() if name == "setsid" else None

    setattr(os, name, stay)


def check(program: Any, args: Any, env: Any = None) -> None:
    """Refuse a program that may not be started; ``env`` is None where it inherits ours."""
    words = [os.fsdecode(word) for word in args] if isinstance(args, Sequence) else []
    if isinstance(args, (str, bytes)):
        words = os.fsdecode(args).split()
    name = os.fsdecode(program) if program else (words[0] if words else "")
    if _is_python(name):
        options = [word for word in words[1:] if word.startswith("-")]
        known = env is None or ENTRY in env or os.fsencode(ENTRY) in env
        if known and not any(option in _BLINDERS for option in options):
            return
    elif others_allowed and _only_looks(os.path.basename(name), words[1:]):
        return
    refuse(name)


def refuse(program: object) -> None:
    """Raise the error for a program that is not started."""
    raise FileNotFoundError(errno.ENOENT, "not started while shapefault checks a fix", program)


def _is_python(name: str) -> bool:
    """Whether ``name`` is the python that runs us: another may be unable to enter the sandbox."""
    found = name if os.sep in name else shutil.which(name)
    return found is not None and os.path.realpath(found) == os.path.realpath(sys.executable)


def _only_looks(name: str, words: Sequence[str]) -> bool:
    if name == "git":
        if words == ["--version"]:
            return True
        verbs = [word for word in words if not word.startswith("-")]
        return bool(verbs) and (verbs[0] in _GIT_LOOKERS or verbs == ["branch"])
    return name in _LOOKERS


def check_kill(pid: int, number: int) -> None:
    """Refuse a signal to a process that is not of this job; a negative ``pid`` is a group's."""
    if number == 0 or pid == 0 or os.name == "nt":
        return
    own = os.getpgrp()
    try:
        group = -pid if pid < 0 else os.getpgid(pid)
    except ProcessLookupError:
        return
    if group != own or pid == -1:
        raise PermissionError(errno.EPERM, f"{signal.Signals(number).name} not sent to another's process")
