"""One thing is changed in programs that run, and shapefault is asked what it was.

    python tests/cases/mutants.py --seed 7 -n 40
    python tests/cases/mutants.py --set r --kind int drop -n 20 -v

The programs are the cases with their recorded fix. In each, an integer gets another value, two arguments change places,
or a reshape, a keyword or a transform is left out. Where the program then ends with a shape error, the line that was
changed is the culprit, and a fix is right where it edits that line. Data is left as it is: of a number in it and one in
the model nobody can say which is wrong. Nor can every other line be told: of a width that is written once on either
side, either may have been meant.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import casebook
import harness
import verify

DROPPED = {
    "unsqueeze", "squeeze", "flatten", "permute", "transpose", "view", "reshape", "convert", "resize", "mean", "repeat",
    "expand", "t",
}  # fmt: skip
KEYWORDS = {"batch_first", "padding", "stride", "bidirectional", "dim", "axis", "output_padding", "num_layers"}
TRANSFORMS = {"Resize", "ToTensor", "CenterCrop", "Grayscale", "RandomCrop"}
DATA = {
    "rand", "randn", "randint", "normal", "integers", "random", "zeros", "ones", "full", "standard_normal", "arange",
    "FakeData", "uniform", "choice", "range", "linspace", "permutation", "manual_seed", "seed", "default_rng",
    "RandomState", "sleep", "Random", "rand_like", "Generator", "new", "fromarray",
}  # fmt: skip
SHAPES = re.compile(
    r"size|shape|dim|channels|broadcast|batch|index out of|stack|expected input|numel|elements|view|mat1|axes|axis"
)
A_PROGRAM = 2
"""How many mutants one program gives at most."""


@dataclass(frozen=True)
class Change:
    """Bytes of a file that get another text."""

    kind: str
    line: int
    start: int
    end: int
    text: str


@dataclass
class Mutant:
    """A program with one change, in the form of a case."""

    id: str
    folder: Path
    name: str
    lines: set[tuple[str, int]]
    kind: str = "mutant"

    def place(self, into: Path | str) -> tuple[Path, str]:
        """Copy the program below ``into``; the folder to run it in, and the script's name."""
        folder = Path(into) / "case"
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        return folder, self.name

    def located(self, *_: Any) -> bool:
        """Where it crashes was not written down."""
        return True

    def blames(self, culprit: casebook.Span | None) -> bool:
        """Whether the culprit stands on the line that was changed."""
        return casebook.on_lines(culprit, self.lines)

    def edits_right_line(self, edits: Any) -> bool:
        """Whether a fix edits that line."""
        return any(casebook.on_lines(span, self.lines) for span in casebook.touched(edits))


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--set", action="append", choices=casebook.BOOKS, dest="books")
    words.add_argument("--kind", nargs="+", choices=("int", "swap", "drop", "keyword", "transform"))
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("-n", type=int, default=40, help="how many mutants")
    words.add_argument("-v", action="store_true", help="tell more of those that lack a mark")
    given = words.parse_args()
    draw = random.Random(given.seed)
    cases = [case for case in casebook.load(given.books or casebook.BOOKS) if case.fails or case.kind == "clean"]
    draw.shuffle(cases)
    harness.warm()
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for mutant, change in mutants(cases, draw, given.kind, Path(scratch).resolve()):
            row = next(harness.evaluate_all([mutant], 1))  # type: ignore[list-item]
            rows.append(row)
            lacks = [m for m in ("found", "culprit", "fixed", "accepted", "any") if not row.get(m)]
            print(
                f"{mutant.id} [{change}] {'lacks ' + ', '.join(lacks) if lacks else 'ok'} {row.get('code')}", flush=True
            )
            if given.v and lacks:
                print(*(f"    {line}" for line in (row.get("raised"), *row.get("fixes", ()))), sep="\n", flush=True)
            if len(rows) >= given.n:
                break
    shares = harness.shares(rows)
    print(
        ", ".join(f"{m} {shares[m]:.0f}" for m in ("found", "culprit", "fixed", "accepted", "any")), f"of {len(rows)}"
    )


