"""Whether the manifests tell the truth: every program fails as recorded, and every recorded fix repairs it.

    python tests/cases/verify.py                  the three sets, two programs at a time
    python tests/cases/verify.py --set a ID ...   some of them
    python tests/cases/verify.py --fresh          an interpreter for each run instead of a fork (slower)

A manifest entry (paths are relative to the manifest):

  id, entry, source        the program, and the public thread from which its facts come
  from_thread              what the thread itself states ("cause and fix", "cause", "code and message", "message
                           only": the rest was reconstructed; "question": a clean program)
  cause                    the stage that made the numbers differ; or clean, or silent (wrong, but nothing raises)
  op                       the operation that raises, or goes wrong in silence
  error, error_first       last line of the traceback; the message's first line where that is another
  crash_line               file:line of the deepest frame that belongs to the program
  module_path              the innermost running nn.Module by its name below the outermost ("" is that one itself)
  module_root, module_type classes of the outermost and of the innermost
  culprit                  where the number is wrong, and why
  fixes                    accepted repairs, the preferred one first: where (file:line), new (code without the line's
                           indentation), mode (replace, insert_before, insert_after), also (further edits it needs)
  looks_suspicious_because clean programs
  symptom, metric_better, metric_before, metric_after            silent programs, which print metric=NUMBER
"""

from __future__ import annotations

import argparse
import os
import re
import runpy
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import casebook

LIMIT = 120


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("ids", nargs="*", metavar="ID")
    words.add_argument("--set", action="append", choices=casebook.BOOKS, dest="books")
    words.add_argument("-j", type=int, default=2, help="programs at a time")
    words.add_argument("--fresh", action="store_true")
    given = words.parse_args()
    began = time.perf_counter()
    cases = casebook.load(given.books or casebook.SETS, given.ids)
    os.environ.update(OMP_NUM_THREADS="1", PYTHONDONTWRITEBYTECODE="1")
    with tempfile.TemporaryDirectory() as scratch:
        problems = list(check_all(cases, Path(scratch).resolve(), given.j, given.fresh or not hasattr(os, "fork")))
    for problem in problems:
        print(problem)
    print(f"{len(cases)} cases, {len(problems)} problems, {time.perf_counter() - began:.0f} s")
    sys.exit(bool(problems))


def check_all(cases: list[casebook.Case], scratch: Path, width: int, fresh: bool) -> Iterator[str]:
    """What is wrong with the manifests' entries."""
    metrics: dict[tuple[str, int], float | None] = {}
    programs = {}
    for number, case in enumerate(cases):
        for fix in range(-1, len(case.truth["fixes"])):
            programs[case, fix] = patched(case, fix, scratch / f"{number}.{fix}")
    for (case, fix), status, stdout, stderr in run_all(programs, scratch, width, fresh):
        metrics[case.id, fix] = metric(stdout)
        if fix >= 0:
            wrong = f"fix {fix} does not help: {last_line(stderr)}" if status else None
        else:
            wrong = unlike_recorded(case, status, stderr, programs[case, fix])
        if wrong:
            yield f"{case.book}/{case.id}: {wrong}"
    for case in cases:
        if case.kind == "silent":
            better = 1 if case.truth["metric_better"] == "higher" else -1
            before = metrics[case.id, -1]
            for fix in range(len(case.truth["fixes"])):
                after = metrics[case.id, fix]
                if before is None or after is None or better * (after - before) <= 0:
                    yield f"{case.book}/{case.id}: fix {fix} does not improve the metric: {before}, then {after}"


def patched(case: casebook.Case, fix: int, into: Path) -> Path:
    """A copy of the program with one recorded fix (-1: none); the script."""
    edits: dict[str, list[dict[str, Any]]] = {}
    if fix >= 0:
        chosen = case.truth["fixes"][fix]
        for part in (chosen, *chosen.get("also", ())):
            edits.setdefault(part["where"].rpartition(":")[0], []).append(part)
    for name, source in case.files.items():
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = source.read_bytes()
        own = sorted(edits.pop(name, ()), key=lambda part: -casebook.place_of(part["where"])[1])
        target.write_bytes(_edited(data.decode(), own).encode() if own else data)
    if edits:
        raise SystemExit(f"{case.id}: fix {fix} names no file of the program: {', '.join(edits)}")
    return into / case.truth["entry"]


