"""``shapefault check --watch``: checks again whenever a file of the program is saved.

torch and everything else that is no file of the program stay loaded; each check runs in a fork, which imports the
program anew. A fork costs hundredths of a second, torch seconds.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import select
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shapefault.check.errors import UsageError
from shapefault.check.jobs import Job, run
from shapefault.integrations.say import say

if TYPE_CHECKING:
    from shapefault.integrations.check_cmd import View

_LOOK = 0.1
"""Seconds between two looks at the files."""


def watch(jobs: list[Job], view: View) -> int:
    """Check, wait for a change, check again, until interrupted; the status of the last check."""
    if not hasattr(os, "fork"):
        raise UsageError("--watch needs os.fork, which this system has not; run the check again instead")
    warm()
    status, changed = 0, ""
    try:
        while True:
            began, clock = time.perf_counter(), time.time_ns()
            text, status, files, libraries = in_fork(lambda: _checked(jobs, view))
            stamps, seconds = _stamps(files, clock), time.perf_counter() - began
            _keep_loaded(libraries)  # before a change is waited for: the next check is to be a quick one
            click.clear() if sys.stdout.isatty() else None
            say(f"{text}\n{changed}checked in {seconds:.2f} s; waiting for a change\n")
            sys.stdout.flush()
            changed = f"{os.path.relpath(next_change(stamps))} was saved; "
    except KeyboardInterrupt:
        return status


def warm() -> None:
    """Load what every check needs and no check changes."""
    import torch
    from torch.utils import _pytree  # noqa: F401 - loaded for the forks

    from shapefault.check import api, build, target  # noqa: F401
    from shapefault.check.show import text  # noqa: F401
    from shapefault.faults import all_faults

    all_faults()
    torch.set_num_threads(1)  # a fork does not survive the threads of a pool


def _keep_loaded(libraries: list[str]) -> None:
    """Load the libraries that a check needed, for all further ones."""
    for name in libraries:
        if name not in sys.modules:
            with contextlib.suppress(BaseException):
                importlib.import_module(name)


def _checked(jobs: list[Job], view: View) -> tuple[str, int, list[str], list[str]]:
    """The text and the status of a check, the program's files that were loaded for it, and the libraries."""
    from shapefault.integrations.check_cmd import worst
    from shapefault.source.files import is_user_file, program_files

    before = set(sys.modules)
    text, status = "", 0
    try:
        results = [run(job) for job in jobs]
        text, status = view.drawn(results, len(jobs) > 1), int(worst(results) == "faults")
    except UsageError as problem:
        text, status = f"shapefault: {problem}\n", 2
    named = [str(Path(job.place.rpartition(":")[0]).resolve()) for job in jobs if ".py:" in job.target]
    new = [(name, getattr(sys.modules[name], "__file__", None)) for name in set(sys.modules) - before]
    libraries = sorted((name for name, file in new if file and not is_user_file(file)), key=lambda n: n.count("."))
    return text, status, list(dict.fromkeys([*named, *program_files()])), libraries


def in_fork(work: Callable[[], Any]) -> Any:
    """The result of ``work`` in a fork of this process; raises :class:`UsageError` where that dies."""
    out, into = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(out)
            with os.fdopen(into, "wb") as pipe:
                pickle.dump(work(), pipe)
            status = 0
        except KeyboardInterrupt:
            status = 130
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        data = pipe.read()
    os.waitpid(pid, 0)
    if not data:
        raise UsageError("the check ended without a result; run it without --watch to see why")
    return pickle.loads(data)


def _stamps(files: list[str], began: int) -> dict[str, tuple[int, int] | None]:
    """The state of each file that a check begun at ``began`` has read; none where it was saved since."""
    found = {file: _stamp(file) for file in files}
    return {file: stamp if stamp is not None and stamp[0] < began else None for file, stamp in found.items()}


def next_change(stamps: Mapping[str, tuple[int, int] | None]) -> str:
    """Wait until one of the files is not in the state that its stamp says; its path."""
    while True:
        for file, stamp in stamps.items():
            now = _stamp(file)
            if now is not None and now != stamp:
                return file
        select.select([], [], [], _LOOK)


def _stamp(file: str) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        found = Path(file).stat()
        return found.st_mtime_ns, found.st_size
    return None
