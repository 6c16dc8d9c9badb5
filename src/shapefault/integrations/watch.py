"""``shapefault check --watch``: checks again whenever a file of the program is saved.

torch and everything else that is no file of the program stay loaded; each check runs in a fork, which imports the
program anew. A fork costs hundredths of a second, torch seconds. What takes longer than a moment (the
sizes that are accepted, the edits for a fault) comes behind the layers and the faults, and is given up where a file is
saved meanwhile.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import select
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shapefault.check.errors import UsageError
from shapefault.check.jobs import Job, run
from shapefault.integrations.forks import Fork, Tell
from shapefault.integrations.say import say

if TYPE_CHECKING:
    from shapefault.check.result import CheckResult
    from shapefault.integrations.check_cmd import View

_LOOK = 0.1
"""Seconds between two looks at the files."""
_AT_ONCE = 0.7
"""Seconds after which the layers and faults are shown, where the rest is not there yet."""

Stamps = Mapping[str, tuple[int, int] | None]


@dataclass(frozen=True)
class Look:
    """A check as far as it has come."""

    text: str
    status: int
    files: list[str]
    """The program's files that were loaded."""
    libraries: list[str]
    done: bool


def watch(jobs: list[Job], view: View) -> int:
    """Check, wait for a change, check again, until interrupted; the status of the last check."""
    if not hasattr(os, "fork"):
        raise UsageError("--watch needs os.fork, which this system has not; run the check again instead")
    warm()
    watched = _Watch(jobs, view)
    try:
        while True:
            watched.check()
    except KeyboardInterrupt:
        return watched.status


class _Watch:
    """The checks of some models, one behind the other."""

    def __init__(self, jobs: list[Job], view: View) -> None:
        self._jobs, self._view = jobs, view
        self._saved = ""
        self.status = 0

    def check(self) -> None:
        """Check, and come back when a file was saved; then the check may not have come to its end."""
        began, clock = time.perf_counter(), time.time_ns()
        stamps: Stamps = {}
        held: Look | None = None
        saved: str | None = None
        with Fork(lambda tell: checked(self._jobs, self._view, tell)) as fork:
            while saved is None:
                try:
                    look = fork.next(_LOOK)
                except EOFError:
                    raise UsageError("the check ended without a result; run it without --watch to see why") from None
                if look is not None:
                    held, stamps, self.status = look, stamps_of(look.files, clock), look.status
                seconds = time.perf_counter() - began
                if held is not None and (held.done or seconds > _AT_ONCE):
                    self._show(held, seconds)
                    if held.done:
                        break
                    held = None
                saved = changed_file(stamps)
        if held is not None:
            _keep_loaded(held.libraries)  # before a change is waited for: the next check is to be a quick one
        self._saved = saved or next_change(stamps)

    def _show(self, look: Look, seconds: float) -> None:
        click.clear() if sys.stdout.isatty() else None
        changed = f"{os.path.relpath(self._saved)} was saved; " if self._saved else ""
        then = "waiting for a change" if look.done else "sizes and edits follow"
        say(f"{look.text}\n{changed}checked in {seconds:.2f} s; {then}\n")
        sys.stdout.flush()


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


def checked(jobs: list[Job], view: View, tell: Tell) -> None:
    """Tell the layers and the faults of some models, and then all of it where that is more."""
    before = set(sys.modules)

    def look(text: str, status: int, done: bool) -> Look:
        return Look(text, status, *_loaded(jobs, before), done)

    def seen(results: list[CheckResult], done: bool) -> Look:
        from shapefault.integrations.check_cmd import worst

        return look(view.drawn(results, len(jobs) > 1), int(worst(results) == "faults"), done)

    try:
        results = [run(_short(job)) for job in jobs]
        all_of_it = not any(_has_more(job, result) for job, result in zip(jobs, results, strict=True))
        tell(seen(results, all_of_it))
        if not all_of_it:
            tell(seen([run(job) for job in jobs], True))
    except UsageError as problem:
        tell(look(f"shapefault: {problem}\n", 2, True))


def _short(job: Job) -> Job:
    """The part of a check that takes a moment."""
    return replace(job, domain=False, require=(), fixes=False, independence=False)


def _has_more(job: Job, short: CheckResult) -> bool:
    """Whether the rest of a check may say something else."""
    found = bool(short.diagnoses) and (job.fixes or job.domain)
    return found or bool(job.require) or job.independence or (job.domain and bool(short.spec.free))


def _loaded(jobs: list[Job], before: set[str]) -> tuple[list[str], list[str]]:
    """The program's files, and the libraries that were loaded since ``before``."""
    from shapefault.source.files import is_user_file
    from shapefault.source.modules import program_files

    named = [str(Path(job.place.rpartition(":")[0]).resolve()) for job in jobs if ".py:" in job.target]
    new = [(name, getattr(sys.modules[name], "__file__", None)) for name in set(sys.modules) - before]
    libraries = sorted((name for name, file in new if file and not is_user_file(file)), key=lambda n: n.count("."))
    return list(dict.fromkeys([*named, *program_files()])), libraries


def stamps_of(files: list[str], began: int) -> Stamps:
    """The state of each file that a check begun at ``began`` has read; none where it was saved since."""
    found = {file: _stamp(file) for file in files}
    return {file: stamp if stamp is not None and stamp[0] < began else None for file, stamp in found.items()}


def changed_file(stamps: Stamps) -> str | None:
    """A file that is not in the state that its stamp says."""
    for file, stamp in stamps.items():
        now = _stamp(file)
        if now is not None and now != stamp:
            return file
    return None


def next_change(stamps: Stamps) -> str:
    """Wait until one of the files is not in the state that its stamp says; its path."""
    while (file := changed_file(stamps)) is None:
        select.select([], [], [], _LOOK)
    return file


def _stamp(file: str) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        found = Path(file).stat()
        return found.st_mtime_ns, found.st_size
    return None
