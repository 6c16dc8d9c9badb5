"""The warm interpreter: imports what the program will import, then forks a child for each job.

Importing torch takes seconds, a fork hundredths of one: that is what makes many candidates affordable.
Where there is no fork, or the imports have touched the GPU (which a fork does not survive), each job is
a fresh interpreter. The host runs none of the user's own code itself.
"""
# Works with bare paths and descriptors, beneath pathlib.
# ruff: noqa: PTH116, PTH123

from __future__ import annotations

import contextlib
import gc
import importlib
import linecache
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass, field
from typing import Any

from shapefault.repair.rerun import wire
from shapefault.repair.rerun.ears import Ears
from shapefault.repair.rerun.job import Job, Start
from shapefault.repair.rerun.launch import command
from shapefault.repair.rerun.outcome import Outcome
from shapefault.repair.rerun.progress import counted

TAIL = 6000
_LOG_LIMIT = 1 << 26
_PARENT = "parent"
_PARENT_CHECK = 1.0
_LOOK = 0.05


@dataclass
class Running:
    """A job that has a process."""

    job: Job
    pid: int
    pipe: int
    began: float
    process: subprocess.Popen[bytes] | None = None
    inbox: wire.Inbox = field(default_factory=wire.Inbox)
    early: Outcome | None = None
    """How the run went, if its child has said so and is still at work on the payload."""


