"""One run of the user's program, as python runs it, in a process of its own."""
# Works with bare paths and descriptors, beneath pathlib.
# ruff: noqa: PTH100, PTH112, PTH118, PTH120, PTH123

from __future__ import annotations

import atexit
import builtins
import contextlib
import importlib
import importlib.machinery
import importlib.util
import io
import os
import pickle
import random
import runpy
import signal
import sys
import sysconfig
import threading
import traceback
import types
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from shapefault.observe import hooks
from shapefault.repair.rerun import progress, sandbox, wire
from shapefault.repair.rerun.job import Job
from shapefault.repair.rerun.outcome import Outcome
from shapefault.source import overlay


def warm() -> None:
    """Load what each child will need, once, in the host; where things are built is noted for the next diagnosis."""
    overlay.hook()
    hooks.arm()


def run(job: Job, into: int) -> NoReturn:
    """Run the job in this process, tell the host through ``into``, and end the process."""
    with contextlib.suppress(OSError, AttributeError):
        os.setsid()
    _die_with_host()
    _outlets(job)
    pid = os.getpid()
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sandbox.enter(job)
        progress.install(job)
        overlay.install(job.overlay)
        os.chdir(job.program.cwd)
        sys.argv[:] = job.program.argv
        if job.program.path0:
            sys.path.insert(0, job.program.path0)
        _settle(job.seed)
        if job.on_start is not None:
            _called(job.on_start)
    except BaseException as error:
        traceback.print_exc()
        wire.send(into, (Outcome("error", 0.0, _headline(error)), None, True))
        os._exit(1)
    outcome, payload = _execute(job, pid, into)
    if os.getpid() != pid:  # a process that the program forked came back here: it has nothing to report
        _flush()
        os._exit(0 if outcome.status == "passed" else 1)
    if payload is None and job.on_end is not None:
        outcome, payload = _at_end(job.on_end, outcome)
    _flush()
    with contextlib.suppress(OSError):
        wire.send(into, (outcome, payload, True))
    os._exit(0)


def _execute(job: Job, pid: int, into: int) -> tuple[Outcome, bytes | None]:
    try:
        _program(job)
        # As at the interpreter's end: wait for threads, then atexit, both within the job's time.
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    except SystemExit as request:
        return _at_exit(request), None
    except BaseException as error:
        return _at_crash(job, error, pid, into)
    return Outcome("passed", 0.0), None


def _program(job: Job) -> None:
    main = types.ModuleType("__main__")
    main.__dict__.update(__builtins__=builtins, __annotations__={})
    sys.modules["__main__"] = main
    program = job.program
    if program.module is not None:
        runpy._run_module_as_main(program.module, alter_argv=True)  # type: ignore[attr-defined]
        return
    assert program.script is not None
    path = os.path.join(program.cwd, program.script.removeprefix("." + os.sep))
    if os.path.isdir(path) or not _is_source(path):
        runpy.run_path(path, run_name="__main__")
        return
    main.__file__ = path
    main.__loader__ = importlib.machinery.SourceFileLoader("__main__", path)
    main.__dict__["__cached__"] = None
    exec(overlay.code(path), main.__dict__)


def _is_source(path: str) -> bool:
    with open(path, "rb") as file:
        start = file.read(4)
    return not start.startswith(b"PK\x03\x04") and start != importlib.util.MAGIC_NUMBER


def _at_exit(request: SystemExit) -> Outcome:
    status = request.code
    if status is None or status == 0:
        with contextlib.suppress(BaseException):
            threading._shutdown()  # type: ignore[attr-defined]
            atexit._run_exitfuncs()
        return Outcome("passed", 0.0)
    if not isinstance(status, int):
        with contextlib.suppress(Exception):
            print(status, file=sys.stderr)
        return Outcome("failed", 0.0, f"SystemExit: {status}", _where(request))
    return Outcome("failed", 0.0, f"exit status {status & 0xFF}", _where(request))