def mutants(
    cases: list[casebook.Case], draw: random.Random, kinds: list[str] | None, scratch: Path
) -> Iterator[tuple[Mutant, str]]:
    """Programs that fail by their one change, with that change in words."""
    for number, case in enumerate(cases):
        script = verify.patched(case, 0 if case.fails else -1, scratch / str(number))
        folder, name = script.parent, script.name
        if how_it_ends(script):
            continue  # as it stands the repaired program does not come to its end here
        changes = [(p, c) for p in sorted(folder.rglob("*.py")) for c in _changes(p) if not kinds or c.kind in kinds]
        draw.shuffle(changes)
        made, seen = 0, set[tuple[Path, str, int]]()
        for path, change in changes:
            if made == A_PROGRAM or len(seen) > 3 * A_PROGRAM:
                break
            if (path, change.kind, change.line) in seen:
                continue
            seen.add((path, change.kind, change.line))
            before = path.read_bytes()
            path.write_bytes(before[: change.start] + change.text.encode() + before[change.end :])
            said = how_it_ends(script) if parses(path.read_bytes()) else ""
            if re.match(r"(Runtime|Value|Index|Type)Error", said) and SHAPES.search(said):
                made += 1
                # where a line went, the one before it now ends where the other began
                lines = {(path.name, change.line - d) for d in range(1 + (change.kind == "transform"))}
                old = " ".join(before[change.start : change.end].decode().split())
                yield Mutant(f"{case.id}:{path.name}:{change.line}", folder, name, lines), f"{old} -> {change.text}"
            path.write_bytes(before)


def how_it_ends(script: Path) -> str:
    """How a program ends in a fork of this process; empty where it comes to its end."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        signal.alarm(30)
        error = harness.run_program(script)
        os.write(into, b"" if error is None else f"{type(error).__name__}: {error}".encode()[:400])
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        text = pipe.read().decode(errors="replace")
    _, status = os.waitpid(pid, 0)
    return text or ("killed" if status else "")


def parses(text: bytes) -> bool:
    """Whether it is Python."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def spans_in(text: bytes) -> Callable[[Any], tuple[int, int]]:
    """From a node of a file's tree to where it begins and ends in the file."""
    begins = [0]
    for line in text.split(b"\n"):
        begins.append(begins[-1] + len(line) + 1)
    return lambda node: (begins[node.lineno - 1] + node.col_offset, begins[node.end_lineno - 1] + node.end_col_offset)


def _changes(path: Path) -> Iterator[Change]:
    """What may be changed in a file."""
    text = path.read_bytes()
    span = spans_in(text)
    tree = ast.parse(text)
    data = {id(part) for call in ast.walk(tree) if _name(call) in DATA for part in ast.walk(call)}
    for node in ast.walk(tree):
        if id(node) in data:
            continue
        if isinstance(node, ast.Constant) and type(node.value) is int and 3 <= node.value <= 5000:
            for value in (node.value * 2, node.value // 2, node.value + 1, node.value - 1):
                yield Change("int", node.lineno, *span(node), str(value))
        elif isinstance(node, ast.Call):
            yield from _of_call(node, text, span)
        elif isinstance(node, ast.List) and len(node.elts) > 1:
            for at, step in enumerate(node.elts):
                if _name(step) in TRANSFORMS:
                    start, end = span(step)
                    if at + 1 < len(node.elts):
                        end = span(node.elts[at + 1])[0]
                    else:
                        start = span(node.elts[at - 1])[1]
                    yield Change("transform", step.lineno, start, end, "")


def _of_call(node: ast.Call, text: bytes, span: Any) -> Iterator[Change]:
    function = node.func
    if (
        isinstance(function, ast.Attribute)
        and function.attr in DROPPED
        and ast.unparse(function.value) not in ("torch", "F")
    ):
        yield Change("drop", node.lineno, span(function.value)[1], span(node)[1], "")
    if _name(node)[:1].isupper() and len(node.args) > 1:
        (a, b), (c, d) = span(node.args[0]), span(node.args[1])
        if text[a:b] != text[c:d]:
            yield Change("swap", node.lineno, a, d, (text[c:d] + text[b:c] + text[a:b]).decode())
    for keyword in node.keywords:
        start = span(keyword)[0]
        start -= len(text[:start]) - len(text[:start].rstrip())
        if keyword.arg in KEYWORDS and text[start - 1 : start] == b",":
            yield Change("keyword", keyword.lineno, start - 1, span(keyword)[1], "")


def _name(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


if __name__ == "__main__":
    main()
