"""How well shapefault does on whole programs, each run in processes of its own.

    python tests/cases/score.py                     the three sets
    python tests/cases/score.py --set a --set b     two of them
    python tests/cases/score.py ID [ID ...] -j 2 -v --json rows.json

A case is copied to a temporary folder and run there by plain python, then by ``shapefault run --format json``.
For a failing program:

  same      it printed and returned what it does under plain python
  found     the report has a diagnosis of level error
  located   the primary span starts on the crash line, and the module is the one that was running
  cause     the cause is the recorded one
  culprit   the culprit is the recorded line, or one that an accepted fix edits
  fixed     the first fix, applied to a fresh copy, makes the program end normally
  accepted  fixed, and the fix edits a line that the truth names
  any       one of the first three fixes is accepted
  honest    every fix that is said to be verified for the program does make it end normally

A clean program is quiet if there is no diagnosis. Silent faults are not run: nothing finds them yet.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import casebook

LIMIT = 180
AGAIN = 5
"""Runs in which an unseeded program has to differ from itself once."""
MARKS = ("same", "found", "located", "cause", "culprit", "fixed", "accepted", "any", "honest")
ENV = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass
class Ended:
    """How a process ended."""

    status: int
    stdout: str
    stderr: str
    seconds: float


def start(command: list[str], folder: Path) -> Ended:
    """Run a command to its end."""
    began = time.perf_counter()
    try:
        done = subprocess.run(
            command, cwd=folder, env=ENV, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT
        )
    except subprocess.TimeoutExpired:
        return Ended(124, "", f"not done after {LIMIT} s", time.perf_counter() - began)
    return Ended(done.returncode, done.stdout, done.stderr, time.perf_counter() - began)


def run_plain(folder: Path, script: str) -> Ended:
    """The program as python runs it."""
    return start([sys.executable, script], folder)


def run_tool(folder: Path, script: str, tool: list[str]) -> tuple[Ended, dict[str, Any] | None]:
    """The program as ``shapefault run`` runs it, and the report; None if there is none."""
    report = folder / "report.json"
    ended = start([*tool, "run", "--format", "json", "--output", report.name, script], folder)
    try:
        return ended, json.loads(report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ended, None


def passes_with(case: casebook.Case, fix: dict[str, Any]) -> bool:
    """Whether a fresh copy of the program ends normally with one fix."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, script = case.place(Path(scratch).resolve())
        try:
            casebook.apply_edits(fix["edits"], folder)
        except (ValueError, OSError, KeyError, IndexError):
            return False
        return run_plain(folder, script).status == 0


def score(case: casebook.Case, tool: list[str]) -> dict[str, Any]:
    """One case: a row of marks."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, script = case.place(Path(scratch).resolve())
        plain = run_plain(folder, script)
        ended, report = run_tool(folder, script, tool)
        same = (ended.status, ended.stdout) == (plain.status, plain.stdout)
        if not same and ended.status == plain.status:
            # a program that prints unseeded numbers differs from itself: then only its status can be compared.
            # One that prints few classes may repeat itself by chance, so it is asked a few times.
            same = any(run_plain(folder, script).stdout != plain.stdout for _ in range(AGAIN))
    row: dict[str, Any] = {
        "id": case.id,
        "kind": case.kind,
        "plain_s": round(plain.seconds, 2),
        "tool_s": round(ended.seconds, 2),
        "same": same,
    }
    if report is None:
        row["missing"] = ended.stderr[-400:]
    diagnoses = report["diagnoses"] if report else []
    if not case.fails:
        return {**row, "quiet": report is not None and not diagnoses}
    errors = [d for d in diagnoses if d["level"] == "error"]
    row["found"] = bool(errors)
    return {**row, **_marks(case, errors[0])} if errors else row


def _marks(case: casebook.Case, diagnosis: dict[str, Any]) -> dict[str, Any]:
    primary = next((span for span in diagnosis["spans"] if span["primary"]), None)
    module = diagnosis.get("module") or {}
    fixes = diagnosis["fixes"][:3]
    passing = [passes_with(case, fix) for fix in fixes]
    accepted = [ok and case.edits_right_line(fix["edits"]) for ok, fix in zip(passing, fixes, strict=True)]
    claimed = [ok for ok, fix in zip(passing, fixes, strict=True) if (fix["verified"] or {}).get("level") == "program"]
    return {
        "code": diagnosis["code"],
        "said": diagnosis["message"],
        "located": case.located(primary, module.get("path")),
        "cause": diagnosis["cause"] == case.kind,
        "culprit": case.blames(diagnosis["culprit"]),
        "fixed": passing[:1] == [True],
        "accepted": accepted[:1] == [True],
        "any": any(accepted),
        "honest": all(claimed),
        "claims": len(claimed),
    }


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("ids", nargs="*", metavar="ID")
    words.add_argument("--set", action="append", choices=casebook.BOOKS, dest="books")
    words.add_argument("--tool", default=f"{shlex.quote(sys.executable)} -m shapefault")
    words.add_argument("-j", type=int, default=1, help="cases at a time")
    words.add_argument("-v", action="store_true", help="print every case")
    words.add_argument("--json", help="write all rows to this file")
    given = words.parse_args()
    cases = [c for c in casebook.load(given.books or casebook.SETS, given.ids) if c.kind != "silent"]
    rows = []
    with ThreadPoolExecutor(given.j) as pool:
        for row in pool.map(lambda case: score(case, shlex.split(given.tool)), cases):
            rows.append(row)
            if given.v:
                print(json.dumps(row), flush=True)
    if given.json:
        Path(given.json).write_text(json.dumps(rows, indent=1))
    summarise(rows)


def summarise(rows: list[dict[str, Any]]) -> None:
    """Print how many have each mark."""
    failing = [row for row in rows if row["kind"] != "clean"]
    for title, group, marks in (
        ("failing", failing, MARKS),
        ("clean", [row for row in rows if row["kind"] == "clean"], ("same", "quiet")),
    ):
        if group:
            counts = ", ".join(f"{mark} {sum(bool(row.get(mark)) for row in group)}" for mark in marks)
            print(f"{title} ({len(group)}): {counts}")
    if failing:
        beyond = [row["tool_s"] - row["plain_s"] for row in failing]
        print(f"seconds beyond plain python: median {statistics.median(beyond):.2f}, worst {max(beyond):.2f}")
        print(f"false claims of a verified fix: {sum(row.get('honest') is False for row in failing)}")


if __name__ == "__main__":
    main()