def _at_crash(job: Job, error: BaseException, pid: int, into: int) -> tuple[Outcome, bytes | None]:
    error = error.with_traceback(_users_part(error.__traceback__))
    with contextlib.suppress(BaseException):
        sys.excepthook(type(error), error, error.__traceback__)
    outcome, payload = Outcome("failed", 0.0, _headline(error), _where(error)), None
    if job.on_crash is not None and os.getpid() == pid and not _is_known(job, outcome):
        try:
            wire.send(into, (outcome, None, False))
            payload = pickle.dumps(_called(job.on_crash, error))
        except BaseException as trouble:
            outcome = replace(outcome, log=f"shapefault: no payload: {type(trouble).__name__}: {trouble}\n")
    return outcome, payload


def _is_known(job: Job, outcome: Outcome) -> bool:
    """Whether the one who asks knows all that a run with this end could tell."""
    if job.known is None:
        return False
    _, past = progress.counted(int.from_bytes(Path(job.counter).read_bytes(), "little"))
    return job.known.is_met(outcome.where, outcome.exception, past)


def _at_end(callback: str, outcome: Outcome) -> tuple[Outcome, bytes | None]:
    """What the callback for a run without a crash has to tell."""
    try:
        return outcome, pickle.dumps(_called(callback))
    except BaseException as trouble:
        return replace(outcome, log=f"shapefault: no payload: {type(trouble).__name__}: {trouble}\n"), None


def _called(callback: str, *arguments: object) -> object:
    """The result of a function that is named as ``package.module:function``."""
    module, _, name = callback.partition(":")
    return getattr(importlib.import_module(module), name)(*arguments)


def _headline(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__


def _users_part(trace: types.TracebackType | None) -> types.TracebackType | None:
    """The traceback without the frames by which we started the program."""
    rest = trace
    while rest is not None:
        name = rest.tb_frame.f_code.co_filename
        if name != __file__ and name not in ("<frozen runpy>", runpy.__file__):
            return rest
        rest = rest.tb_next
    return trace


def _where(error: BaseException) -> tuple[str, int] | None:
    """The deepest frame that belongs to the user's program."""
    found = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        name = frame.f_code.co_filename
        if _is_users(name):
            found = (os.path.abspath(name), line)
    return found


def _is_users(name: str) -> bool:
    if name.startswith("<"):
        return False
    path = os.path.abspath(name)
    if "site-packages" in path or "dist-packages" in path:
        return False
    return not any(path.startswith(place + os.sep) for place in _foreign())


def _foreign() -> Iterator[str]:
    yield sysconfig.get_path("stdlib")
    yield sysconfig.get_path("platstdlib")
    yield os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def _outlets(job: Job) -> None:
    """Input from nowhere; what the program says goes to the job's log."""
    null = os.open(os.devnull, os.O_RDONLY)
    log = os.open(job.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(null)
    os.close(log)
    if sys.stdin is None or sys.stdin.closed:
        sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False))


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


def _settle(seed: int | None) -> None:
    """One thread (as in a DataLoader's worker: jobs run side by side), and the seed."""
    if seed is not None:
        random.seed(seed)
        sandbox.after("numpy", lambda numpy: numpy.random.seed(seed % 2**32))

    def torch_settings(torch: Any) -> None:
        torch.set_num_threads(1)
        if seed is not None:
            torch.manual_seed(seed)

    sandbox.after("torch", torch_settings)


def _die_with_host() -> None:
    """Ask the kernel, where it can do that, to end us when the host ends however it ends."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(Exception):
            ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)


def main() -> None:
    """Run the job in the folder that the command line names, in this fresh interpreter."""
    folder, handle = sys.argv[1:3]
    into = int(handle)
    if os.name == "nt":
        import msvcrt

        into = msvcrt.open_osfhandle(into, os.O_WRONLY)  # type: ignore[attr-defined]
    else:
        os.set_inheritable(into, False)
    sys.dont_write_bytecode = True
    sandbox.prepare()
    warm()
    run(Job.load(folder), into)
