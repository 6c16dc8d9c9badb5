"""The parent's side: hands jobs to the host, collects outcomes in the order of finishing."""
# Works with bare paths and descriptors, beneath pathlib.
# ruff: noqa: PTH110, PTH118

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from shapefault.model import Program
from shapefault.repair.rerun import memory, wire
from shapefault.repair.rerun.job import Job, Known, Start
from shapefault.repair.rerun.launch import command
from shapefault.repair.rerun.outcome import Outcome

_GRACE = 3.0
"""Seconds that the host has for killing its jobs before we do it."""


class RerunPool:
    """Runs a program again and again, each time with other source texts in place of some files.

    The host process starts at once and warms up while the caller goes on. ``on_crash`` names a function
    (``package.module:function``) that gets the live exception in the child; what it returns becomes the
    outcome's payload; ``on_end`` names one without arguments, for a run that ends normally.
    ``past`` is the crash line (file, line in the text as it is on disk): a run whose time is up ``survived`` only if
    execution went past this line, more than ``beyond`` times.
    """

    def __init__(
        self,
        program: Program,
        *,
        preload: Sequence[str],
        on_crash: str | None = None,
        on_end: str | None = None,
        width: int = 2,
        past: tuple[str, int] | None = None,
        beyond: int = 0,
        fork: bool = True,
    ) -> None:
        self._root = os.path.realpath(tempfile.mkdtemp(prefix="shapefault-"))
        self._program, self._on_crash, self._past, self._beyond = program, on_crash, past, beyond
        self._on_end = on_end
        self._tickets = 0
        self._open: set[int] = set()
        self._pids: dict[int, int] = {}
        self._outbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[int, Outcome]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = self._lost = False
        self._held = memory.held()
        try:
            self._host = subprocess.Popen(
                command("shapefault.repair.rerun.host"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd=program.cwd,
                env=None if program.env is None else dict(program.env),
                # Ctrl-C at the terminal is for us; we close the host.
                start_new_session=os.name != "nt",
            )
        except BaseException:
            shutil.rmtree(self._root, ignore_errors=True)
            raise
        # The callback's module comes last: it may need what the program's modules bring.
        modules = (*preload, *([on_crash.partition(":")[0]] if on_crash else []))
        self._outbox.put(Start(program, self._root, modules, max(1, width), fork))
        self._threads = [
            threading.Thread(target=work, name="shapefault-rerun", daemon=True) for work in (self._write, self._read)
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self,
        overlay: Mapping[str, str],
        *,
        timeout: float,
        seed: int | None = None,
        argv: Sequence[str] | None = None,
        aim: int = 0,
        on_start: str | None = None,
        known: Known | None = None,
    ) -> int:
        """Queue a run with ``overlay`` (absolute path -> new text); returns its ticket.

        ``aim`` is there for the module of ``on_crash``: how far the run has to come. ``on_start`` names a function
        that is called in the child before the program. A run that ends with the crash that is ``known`` has no payload.
        """
        program = self._program if argv is None else replace(self._program, argv=tuple(argv))
        with self._lock:
            self._tickets += 1
            ticket = self._tickets
            lost = self._lost or self._closed
            if not lost:
                self._open.add(ticket)
        if lost:
            self._done.put((ticket, Outcome("error", 0.0, "the rerun host has ended")))
            return ticket
        folder = os.path.join(self._root, str(ticket))
        self._outbox.put(
            (
                "run",
                Job(
                    ticket,
                    folder,
                    program,
                    dict(overlay),
                    timeout,
                    seed,
                    self._on_crash,
                    self._past,
                    self._beyond,
                    self._on_end,
                    aim,
                    on_start,
                    known,
                    self._held,
                ),
            )
        )
        return ticket

    def wait(self, timeout: float | None = None) -> tuple[int, Outcome] | None:
        """The next run that finished, in the order of finishing; None when ``timeout`` is over."""
        try:
            return self._done.get(timeout=timeout)
        except queue.Empty:
            return None

    def cancel(self, ticket: int) -> None:
        """Drop a run, or end it; :meth:`wait` will not report it."""
        with self._lock:
            known = ticket in self._open
            self._open.discard(ticket)
        if known:
            self._outbox.put(("cancel", ticket))

    def close(self) -> None:
        """End everything that runs and remove all that it wrote."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._open.clear()
        self._outbox.put(None)
        try:
            # One that was never given a job has nothing to end, and may be importing for seconds.
            self._host.wait(_GRACE if self._tickets else 0)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self._kill()
            for thread in self._threads:
                thread.join(_GRACE)
            for pipe in (self._host.stdin, self._host.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._remove()

    def _kill(self) -> None:
        """End the host if it still lives, and the jobs that it could not end any more."""
        from shapefault.repair.rerun.host import kill_group

        if self._host.poll() is None:
            self._host.kill()
            self._host.wait()
        # A host that ended by itself has ended its jobs: their numbers may be those of other processes by now.
        if self._host.returncode != 0:
            for pid in list(self._pids.values()):
                kill_group(pid)
        self._pids.clear()

    def _remove(self) -> None:
        # A process that is being killed may still write: look again until nothing is left.
        for _ in range(20):
            shutil.rmtree(self._root, ignore_errors=True)
            if not os.path.exists(self._root):
                return
            time.sleep(0.05)

    def __enter__(self) -> RerunPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _write(self) -> None:
        """Carry orders to the host (which does not read while it warms up)."""
        assert self._host.stdin is not None
        with contextlib.suppress(OSError):
            while (order := self._outbox.get()) is not None:
                wire.send(self._host.stdin.fileno(), order)
        with contextlib.suppress(OSError):
            self._host.stdin.close()

    def _read(self) -> None:
        """Take the host's reports until it ends."""
        assert self._host.stdout is not None
        inbox = wire.Inbox()
        with contextlib.suppress(OSError, ValueError):
            while piece := os.read(self._host.stdout.fileno(), 1 << 20):
                for kind, ticket, value in inbox.feed(piece):
                    self._note(kind, ticket, value)
        with self._lock:
            self._lost = True
            missing, self._open = sorted(self._open), set()
        for ticket in missing:
            self._done.put((ticket, Outcome("error", 0.0, "the rerun host has ended")))

    def _note(self, kind: str, ticket: int, value: Any) -> None:
        if kind == "started":
            self._pids[ticket] = value
            return
        self._pids.pop(ticket, None)
        with self._lock:
            if ticket not in self._open:  # cancelled
                return
            self._open.discard(ticket)
        outcome, payload = value
        self._done.put((ticket, _with_payload(outcome, payload)))


def _with_payload(outcome: Outcome, payload: bytes | None) -> Outcome:
    if payload is None:
        return outcome
    try:
        return replace(outcome, payload=pickle.loads(payload))
    except Exception as error:
        return replace(outcome, log=f"{outcome.log}\nshapefault: payload not readable: {error!r}\n")
