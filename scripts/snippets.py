"""Runs the small programs that faults bring along, each in a fork of a process that has torch loaded.

A program is written to a folder of its own, run as ``__main__``, and its crash goes through the same diagnosis,
search and rendering as that of ``shapefault run``; only the new interpreter for each rerun is saved.

As a script it serves: one request a line on stdin, one reply a line on stdout, both JSON.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import pickle
import random
import re
import select
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import types
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

NAME = "example.py"
_PRELUDE = (
    (r"\btorch\.", "import torch"),
    (r"(?<![\w.])F\.", "import torch.nn.functional as F"),
    (r"(?<![\w.])nn\.", "from torch import nn"),
)
_SECONDS = 20.0
_ALTERNATIVES = 6
"""How many edits are tried from the first that passes on; the tool's own limit is a time."""


@dataclass
class Fixed:
    """A fix that made the program pass, and the program with it."""

    title: str
    applicability: str
    program: str


@dataclass
class Ran:
    """How a program went: what it raised, which faults that is, and what the report says."""

    raised: str | None = None
    codes: list[str] = field(default_factory=list)
    """Code of every fault that recognised the crash, the one that is reported first."""
    text: str = ""
    fixes: list[Fixed] = field(default_factory=list)
    broken: str = ""
    """The traceback of our own code, where that failed."""


def program(snippet: str, for_names_in: str = "") -> str:
    """A snippet as a program: the imports of torch that it (or the other text) uses, then itself."""
    body = textwrap.dedent(snippet).strip("\n") + "\n"
    used = body + for_names_in
    known = [line for name, line in _PRELUDE if re.search(name, used) and line not in body.splitlines()]
    return "\n".join(known) + ("\n\n" if known else "") + body


# --- in the forks


def warm_up() -> None:
    """Load what the programs and the diagnosis need, once for all forks."""
    os.environ.update(OMP_NUM_THREADS="1", SHAPEFAULT_STRICT="1")
    sys.dont_write_bytecode = True
    from shapefault.observe import hooks

    hooks.arm()
    import torch
    import torch.utils.data

    try:
        import torchvision.transforms.v2  # noqa: F401
    except ImportError:
        pass
    import shapefault.render.text
    import shapefault.repair.inner  # noqa: F401
    from shapefault.diagnose import crash
    from shapefault.faults import all_faults
    from shapefault.observe.loader import batch, fetch
    from shapefault.repair import search
    from shapefault.source import files

    all_faults()
    # What a user does not wait for may take its time here, so that each run says the same.
    crash._AT_ONCE = search._EXTRA = search._CONFIRM = 1000.0
    fetch.observe_loader.__kwdefaults__["budget_s"] = batch._SCAN_S = 1000.0
    # This file is below every program on the stack, and no part of it.
    roots = (*files._library_roots(), str(Path(__file__).resolve().parent))
    files._library_roots = lambda: roots
    torch.set_num_threads(1)
    _seed(0)
    gc.freeze()  # else each fork's first collection copies every page that it shares with us


def _seed(seed: int) -> None:
    import numpy
    import torch

    torch.manual_seed(seed)
    numpy.random.seed(seed)
    random.seed(seed)


