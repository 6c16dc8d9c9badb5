"""The cases of the three manifests, and how a diagnosis and its fixes are held against the truth recorded there.

A span is what the JSON report says it is: ``file``, ``start`` and ``end`` as [line, column], 1-based, counted in
code points, the end exclusive.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SETS = ("open", "a", "b")
"""What the tests run."""
BOOKS = tuple(sorted(p.parent.name for p in HERE.glob("*/manifest.json")))
"""All there are; those not in ``SETS`` are run by name, ``--set e``."""

Span = dict[str, Any]


class Case:
    """One program with what is known about it; ``truth`` is its entry in the manifest."""

    def __init__(self, book: str, truth: dict[str, Any]) -> None:
        self.book, self.truth = book, truth
        self.id: str = truth["id"]
        self.kind: str = truth["cause"]
        self.entry = HERE / book / truth["entry"]

    @property
    def fails(self) -> bool:
        """Whether the program ends with an exception."""
        return self.kind not in ("clean", "silent")

    @property
    def files(self) -> dict[str, Path]:
        """The program's files, by their path relative to the manifest."""
        if self.entry.name != "main.py":
            return {self.truth["entry"]: self.entry}
        found = [p for p in self.entry.parent.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        return {p.relative_to(HERE / self.book).as_posix(): p for p in found}

    def place(self, into: Path | str) -> tuple[Path, str]:
        """Copy the program below ``into``; the folder to run it in, and the script's name."""
        folder = Path(into) / (self.entry.parent.name if self.entry.name == "main.py" else "case")
        if self.entry.name == "main.py":
            shutil.copytree(self.entry.parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True)
            shutil.copy(self.entry, folder)
        return folder, self.entry.name

    # What is right

    @property
    def crash_line(self) -> tuple[str, int]:
        """File name and line of the program's deepest frame."""
        return place_of(self.truth["crash_line"])

    @property
    def right_lines(self) -> set[tuple[str, int]]:
        """The culprit's line, and every line that an accepted fix edits."""
        lines = {place_of(self.truth["culprit"]["where"])}
        for fix in self.truth["fixes"]:
            lines |= {place_of(part["where"]) for part in (fix, *fix.get("also", ()))}
        return lines

    def located(self, primary: Span | None, module_path: str | None) -> bool:
        """Whether the primary span starts on the crash line and the module is the right one."""
        return on_lines(primary, {self.crash_line}) and (module_path or "") == (self.truth["module_path"] or "")

    def blames(self, culprit: Span | None) -> bool:
        """Whether the culprit stands on one of the right lines."""
        return on_lines(culprit, self.right_lines)

    def edits_right_line(self, edits: Iterable[Span]) -> bool:
        """Whether a fix edits one of the right lines."""
        lines = self.right_lines
        return any(on_lines(span, lines) for span in touched(edits))


def load(books: Iterable[str] = SETS, ids: Iterable[str] = ()) -> list[Case]:
    """The cases of some sets; only those named, if any are."""
    wanted = set(ids)
    found = [Case(book, truth) for book in books for truth in json.loads((HERE / book / "manifest.json").read_text())]
    unknown = wanted - {case.id for case in found}
    if unknown:
        raise SystemExit(f"no such case: {', '.join(sorted(unknown))}")
    return [case for case in found if not wanted or case.id in wanted]


def place_of(where: str) -> tuple[str, int]:
    """``folder/file.py:12`` as (file.py, 12)."""
    name, _, line = where.rpartition(":")
    return os.path.basename(name), int(line)


def on_lines(span: Span | None, lines: set[tuple[str, int]]) -> bool:
    """Whether one of ``lines`` lies within the span."""
    if not span:
        return False
    name = os.path.basename(span["file"])
    return any(file == name and span["start"][0] <= line <= span["end"][0] for file, line in lines)


def touched(edits: Iterable[Span]) -> Iterator[Span]:
    """What edits change; an insertion stands for the line before it, too."""
    for edit in edits:
        yield edit
        line = edit["start"][0]
        if list(edit["start"]) == list(edit["end"]):
            yield {"file": edit["file"], "start": [max(1, line - 1), 1], "end": [line, 1]}


def apply_edits(edits: Iterable[dict[str, Any]], folder: Path) -> None:
    """Apply the edits of one fix to the files below ``folder``; what lies outside is refused."""
    by_file: dict[Path, list[dict[str, Any]]] = {}
    for edit in edits:
        path = Path(os.path.normpath(folder / edit["file"]))
        if not path.is_relative_to(folder):
            raise ValueError(f"a fix edits {edit['file']}, which is no file of the program")
        by_file.setdefault(path, []).append(edit)
    for path, own in by_file.items():
        with path.open(encoding="utf-8", newline="") as file:
            lines = file.readlines()  # which end as Python's own do; to str.splitlines a form feed is an end, too
        begins = [0]
        for line in lines:
            begins.append(begins[-1] + len(line))
        text = "".join(lines)
        for edit in sorted(own, key=lambda e: list(e["start"]), reverse=True):
            (top, left), (bottom, right) = edit["start"], edit["end"]
            text = text[: begins[top - 1] + left - 1] + edit["content"] + text[begins[bottom - 1] + right - 1 :]
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
