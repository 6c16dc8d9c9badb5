"""The cases in quick succession: diagnosis and search are the real ones, but no interpreter is started.

    python tests/cases/harness.py                        the three sets, two cases at a time
    python tests/cases/harness.py --set a ID [ID ...] -v --json rows.json

One process loads torch and forks: for each case a child that runs the program and diagnoses its crash, and for
its reruns the same host, sandbox and children as ever, forked instead of started. The rows have the marks of
``score.py``, and what was seen on the way.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import io
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import casebook

MARKS = ("found", "located", "cause", "culprit", "fixed", "accepted", "any")
LIMIT = 120
"""Seconds after which a case is given up."""
SEARCH, JOB = 20.0, 15.0
"""Seconds for one search, and for one rerun in it: more than a user would wait, for the machine may be busy."""


def warm() -> None:
    """Load once what the programs and we ourselves need; the sandbox's wrappers come before all libraries."""
    os.environ.update(OMP_NUM_THREADS="1")
    sys.dont_write_bytecode = True
    from shapefault.observe import hooks
    from shapefault.repair.rerun import child, sandbox

    sandbox.prepare()
    child.warm()
    hooks.arm()
    for name in (
        *("torch.utils.data", "torchvision.transforms"),
        *("shapefault.diagnose.crash", "shapefault.repair.inner", "shapefault.repair.search"),
    ):
        importlib.import_module(name)
    from shapefault.faults import all_faults

    all_faults()
    sys.modules["torch"].set_num_threads(1)
    gc.freeze()  # else each fork's first collection copies every page that it shares with us


class ForkedHost:
    """Stands where the pool starts the host as a new interpreter: a fork that waits for its orders."""

    def __init__(self) -> None:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(ours_out)
                os.close(ours_in)
                _serve(theirs_in, theirs_out)
            finally:
                os._exit(0)
        os.close(theirs_in)
        os.close(theirs_out)
        self.stdin, self.stdout = os.fdopen(ours_out, "wb", 0), os.fdopen(ours_in, "rb", 0)

    def poll(self) -> int | None:
        """The exit status, None while it lives."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float = 60.0) -> int:
        """The exit status, once it has ended."""
        end = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("host", timeout)
            time.sleep(0.005)
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGKILL)


def _serve(orders: int, reports: int) -> None:
    from shapefault.repair.rerun import host

    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    start = host._first(orders)
    if start is None:
        return
    sys.argv = list(start.program.argv)
    sys.modules["__main__"].__file__ = start.program.script
    host.Host(start, orders, reports).serve()


def pool_on(waiting: ForkedHost, script: Path, crash: Any) -> Any:
    """The real pool, with ``waiting`` for its host."""
    from shapefault.model import Program
    from shapefault.repair.rerun import RerunPool, pool

    plain = pool.subprocess
    pool.subprocess = types.SimpleNamespace(**{**vars(plain), "Popen": lambda *_, **__: waiting})  # type: ignore[attr-defined]
    try:
        folder = str(script.parent)
        return RerunPool(
            Program(str(script), None, (str(script),), folder, folder),
            preload=(),
            on_crash="shapefault.repair.inner:next_fault",
            past=(crash.user.file, crash.user.lineno) if crash.user is not None else None,
        )
    finally:
        pool.subprocess = plain  # type: ignore[attr-defined]


def run_program(script: Path) -> BaseException | None:
    """Run the program in this process; how it crashed."""
    os.chdir(script.parent)
    sys.path.insert(0, str(script.parent))
    sys.argv = [str(script)]
    main = types.ModuleType("__main__")
    main.__file__ = str(script)
    main.__dict__["__builtins__"] = __builtins__
    for name in [n for n, m in sys.modules.items() if getattr(m, "__file__", None) in (__file__, casebook.__file__)]:
        del sys.modules[name]  # our own files are no part of the program
    sys.modules["__main__"] = main
    for name, module in list(sys.modules.items()):  # the tests' own files are no part of the program
        if (getattr(module, "__file__", None) or "").startswith(f"{casebook.HERE}{os.sep}"):
            del sys.modules[name]
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(script.read_bytes(), str(script), "exec", dont_inherit=True), vars(main))
        except SystemExit:
            return None
        except Exception as error:
            # From here on it looks as it does when nothing stands around the program.
            assert error.__traceback__ is not None
            return error.with_traceback(error.__traceback__.tb_next)
    return None


def evaluate(case: casebook.Case, scratch: Path) -> dict[str, Any]:
    """Run, diagnose and search; the row of one case."""
    from shapefault.diagnose.crash import diagnose, final
    from shapefault.observe.crash import Crash
    from shapefault.repair.last_resort import LastResort
    from shapefault.repair.search import Search
    from shapefault.repair.tries import Resort, tries_of

    row: dict[str, Any] = {"id": case.id, "kind": case.kind, "found": False}
    folder, name = case.place(scratch)
    script = folder / name
    host = ForkedHost()
    began = time.perf_counter()
    error = run_program(script)
    row["run_s"] = round(time.perf_counter() - began, 2)
    if error is None:
        host.kill()
        return {**row, "raised": None}
    row["raised"] = f"{type(error).__name__}: {error}"[:300]
    began = time.perf_counter()
    crash = Crash.of(error)
    found = _strictly(diagnose, crash, row)
    row["diagnosis_s"] = round(time.perf_counter() - began, 2)
    if found is None:
        host.kill()
        return row
    began = time.perf_counter()
    last = LastResort(found.trace, found.suspects)
    with pool_on(host, script, crash) as pool:
        resort = Resort(last.slips, last.watched)
        search = Search(pool, tries_of(found), ran=name, budget=SEARCH, job_timeout=JOB, resort=resort)
        result = search.run()
    diagnosis = final(found.diagnosis, found.suspects, result.passed[:3])
    module = diagnosis.module.path if diagnosis.module is not None else None
    edits = [[_span(e.span) for e in fix.edits] for fix in diagnosis.fixes]
    return {
        **row,
        "found": True,
        "code": diagnosis.code,
        "said": diagnosis.message,
        "stage": str(diagnosis.cause),
        "blamed": diagnosis.culprit and _span(diagnosis.culprit.span),
        "tried": result.tried,
        "reproduced": result.reproduced,
        "search_s": round(time.perf_counter() - began, 2),
        "candidates": [_told(f) for f in found.candidates[:14]],
        "fixes": [_told(f) for f in diagnosis.fixes],
        "located": case.located(diagnosis.primary and _span(diagnosis.primary.span), module),
        "cause": diagnosis.cause == case.kind,
        "culprit": case.blames(diagnosis.culprit and _span(diagnosis.culprit.span)),
        "fixed": bool(edits),
        "accepted": bool(edits) and case.edits_right_line(edits[0]),
        "any": any(case.edits_right_line(own) for own in edits),
    }


def _strictly(diagnose: Any, crash: Any, row: dict[str, Any]) -> Any:
    """The diagnosis; a fault that fails inside is noted, and then passed over as for a user."""
    os.environ["SHAPEFAULT_STRICT"] = "1"
    try:
        found = diagnose(crash)
        if found is not None:
            _ = found.candidates  # of all faults that fit, not of the first alone
        return found
    except Exception:
        row["internal"] = traceback.format_exc()
    finally:
        del os.environ["SHAPEFAULT_STRICT"]
    return diagnose(crash)


def _span(span: Any) -> dict[str, Any]:
    return {"file": span.file, "start": list(span.start), "end": list(span.end)}


def _told(fix: Any) -> str:
    edits = "; ".join(f"{Path(e.span.file).name}:{e.span.line} {e.content.strip()[:70]!r}" for e in fix.edits)
    return f"{fix.prior:.2f} {fix.title}: {edits}"


def _in_child(case: casebook.Case, into: int) -> None:
    """One case in this process, which ends with it; the row goes to the parent."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            row = evaluate(case, Path(scratch).resolve())
        except BaseException:
            row = {"id": case.id, "kind": case.kind, "internal": traceback.format_exc()}
    os.write(into, json.dumps(row, default=str).encode())
    os._exit(0)


