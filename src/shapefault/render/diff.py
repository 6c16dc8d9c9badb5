"""The edits of a fix as the lines that go and come."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from shapefault.model import Edit
from shapefault.render.sources import lines_of
from shapefault.repair.patch import edited, fits


@dataclass(frozen=True)
class Change:
    """One line that goes (``-``) or comes (``+``)."""

    number: int
    sign: Literal["-", "+"]
    text: str


def changes(path: str, edits: list[Edit]) -> list[Change]:
    """The lines of ``path`` that ``edits`` change; none where they no longer fit its text."""
    lines = lines_of(path)
    if lines is None or not fits(lines, edits):
        return []
    top, bottom = edits[0].span.start[0], max(edit.span.end[0] for edit in edits)
    old = lines[top - 1 : bottom]
    new = edited(old, edits, top)
    found: list[Change] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [Change(top + at, "-", old[at]) for at in range(a, b)]
            found += [Change(top + at, "+", new[at]) for at in range(c, d)]
    return found
