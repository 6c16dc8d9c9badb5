"""What shapefault costs: three tables on stdout, nothing is written.

    python benchmarks/run.py                    everything (about 15 minutes on two busy cores)
    python benchmarks/run.py healthy diagnosis  some of it
    python benchmarks/run.py cases -n 8         the first eight cases

See README.md beside this file for how to read the tables.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
CASES = HERE.parent / "tests" / "cases"
# As a user has them: one thread more or less makes a difference, and so do packages that are not compiled.
ENV = {**os.environ, "OMP_NUM_THREADS": "1"}
ENV.pop("PYTHONDONTWRITEBYTECODE", None)
TOOL = [sys.executable, "-m", "shapefault", "run"]
PLAIN = [sys.executable]


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("what", nargs="*", default=["healthy", "diagnosis", "cases"])
    words.add_argument("-n", type=int, help="pairs of runs, or cases")
    given = words.parse_args()
    tables = {"healthy": healthy, "diagnosis": diagnosis, "cases": cases}
    for name in given.what:
        if name not in tables:
            words.error(f"no such benchmark: {name} (there are {', '.join(tables)})")
    for name in given.what:
        tables[name](given.n)


# A healthy program


def healthy(pairs: int | None) -> None:
    """Training loops that nothing is wrong with: within 1 % of plain python."""
    pairs = pairs or 9
    print(f"Healthy loops, `shapefault run` against `python`, {pairs} pairs of runs (median, [quartiles])")
    print(
        f"  {'':12} {'plain step':>11}  {'best, CPU':9} {'fastest, CPU':24} {'step, CPU':24} {'step, wall':24} "
        f"{'step, calls':12} {'whole process':>14}"
    )
    for name in ("resnet18", "tiny_mlp"):
        found: dict[str, list[float]] = {
            "fastest": [],
            "cpu": [],
            "wall": [],
            "calls": [],
            "step": [],
            "whole": [],
            "plain": [],
            "tool": [],
        }
        for pair in range(pairs):
            # Which one goes first changes: whatever drifts on this machine hits both alike.
            order = (PLAIN, TOOL) if pair % 2 == 0 else (TOOL, PLAIN)
            ran = {len(how): _loop(how, f"{name}.py") for how in order}
            plain, tool = ran[len(PLAIN)], ran[len(TOOL)]
            for clock in ("fastest", "cpu", "wall"):
                found[clock].append(tool[clock] / plain[clock])
            for name_of, run in (("plain", plain), ("tool", tool)):
                found[name_of].append(run["fastest"])
            found["calls"].append(tool["calls"] - plain["calls"])
            found["step"].append(plain["wall"])
            found["whole"].append(tool["whole"] - plain["whole"])
        step = f"{statistics.median(found['step']) * 1e3:.2f} ms"
        whole = f"{statistics.median(found['whole']):+.2f} s"
        calls = f"{statistics.median(found['calls']):+.0f}"
        best = f"× {min(found['tool']) / min(found['plain']):.3f}"
        print(
            f"  {name:12} {step:>11}  {best:9} {_spread(found['fastest']):24} {_spread(found['cpu']):24} "
            f"{_spread(found['wall']):24} {calls:12} {whole:>14}",
            flush=True,
        )
    print()


def _loop(how: list[str], script: str) -> dict[str, float]:
    began = time.perf_counter()
    done = subprocess.run([*how, script], cwd=PROGRAMS, env=ENV, capture_output=True, text=True, check=True)
    whole = time.perf_counter() - began
    steps = json.loads(done.stdout)
    medians = {clock: statistics.median(steps[clock]) for clock in ("cpu", "wall")}
    # Whatever else the machine does can only make a step slower: the fastest tenth has the least of it.
    fastest = statistics.mean(sorted(steps["cpu"])[: max(1, len(steps["cpu"]) // 10)])
    return {**medians, "fastest": fastest, "calls": steps["calls"], "whole": whole}


def _spread(ratios: list[float]) -> str:
    low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return f"× {middle:.3f} [{low:.3f}, {high:.3f}]"


# From the exception to the diagnosis


def diagnosis(runs: int | None) -> None:
    """ResNet-50 with a broken head: how long the user looks at the bare traceback."""
    runs = runs or 9
    print(f"ResNet-50 with a broken head, from the traceback's last line to the diagnosis, {runs} runs")
    print(f"  {'seen':>8} {'imports of ours':>16} {'the rest':>9}")
    rest = []
    for _ in range(runs):
        seen, imports = _until_diagnosis()
        rest.append(seen - imports)
        print(f"  {seen:6.2f} s {imports:14.2f} s {seen - imports:7.2f} s")
    print(f"  median of the rest {statistics.median(rest):.2f} s, least {min(rest):.2f} s (wanted: below 0.5 s)\n")


_IMPORT = re.compile(r"^import time: +(\d+) \| +\d+ \| +(\S+)\n", re.M)


def _until_diagnosis() -> tuple[float, float]:
    """Seconds until the diagnosis is on stderr, and how many of them went into importing our code.

    Both are seen from outside: by when the pieces of stderr come, and by what ``-X importtime`` writes between
    them. Modules of torch that are imported then count as work, not as ours.
    """
    command = [sys.executable, "-X", "importtime", "-m", "shapefault", "run", "broken_resnet50.py"]
    began, pieces = time.perf_counter(), []
    with subprocess.Popen(command, cwd=PROGRAMS, env=ENV, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stderr is not None
        while piece := os.read(process.stderr.fileno(), 1 << 20):
            pieces.append((time.perf_counter() - began, piece.decode()))
            if "\nmore: shapefault explain" in piece.decode():
                process.kill()  # the fixes come after this; they are for another table
    told = ""
    traceback_at = diagnosis_at = None
    start = end = 0
    for at, piece in pieces:
        told += piece
        if traceback_at is None and (found := re.search(r"^RuntimeError: .*\n", told, re.M)):
            traceback_at, start = at, found.end()
        if re.search(r"^error\[SF", told, re.M):
            if diagnosis_at is None or at - diagnosis_at < 0.05:  # one report may come in several pieces
                diagnosis_at = at
            end = end or len(told)
    if traceback_at is None or diagnosis_at is None:
        raise SystemExit(f"no diagnosis of the broken ResNet-50:\n{_IMPORT.sub('', told)}")
    ours = [int(us) for us, name in _IMPORT.findall(told[start:end]) if not re.match(r"torch(vision)?(\.|$)", name)]
    return diagnosis_at - traceback_at, sum(ours) / 1e6


# Everything, fixes included


def cases(count: int | None) -> None:
    """The whole of `shapefault run` on failing programs: under three times the plain run and 2 s."""
    sys.path.insert(0, str(CASES))
    import casebook
    import score

    failing = [case for case in casebook.load(["open"]) if case.fails][:count]
    print(f"Programs that fail, checked fixes included, {len(failing)} cases")
    print(f"  {'':42} {'plain':>7} {'tool':>7} {'(tool - 2 s) / plain':>21}")
    ratios = []
    for case in failing:
        with tempfile.TemporaryDirectory() as scratch:
            folder, script = case.place(Path(scratch).resolve())
            before = score.run_plain(folder, script).seconds
            tool = score.run_tool(folder, script, [sys.executable, "-m", "shapefault"])[0].seconds
            plain = statistics.mean((before, score.run_plain(folder, script).seconds))
        ratios.append((tool - 2) / plain)
        print(f"  {case.id:42} {plain:5.1f} s {tool:5.1f} s {ratios[-1]:21.2f}", flush=True)
    print(f"  median {statistics.median(ratios):.2f} (wanted: below 3)\n")


if __name__ == "__main__":
    main()