class Host:
    """Starts jobs, watches them, ends them, and tells the parent."""

    def __init__(self, start: Start, orders: int, reports: int) -> None:
        self.start, self.orders, self.reports = start, orders, reports
        self.fork = start.fork and hasattr(os, "fork")
        self.waiting: list[Job] = []
        self.running: dict[int, Running] = {}
        self.inbox = wire.Inbox()
        self.ears = Ears()
        self.closing = False
        self.parent = os.getppid()

    def serve(self) -> None:
        """Work until the parent closes its end or dies."""
        self.ears.add(_PARENT, self.orders)
        try:
            while not self.closing:
                self._fill()
                for key, piece in self.ears.listen(self._patience()):
                    if key == _PARENT:
                        self._take_orders(piece)
                    elif isinstance(key, int) and key in self.running:
                        self._hear(self.running[key], piece)
                self._check_all()
                if os.getppid() != self.parent:
                    break
        finally:
            for ticket in list(self.running):
                self._end(self.running[ticket])
            shutil.rmtree(self.start.root, ignore_errors=True)

    def _patience(self) -> float:
        # A pipe speaks when a child has something to say; that it ended in silence is looked up.
        now = time.monotonic()
        bounds = [_LOOK if self.running else _PARENT_CHECK]
        bounds += [running.began + running.job.timeout - now for running in self.running.values()]
        return max(0.0, min(bounds))

    def _take_orders(self, piece: bytes) -> None:
        if not piece:
            self.closing = True
        for order, value in self.inbox.feed(piece):
            if order == "run":
                self.waiting.append(value)
            elif order == "cancel":
                self.waiting = [job for job in self.waiting if job.ticket != value]
                if value in self.running:
                    self._end(self.running[value])
                    wire.send(self.reports, ("ended", value, None))

    def _fill(self) -> None:
        while self.waiting and len(self.running) < self.start.width:
            job = self.waiting.pop(0)
            try:
                job.store()
                running = self._forked(job) if self.fork else self._fresh(job)
            except Exception as error:
                shutil.rmtree(job.folder, ignore_errors=True)
                self._report(job.ticket, Outcome("error", 0.0, f"{type(error).__name__}: {error}"), None)
                continue
            self.running[job.ticket] = running
            self.ears.add(job.ticket, running.pipe)
            wire.send(self.reports, ("started", job.ticket, running.pid))

    def _forked(self, job: Job) -> Running:
        out, into = os.pipe()
        began = time.monotonic()
        with warnings.catch_warnings():
            # Python 3.12 warns of a fork beside the threads of numpy's BLAS, under -W error by raising.
            warnings.simplefilter("ignore")
            pid = os.fork()
        if pid == 0:
            self._become(job, into, out)
        os.close(into)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        return Running(job, pid, out, began)

    def _become(self, job: Job, into: int, out: int) -> None:
        """In the forked child: let go of the host's descriptors, and run the job. Does not return."""
        try:
            self.ears.forget()
            os.close(out)
            os.close(self.reports)
            from shapefault.repair.rerun.child import run

            run(job, into)
        finally:
            os._exit(1)

    def _fresh(self, job: Job) -> Running:
        out, into = os.pipe()
        os.set_inheritable(into, True)
        began = time.monotonic()
        options: dict[str, Any] = {"pass_fds": (into,), "process_group": 0}
        handle = into
        if os.name == "nt":
            import msvcrt

            handle = msvcrt.get_osfhandle(into)  # type: ignore[attr-defined]
            os.set_handle_inheritable(handle, True)  # type: ignore[attr-defined]
            options = {
                "close_fds": False,
                "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP,  # type: ignore[attr-defined]
            }
        process = subprocess.Popen(
            command("shapefault.repair.rerun.child", job.folder, str(handle)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=job.program.cwd,
            **options,
        )
        os.close(into)
        return Running(job, process.pid, out, began, process)

    def _hear(self, running: Running, piece: bytes) -> None:
        """Take in what the child says; its last word ends the job."""
        for outcome, payload, last in running.inbox.feed(piece):
            if last:
                self._finish(running, outcome, payload)
                return
            running.early = outcome

    def _check_all(self) -> None:
        for running in list(self.running.values()):
            status = _ended(running)
            if status is not None:
                self._last_words(running)
                if running.job.ticket in self.running:
                    self._finish(running, running.early or _by_status(status), None)
            elif time.monotonic() - running.began >= running.job.timeout:
                self._finish(running, running.early or Outcome("timeout", 0.0), None)
            else:
                _trim(running.job.log)

    def _last_words(self, running: Running) -> None:
        """Whatever an ended child left in its pipe (whose end others may hold open)."""
        while running.job.ticket in self.running:
            pieces = self.ears.listen(0.0 if self.fork else 0.05)
            own = [piece for key, piece in pieces if key == running.job.ticket]
            for key, piece in pieces:
                if key == _PARENT:
                    self._take_orders(piece)
                elif isinstance(key, int) and key in self.running:
                    self._hear(self.running[key], piece)
            if not any(own):
                return

    def _finish(self, running: Running, outcome: Outcome, payload: bytes | None) -> None:
        seconds = time.monotonic() - running.began
        marked, past = counted(int.from_bytes(_content(running.job.counter, 8), "little"))
        log = _content(running.job.log, TAIL).decode("utf-8", "replace") + outcome.log
        if outcome.status == "timeout" and past > running.job.beyond:
            outcome = Outcome("survived", seconds)
        self._end(running)
        whole = Outcome(outcome.status, seconds, outcome.exception, outcome.where, None, log[-TAIL:], past, marked)
        self._report(running.job.ticket, whole, payload)

    def _end(self, running: Running) -> None:
        """Kill the job's whole process group and remove its folder."""
        kill_group(running.pid)
        if running.process is not None:
            running.process.kill()
            running.process.wait()
        else:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(running.pid, 0)
        self.ears.drop(running.job.ticket)
        del self.running[running.job.ticket]
        shutil.rmtree(running.job.folder, ignore_errors=True)

    def _report(self, ticket: int, outcome: Outcome, payload: bytes | None) -> None:
        wire.send(self.reports, ("done", ticket, (outcome, payload)))


def kill_group(pid: int) -> None:
    """Kill every process of the group that ``pid`` leads."""
    if os.name == "nt":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(pid)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _ended(running: Running) -> int | None:
    """The exit code of the job's process (minus the signal's number), None while it lives."""
    if running.process is not None:
        return running.process.poll()
    # WNOWAIT: the process stays a zombie, and its id its own, until its group has been killed.
    ended = os.waitid(os.P_PID, running.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if ended is None:
        return None
    return ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status


def _by_status(status: int) -> Outcome:
    """The outcome of a process that ended without a word: ``os._exit`` or a signal."""
    if status == 0:
        return Outcome("passed", 0.0)
    if status > 0:
        return Outcome("failed", 0.0, f"exit status {status}")
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return Outcome("failed", 0.0, f"killed by {name}")


def _trim(log: str) -> None:
    """Start a log anew that a program prints into without end."""
    with contextlib.suppress(OSError):
        if os.stat(log).st_size > _LOG_LIMIT:
            os.truncate(log, 0)


def _content(path: str, last: int) -> bytes:
    """The last bytes of a file, nothing if there is no such file."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - last))
            return file.read(last)
    except OSError:
        return b""


def warm(start: Start) -> bool:
    """Import what jobs will need; False if a fork would not survive what that did."""
    sys.argv = list(start.program.argv)
    main: Any = sys.modules["__main__"]
    if start.program.script is not None:
        main.__file__ = start.program.script
    from shapefault.repair.rerun import child, sandbox

    sandbox.prepare()
    child.warm()
    for name in start.preload:
        with contextlib.suppress(BaseException):
            importlib.import_module(name)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    torch = sys.modules.get("torch")
    return not (torch is not None and torch.cuda.is_initialized())


def main() -> None:
    """Serve the parent at the other end of stdin and stdout."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders, reports = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)
    sys.dont_write_bytecode = True
    # From 3.13 on, the text of -c stands there: not for the program's own <string>.
    linecache.cache.clear()
    start = _first(orders)
    if start is None:
        return
    host = Host(start, orders, reports)
    if host.fork:
        host.fork = warm(start)
        gc.collect()
        gc.freeze()
    try:
        host.serve()
    finally:
        # Libraries' exit handlers have nothing to do here, and torch takes a second for its own.
        os._exit(0)


def _first(orders: int) -> Start | None:
    """The opening message, read to its last byte and not further."""
    head = _exactly(orders, 8)
    body = _exactly(orders, int.from_bytes(head, "big"))
    start: Start | None = pickle.loads(body) if body else None
    return start


def _exactly(fd: int, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = os.read(fd, count - len(data))
        if not piece:
            return b""
        data += piece
    return data
