"""What shapefault costs: three tables on stdout, nothing is written.

    python benchmarks/run.py                    everything (about 15 minutes on two busy cores)
    python benchmarks/run.py healthy diagnosis  some of it
    python benchmarks/run.py cases -n 8         the first eight cases

See README.md beside this file for how to read the tables.
"""

from __future__ import annotations

import argparse
import os
import random
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
    words.add_argument("-n", type=int, help="trios of processes, runs, or cases")
    given = words.parse_args()
    tables = {"healthy": healthy, "diagnosis": diagnosis, "cases": cases}
    for name in given.what:
        if name not in tables:
            words.error(f"no such benchmark: {name} (there are {', '.join(tables)})")
    for name in given.what:
        tables[name](given.n)


# A healthy program


def healthy(trios: int | None) -> None:
    """Training loops that nothing is wrong with: within 1 % of plain python."""
    trios = trios or 8
    print(f"Healthy loops, {trios} times three processes that take turns: `shapefault run`, `python`, `python` again")
    print(f"  {'':9} {'plain step':>10}  {'armed, CPU':24} {'run, CPU':24} {'again, CPU':24} {'calls':>5} {'start':>8}")
    for name in ("resnet18", "tiny_mlp"):
        rows = [_in_turns(f"{name}.py", trio) for trio in range(trios)]
        column = {key: [row[key] for row in rows] for key in rows[0]}
        print(
            f"  {name:9} {statistics.median(column['step']) * 1e3:7.2f} ms  {_sure(column['armed']):24} "
            f"{_sure(column['run']):24} {_sure(column['again']):24} {statistics.median(column['calls']):+5.0f} "
            f"{statistics.median(column['start']):+6.2f} s",
            flush=True,
        )
    print()


TURNS = 40


def _in_turns(script: str, trio: int) -> dict[str, float]:
    """One loop in three processes, two of them under plain python, of which one trains at a time.

    What else the machine does, and how fast it is just now, hits neighbours alike, so each ratio is of neighbours.
    """
    plain, again, tool = loops = [Loop(how, script) for how in (PLAIN, PLAIN, TOOL)]
    places = [(plain, "on"), (again, "on"), (tool, "on"), (tool, "off")]
    taken: list[list[float]] = [[], [], [], []]
    for turn in range(TURNS):
        order = [*range(4)] if turn % 2 else [*range(3, -1, -1)]
        first = (turn // 2 + trio) % 4  # each goes first as often, and before and behind its neighbours
        for which in order[first:] + order[:first]:
            loop, word = places[which]
            taken[which].append(loop.turn(word))
    calls = [loop.end() for loop in loops]

    def ratio(over: int, base: int) -> float:
        return statistics.median(one / two for one, two in zip(taken[over], taken[base], strict=True))

    return {
        "armed": ratio(2, 3),
        "run": ratio(2, 0),
        "again": ratio(1, 0),
        "calls": calls[2] - calls[0],
        "start": tool.start - statistics.mean((plain.start, again.start)),
        "step": statistics.median(taken[0]) / plain.steps,
    }


class Loop:
    """A training loop in a process of its own, which trains when it is told to."""

    def __init__(self, how: list[str], script: str) -> None:
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [*how, script], cwd=PROGRAMS, env=ENV, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.steps = int(self._line().split()[1])
        self.start = time.perf_counter() - began

    def turn(self, word: str) -> float:
        """Train for a while: the CPU seconds that it took."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return float(self._line())

    def end(self) -> int:
        """Let it stop: how many functions one step calls."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        calls = int(self._line())
        self.process.wait()
        return calls

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


def _sure(ratios: list[float]) -> str:
    """The mean, and where the true mean lies with 95 % (a bootstrap over the trios)."""
    draw = random.Random(0)
    means = sorted(statistics.mean(draw.choices(ratios, k=len(ratios))) for _ in range(2000))
    return f"× {statistics.mean(ratios):.4f} [{means[49]:.4f}, {means[-50]:.4f}]"


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