def _edited(text: str, parts: list[dict[str, Any]]) -> str:
    lines = text.split("\n")
    for part in parts:
        at = casebook.place_of(part["where"])[1] - 1
        indent = re.match(r"\s*", lines[at]).group()  # type: ignore[union-attr]
        block = [line and indent + line for line in part["new"].split("\n")]
        mode = part.get("mode", "replace")
        lines[at + (mode == "insert_after") : at + (mode != "insert_before")] = block
    return "\n".join(lines)


def unlike_recorded(case: casebook.Case, status: int, stderr: str, script: Path) -> str | None:
    """How an unedited program's end differs from what the manifest says."""
    said, recorded = last_line(stderr), case.truth["error"]
    if recorded is None:
        return f"should end normally: {said}" if status else None
    if status == 0:
        return "should fail"
    if said != recorded:
        return f"another error: {said}"
    line = deepest_line(case, stderr, script)
    return None if line == case.truth["crash_line"] else f"fails at {line}"


def deepest_line(case: casebook.Case, stderr: str, script: Path) -> str | None:
    """The program's deepest frame in the last traceback, as the manifest writes it."""
    root = script
    for _ in Path(case.truth["entry"]).parts:
        root = root.parent
    frames = [(Path(file), line) for file, line in re.findall(r'File "([^"]+)", line (\d+)', stderr)]
    own = [f"{file.relative_to(root).as_posix()}:{line}" for file, line in frames if file.is_relative_to(root)]
    return own[-1] if own else None


def last_line(text: str) -> str:
    """The last line that is not empty."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def metric(stdout: str) -> float | None:
    """The number that a silent program prints about itself."""
    found = re.findall(r"^metric=(\S+)", stdout, re.M)
    return float(found[-1]) if found else None


def run_all(
    programs: dict[tuple[casebook.Case, int], Path], scratch: Path, width: int, fresh: bool
) -> Iterator[tuple[tuple[casebook.Case, int], int, str, str]]:
    """Run all programs, some at a time; yields key, exit status, stdout, stderr."""
    if not fresh:
        import torch
        import torchvision.transforms  # noqa: F401 - loaded here once, every fork has it

        torch.set_num_threads(1)
    todo = list(programs.items())
    running: dict[int, tuple[casebook.Case, int]] = {}
    while todo or running:
        while todo and len(running) < width:
            key, script = todo.pop(0)
            outlets = [scratch / f"{key[0].book}.{key[0].id}.{key[1]}.{name}" for name in ("out", "err")]
            running[(_fresh if fresh else _forked)(script, outlets)] = key
        pid, status = os.wait()
        key = running.pop(pid)
        texts = [(scratch / f"{key[0].book}.{key[0].id}.{key[1]}.{name}").read_text() for name in ("out", "err")]
        yield key, os.waitstatus_to_exitcode(status), texts[0], texts[1]


def _fresh(script: Path, outlets: list[Path]) -> int:
    with outlets[0].open("w") as out, outlets[1].open("w") as err:
        return subprocess.Popen([sys.executable, script], cwd=script.parent, stdout=out, stderr=err).pid


def _forked(script: Path, outlets: list[Path]) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 70
    try:
        for descriptor, path in zip((1, 2), outlets, strict=True):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), descriptor)
        os.chdir(script.parent)
        sys.path[0], sys.argv = str(script.parent), [str(script)]
        sys.dont_write_bytecode = True
        signal.alarm(LIMIT)
        status = _run(script)
    finally:
        os._exit(status)


def _run(script: Path) -> int:
    try:
        runpy.run_path(str(script), run_name="__main__")
        status = 0
    except SystemExit as request:
        status = request.code if isinstance(request.code, int) else int(request.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status


if __name__ == "__main__":
    main()