def evaluate_all(cases: list[casebook.Case], width: int) -> Iterator[dict[str, Any]]:
    """The rows of all cases, in the order of finishing; :func:`warm` comes first."""
    waiting, running = list(cases), selectors.DefaultSelector()
    while waiting or running.get_map():
        while waiting and len(running.get_map()) < width:
            case = waiting.pop(0)
            out, into = os.pipe()
            pid = os.fork()
            if pid == 0:
                _in_child(case, into)
            os.close(into)
            running.register(out, selectors.EVENT_READ, (case, pid, time.monotonic(), bytearray()))
        ready = {key.fd for key, _ in running.select(0.2)}
        for descriptor, key in list(running.get_map().items()):
            case, pid, began, text = key.data
            piece = os.read(descriptor, 1 << 20) if descriptor in ready else None
            if piece:
                text += piece
            elif piece == b"" or time.monotonic() - began > LIMIT:
                running.unregister(descriptor)
                os.close(descriptor)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                yield json.loads(text) if text else {"id": case.id, "kind": case.kind, "internal": "no answer"}


def shares(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Per cent of the failing programs that have each mark."""
    failing = [row for row in rows if row["kind"] != "clean"]
    return {mark: 100 * sum(bool(row.get(mark)) for row in failing) / max(1, len(failing)) for mark in MARKS}


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("ids", nargs="*", metavar="ID")
    words.add_argument("--set", action="append", choices=casebook.BOOKS, dest="books")
    words.add_argument("-j", type=int, default=2, help="cases at a time")
    words.add_argument("-v", action="store_true", help="tell more of the cases that lack a mark")
    words.add_argument("--json", help="write all rows to this file")
    given = words.parse_args()
    cases = [c for c in casebook.load(given.books or casebook.SETS, given.ids) if c.kind != "silent"]
    warm()
    began, rows = time.perf_counter(), []
    for row in evaluate_all(cases, given.j):
        rows.append(row)
        lacks = [mark for mark in MARKS if not row.get(mark)] if row["kind"] != "clean" else ["quiet"] * row["found"]
        print(f"{row['id']}: {'lacks ' + ', '.join(lacks) if lacks else 'ok'} {row.get('code', '')}", flush=True)
        if given.v and (lacks or row.get("internal")):
            print(json.dumps(row, indent=2), flush=True)
    if given.json:
        Path(given.json).write_text(json.dumps(rows, indent=1))
    print(", ".join(f"{mark} {share:.0f}" for mark, share in shares(rows).items()))
    print(f"{len(rows)} cases in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
