"""A run that does no harm: what it writes goes to a folder that is removed, nothing leaves the machine.

Four layers, each for what the one above it misses:

1. wrappers of ``open`` and ``os`` (:mod:`.files`), and of libraries that write from C (:mod:`.natives`),
   turn paths into a shadow tree that reads see first;
2. an audit hook (:mod:`.guard`) refuses what changes something elsewhere, connects, or starts programs;
3. where the kernel has Landlock (:mod:`.landlock`), it refuses writes outside the job's folder, also
   from C code and from other programs;
4. the environment (:mod:`.surroundings`) turns trackers off and displays away.

What is left: without Landlock, a C library that writes by itself and that :mod:`.natives` does not know;
C code that opens network connections by itself; servers on this machine, which stay reachable.
"""

from __future__ import annotations

import os

from shapefault.repair.rerun.job import Job
from shapefault.repair.rerun.sandbox import (
    files,
    guard,
    landlock,
    natives,
    processes,
    shadow,
    surroundings,
)
from shapefault.repair.rerun.sandbox.imports import after, find_written

__all__ = ["after", "enter", "enter_worker", "prepare"]


def prepare() -> None:
    """Put the wrappers in place, at rest: whatever is imported from now on binds them."""
    surroundings.calm()
    files.install()
    processes.install()
    natives.install()


def enter(job: Job) -> None:
    """Close the sandbox around this process and all that it starts; there is no way out."""
    tree = shadow.Shadow(job.folder, surroundings.arrange(job))
    for path, text in job.overlay.items():
        tree.place(path, text)
    _close(tree)


def enter_worker(folder: str) -> None:
    """The same in a python that a job has started: overlay, sandbox, and mark of the crash line."""
    from shapefault.repair.rerun import progress
    from shapefault.source import overlay

    job = Job.load(folder)
    prepare()
    _close(shadow.Shadow(folder))
    progress.install(job)
    overlay.install(job.overlay)


def _close(tree: shadow.Shadow) -> None:
    shadow.current = tree
    find_written()
    confined = landlock.confine([tree.root, "/dev", "/proc"]) if os.name == "posix" else False
    processes.others_allowed = confined
    guard.watch(tree)
