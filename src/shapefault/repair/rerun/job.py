"""What the host and a child are told, and where a child's things lie.

A job has a folder of its own: ``fs`` (what the program wrote, by absolute path), ``gone`` (marks of
what it deleted), ``tmp`` (its temporary files), ``log`` and ``past`` (a counter shared by all its
processes). The folder goes when the job ends.
"""
# Works with bare paths and descriptors, beneath pathlib.
# ruff: noqa: PTH103, PTH118

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shapefault.model import Program

ENTRY = "SHAPEFAULT_RERUN"
"""The environment variable by which processes that a job starts find the job's folder."""


@dataclass(frozen=True)
class Start:
    """The host's orders: the first message it gets."""

    program: Program
    root: str
    preload: tuple[str, ...]
    width: int
    fork: bool


@dataclass(frozen=True)
class Known:
    """A crash of which the one who asks knows all that a run could tell.

    ``where`` and ``exception`` are those of :class:`.outcome.Outcome`; None is any. ``past``: so many times at the most
    has execution gone past the crash line.
    """

    where: tuple[str, int] | None = None
    exception: str | None = None
    past: int = sys.maxsize

    def is_met(self, where: tuple[str, int] | None, exception: str, past: int) -> bool:
        """Whether a run has ended with it."""
        return self.where in (None, where) and self.exception in (None, exception) and past <= self.past


@dataclass(frozen=True)
class Job:
    """One run: the program with an overlay."""

    ticket: int
    folder: str
    program: Program
    overlay: Mapping[str, str]
    timeout: float
    seed: int | None
    on_crash: str | None
    past: tuple[str, int] | None
    beyond: int
    on_end: str | None = None
    aim: int = 0
    """How far the run has to come, as the one counts who follows it; 0 for its end."""
    on_start: str | None = None
    """A function (``package.module:function``) that is called before the program begins."""
    known: Known | None = None
    """The crash for which ``on_crash`` is not called."""
    held: int = 0
    """Bytes of memory that the program held when it crashed; 0 where that is not known."""

    @property
    def log(self) -> str:
        """The file that takes stdout and stderr."""
        return os.path.join(self.folder, "log")

    @property
    def counter(self) -> str:
        """The file that counts how often execution went past the crash line."""
        return os.path.join(self.folder, "past")

    def store(self) -> None:
        """Make the job's folder, with the job in it for processes that do not inherit our memory."""
        for name in ("fs", "tmp"):
            os.makedirs(os.path.join(self.folder, name))
        Path(self.counter).write_bytes(bytes(8))
        Path(self.folder, "job").write_bytes(pickle.dumps(self))

    @staticmethod
    def load(folder: str) -> Job:
        """The job that lives in ``folder``."""
        job: Job = pickle.loads(Path(folder, "job").read_bytes())
        return job

    @staticmethod
    def current() -> Job | None:
        """The job that this process is part of."""
        folder = os.environ.get(ENTRY)
        return Job.load(folder) if folder is not None else None