def run(text: str, *, repair: bool, name: str = NAME) -> Ran:
    """The program's crash, diagnosed, and repaired if wanted; in a fork, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(os.path.realpath(folder), name)
        Path(path).write_text(text, encoding="utf-8")
        fork = _Fork(lambda: _diagnosed(path, repair))
        ready, _, _ = select.select([fork.pipe], [], [], 8 * _SECONDS)
        result = fork.result() if ready else fork.kill()
        return result if isinstance(result, Ran) else Ran(broken=str(result))


def _diagnosed(path: str, repair: bool) -> Ran:
    exc = _crash(path, {})
    if exc is None:
        return Ran()
    from shapefault.diagnose.crash import diagnose, final
    from shapefault.model import Report
    from shapefault.observe.crash import Crash
    from shapefault.render.text import render
    from shapefault.repair.edits import overlay_of
    from shapefault.repair.search import Search
    from shapefault.repair.tries import Tries

    raised = f"{type(exc).__name__}: {exc}"
    crash = Crash.of(exc)
    found = diagnose(crash)
    if found is None:
        return Ran(raised)
    diagnosis, fixes = found.diagnosis, []
    if repair and found.candidates:
        pool: Any = _Pool(path)
        search = Search(
            pool,
            Tries(tuple(found.candidates)),
            ran=os.path.basename(path),
            budget=4 * _SECONDS,
            job_timeout=_SECONDS,
            width=1,
        )
        passed = search.run().passed[:3]
        diagnosis = final(found.diagnosis, found.suspects, passed)
        fixes = [Fixed(f.title, f.applicability, overlay_of(f.edits).get(path, "")) for f in passed]
    report = Report("", None, os.path.dirname(path), (diagnosis,))
    return Ran(raised, [fault.code for fault, _ in found.matched], render(report), fixes)


def _crash(path: str, overlay: dict[str, str]) -> BaseException | None:
    """Run the file as ``__main__``; what it raised, without our own frames."""
    from shapefault.source import overlay as sources

    os.chdir(os.path.dirname(path))
    sys.path.insert(0, os.path.dirname(path))
    sys.argv = [path]
    if overlay:
        sources.install(overlay)
    main = types.ModuleType("__main__")
    main.__dict__["__file__"] = path
    sys.modules["__main__"] = main
    code = compile(sources.read(path), path, "exec", dont_inherit=True)
    try:
        exec(code, main.__dict__)
    except SystemExit:
        return None
    except BaseException as exc:
        return exc.with_traceback(exc.__traceback__ and exc.__traceback__.tb_next)
    return None


class _Fork:
    """A function running in a child of this process; its result comes through a pipe."""

    def __init__(self, call: Any) -> None:
        self.started = time.perf_counter()
        self.pipe, end = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid:
            os.close(end)
            return
        try:
            os.close(self.pipe)
            os.setsid()
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            sys.stdout = sys.stderr = open(1, "w", closefd=False)  # noqa: SIM115
            try:
                result = call()
            except BaseException:
                import traceback

                result = traceback.format_exc()
            with os.fdopen(end, "wb") as stream:
                stream.write(pickle.dumps(result))
        finally:
            os._exit(0)

    def result(self) -> Any:
        with os.fdopen(self.pipe, "rb") as stream:
            data = stream.read()
        os.waitpid(self.pid, 0)
        return pickle.loads(data) if data else "the process died"

    def kill(self) -> str:
        os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.pipe)
        return "still running after its time"


class _Pool:
    """Stands for the pool of rerun hosts: an edited program runs in a fork, one at a time."""

    def __init__(self, path: str) -> None:
        self._path, self._last = path, 0
        self._ready: dict[int, Any] = {}
        self._more = _ALTERNATIVES

    def submit(self, overlay: dict[str, str], *, timeout: float, seed: int | None = None, known: Any = None) -> int:
        self._last += 1
        self._ready[self._last] = (overlay, timeout, seed)
        return self._last

    def wait(self, timeout: float | None = None) -> Any:
        from shapefault.repair.rerun import Outcome

        if not self._ready:
            return None
        ticket = min(self._ready)
        overlay, seconds, seed = self._ready.pop(ticket)
        if seed is None and not self._more:
            return None
        fork = _Fork(lambda: self._outcome(overlay, seed))
        ready, _, _ = select.select([fork.pipe], [], [], seconds)
        got = fork.result() if ready else fork.kill()
        took = time.perf_counter() - fork.started
        if self._more < _ALTERNATIVES or got[0] == "passed":
            self._more = max(0, self._more - 1)
        if isinstance(got, str):
            return ticket, Outcome("timeout" if not ready else "error", took, got)
        return ticket, Outcome(got[0], took, *got[1:])

    def cancel(self, ticket: int) -> None:
        self._ready.pop(ticket, None)

    def _outcome(self, overlay: dict[str, str], seed: int | None) -> tuple[Any, ...]:
        if seed is not None:
            _seed(seed)
        from shapefault.observe.crash import Crash
        from shapefault.repair.inner import next_fault
        from shapefault.repair.rerun import memory

        memory.bound(0)
        exc = _crash(self._path, overlay)
        if exc is None:
            return ("passed",)
        user = Crash.of(exc).user
        where = (user.file, user.lineno) if user is not None else None
        return ("failed", f"{type(exc).__name__}: {exc}", where, next_fault(exc))


# --- for callers in another process


_KEPT = Path(__file__).resolve().parent.parent / ".snippets_cache"


@lru_cache(maxsize=1)
def _versions() -> str:
    """What the end of a run depends on beside the snippet: all of our code, and who runs it."""
    source = Path(__file__).resolve().parent.parent / "src"
    ours = hashlib.sha256()
    for path in sorted([Path(__file__).resolve(), *source.rglob("*.py"), *source.rglob("*.json")]):
        ours.update(str(path).encode() + path.read_bytes())
    names = ("torch", "torchvision", "numpy", "einops", "pillow")
    installed = {one.name: one.version for one in distributions() if one.name in names}
    return json.dumps([sys.version, sys.platform, sorted(installed.items()), ours.hexdigest()])


def _from_json(reply: str) -> Ran:
    told = json.loads(reply)
    return Ran(**{**told, "fixes": [Fixed(**one) for one in told["fixes"]]})


class Server:
    """This file as a process that stays warm, for callers that had better not fork themselves."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )

    def run(self, text: str, *, repair: bool, name: str = NAME) -> Ran:
        """As the function of that name; what was run before, by the same code of ours and torch's, is not run again."""
        asked = json.dumps({"text": text, "repair": repair, "name": name})
        kept = _KEPT / f"{hashlib.sha256((_versions() + asked).encode()).hexdigest()}.json"
        if not kept.exists():
            reply = self._answer(asked)
            if json.loads(reply)["broken"]:
                return _from_json(reply)
            _KEPT.mkdir(exist_ok=True)
            partly = kept.with_suffix(f".{os.getpid()}")
            partly.write_text(reply, encoding="utf-8")
            partly.replace(kept)
        return _from_json(kept.read_text(encoding="utf-8"))

    def _answer(self, asked: str) -> str:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(asked + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def close(self) -> None:
        """End the process; by word, for a fork of the caller's that lives on would keep its stdin open."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.close()
        self._process.wait()


def serve() -> None:
    """Answer requests until stdin ends, or an empty line says so."""
    warm_up()
    for line in sys.stdin:
        if not line.strip():
            break
        sys.stdout.write(json.dumps(asdict(run(**json.loads(line)))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    # Under its own name: __main__ becomes the programs'.
    import snippets

    snippets.serve()
