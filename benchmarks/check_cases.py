"""``check --from-script`` on the failing programs of tests/cases, and on the same programs with their recorded fix.

    python benchmarks/check_cases.py                   the sets open, a and b
    python benchmarks/check_cases.py --set c ID ... -v

Of the faults that lie in a model's forward (the manifest names a module that is no transform), how many are found, on
the right line, with the right culprit; and how many repaired programs, and how many clean ones, get a word. One process
loads torch and forks for each program; the sandbox is left out, all else is what the command does.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pickle
import select
import signal
import sys
import tempfile
import time
import traceback
import types
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "cases"))

import casebook
import torchvision.transforms
import verify
from harness import _span

from shapefault.check.trial import Trial
from shapefault.repair.rerun import Outcome

LIMIT = 100.0
OUTSIDE = {None, *dir(torchvision.transforms)}
"""The outermost module that fails, as the manifest has it, where the fault is in the loop or in the data."""


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("ids", nargs="*", metavar="ID")
    words.add_argument("--set", action="append", dest="books")
    words.add_argument("--json")
    words.add_argument("--no-fix", action="store_true", help="try no edits: the culprit is what the evidence says")
    words.add_argument("--no-twins", action="store_true", help="leave out the repaired programs")
    words.add_argument("-v", action="store_true", help="print every program")
    given = words.parse_args()
    rows = measured(
        casebook.load(given.books or casebook.SETS, given.ids), not given.no_fix, given.v, not given.no_twins
    )
    if given.json:
        Path(given.json).write_text(json.dumps(rows, indent=1))
    print(summary(rows))


def measured(
    cases: list[casebook.Case], fixes: bool = True, aloud: bool = False, twins: bool = True
) -> list[dict[str, Any]]:
    """One row a program, and one for its twin."""
    os.environ.update(OMP_NUM_THREADS="1", PYTHONDONTWRITEBYTECODE="1")
    sys.dont_write_bytecode = True
    from shapefault.source import overlay

    overlay.hook()
    import shapefault.check.taken  # noqa: F401
    from shapefault.faults import all_faults

    all_faults()
    sys.modules["torch"].set_num_threads(1)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for number, case in enumerate(cases):
            for fix in (-1, 0) if twins and case.truth.get("fixes") and case.kind != "silent" else (-1,):
                script = verify.patched(case, fix, Path(scratch).resolve() / f"{number}.{fix}")
                row = _row(case, fix, told(script, fixes and fix < 0))
                rows.append(row)
                if aloud:
                    print(json.dumps(row), flush=True)
    return rows


def _row(case: casebook.Case, fix: int, seen: dict[str, Any]) -> dict[str, Any]:
    row = {"id": case.id, "kind": case.kind, "twin": fix >= 0, "seconds": seen.get("seconds"), "lost": seen.get("lost")}
    said = seen.get("told", [])
    row["said"] = [f"{d['code']}: {d['message']}" for d in said]
    row["stops"] = seen.get("stops", [])
    row["forward"] = case.fails and case.truth.get("module_root") not in OUTSIDE
    if case.fails and fix < 0:
        row["found"] = bool(said)
        row["located"] = any(case.located(d["primary"], d["module"]) for d in said)
        row["culprit"] = any(case.blames(d["culprit"]) for d in said)
        row["fixed"] = any(case.edits_right_line(edits) for d in said for edits in d["edits"])
    return row


def summary(rows: list[dict[str, Any]]) -> str:
    """The figures in words."""
    inside = [r for r in rows if r["forward"] and not r["twin"]]
    outside = [r for r in rows if not r["forward"] and not r["twin"] and "found" in r]
    healthy = [r for r in rows if r["twin"] or "found" not in r]
    marks = ", ".join(f"{m} {sum(r[m] for r in inside)}" for m in ("found", "located", "culprit", "fixed"))
    missed = [r["id"] for r in inside if not r["found"]]
    blamed = [r["id"] for r in inside if r["found"] and not r["culprit"]]
    alarms = [r["id"] for r in healthy if r["said"]]
    refused = [r["id"] for r in healthy if "refused" in r["stops"]]
    return "\n".join(
        [
            f"faults in a model's forward ({len(inside)}): {marks}",
            f"  not found: {', '.join(missed) or 'none'}",
            f"  another culprit: {', '.join(blamed) or 'none'}",
            f"faults elsewhere ({len(outside)}): {sum(r['found'] for r in outside)} told",
            f"repaired and clean programs ({len(healthy)}): {len(alarms)} with a finding {alarms or ''}"
            f", {len(refused)} refused {refused or ''}",
            f"no answer: {[r['id'] for r in rows if r['lost']] or 'none'}",
        ]
    )


class Forks:
    """Stands where the trial of edits has the pool of reruns: a fork of this process for each edit, one at a time."""

    def __init__(self, script: Path) -> None:
        self._script, self._tickets, self._done = script, 0, []

    def submit(
        self,
        overlay: dict[str, str],
        *,
        timeout: float,
        seed: int | None = None,
        aim: int = 0,
        on_start: str | None = None,
        known: Any = None,
    ) -> int:
        self._tickets += 1
        seen = in_fork(self._script, overlay, aim, seed, on_start is not None).get("seen")
        self._done.append((self._tickets, Outcome("failed", 0.0, payload=seen)))
        return self._tickets

    def wait(self, timeout: float | None = None) -> Any:
        return self._done.pop(0) if self._done else None

    def cancel(self, ticket: int) -> None:
        self._done = [done for done in self._done if done[0] != ticket]


def told(script: Path, fixes: bool) -> dict[str, Any]:
    """What a check of the script says, its edits tried where ``fixes``."""
    seen = in_fork(script, {})
    if "lost" in seen:
        return seen
    trial = Trial(Forks(script), script.name, seen["seen"], LIMIT)  # type: ignore[arg-type]
    results = [trial.with_fixes(one) if fixes else one.result for one in seen["seen"].taken]
    return {
        "seconds": seen["seconds"],
        "stops": [r.stop.kind for r in results if r.stop is not None],
        "told": [
            {
                "code": d.code,
                "message": d.message,
                "primary": d.primary and _span(d.primary.span),
                "module": d.module.path if d.module else None,
                "culprit": d.culprit and _span(d.culprit.span),
                "edits": [[_span(e.span) for e in f.edits] for f in d.fixes],
            }
            for r in results
            for d in r.diagnoses
        ],
    }


def in_fork(
    script: Path, edited: dict[str, str], aim: int = 0, seed: int | None = None, watch: bool = False
) -> dict[str, Any]:
    """The checked models of one run of the script, with some files edited."""
    out, into = os.pipe()
    began = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        os.setpgid(0, 0)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        try:
            with os.fdopen(into, "wb") as pipe:
                pickle.dump(_followed(script, edited, aim, seed, watch), pipe)
        finally:
            os._exit(0)
    os.close(into)
    data = b""
    while select.select([out], [], [], max(0.0, began + LIMIT - time.perf_counter()))[0]:
        piece = os.read(out, 1 << 20)
        if not piece:
            break
        data += piece
    os.close(out)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    seen = pickle.loads(data) if data else {"lost": "no answer"}
    return {**seen, "seconds": round(time.perf_counter() - began, 2)}


def _followed(script: Path, edited: dict[str, str], aim: int, seed: int | None, watch: bool) -> dict[str, Any]:
    from shapefault.check import taken
    from shapefault.observe import witness
    from shapefault.source import overlay

    overlay.install(edited)
    taken.stop_after(aim)
    if watch:
        witness.begin()
    if seed is not None:
        sys.modules["torch"].manual_seed(seed)
    error: BaseException | None = None
    os.chdir(script.parent)
    sys.path.insert(0, str(script.parent))
    sys.argv = [str(script)]
    ours = (f"{casebook.HERE}{os.sep}", f"{Path(__file__).resolve().parent}{os.sep}")
    for name, module in list(sys.modules.items()):  # our own files are no part of the program
        if (getattr(module, "__file__", None) or "").startswith(ours):
            del sys.modules[name]
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=str(script), __builtins__=__builtins__)
    sys.modules["__main__"] = main
    try:
        exec(overlay.code(str(script)), vars(main))
    except SystemExit:
        pass
    except BaseException as raised:
        error = raised.with_traceback(raised.__traceback__ and raised.__traceback__.tb_next)
    try:
        return {"seen": taken.ended() if error is None else taken.crashed(error)}
    except BaseException as trouble:
        return {"lost": "".join(traceback.format_exception(trouble))[-2000:]}


if __name__ == "__main__":
    main()
