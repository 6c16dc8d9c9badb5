"""The edits of a fix, made in a text: line and column arithmetic, no files."""

from __future__ import annotations

from collections.abc import Iterable

from shapefault.model import Edit


def by_file(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    """The edits of each file, in the order of the source."""
    files: dict[str, list[Edit]] = {}
    for edit in edits:
        files.setdefault(edit.span.file, []).append(edit)
    return {path: sorted(some, key=lambda e: (e.span.start, e.span.end)) for path, some in files.items()}


def split(text: str) -> list[str]:
    """Lines as Python counts them: form feeds and Unicode's line ends do not end one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def fits(lines: list[str], edits: list[Edit]) -> bool:
    """Whether every edit lies within ``lines``, on the text it was made for, and no two overlap."""
    last = (0, 0)
    for edit in edits:
        (top, left), (bottom, right) = edit.span.start, edit.span.end
        if not (1 <= top <= bottom <= len(lines) and last <= (top, left) <= (bottom, right)):
            return False
        if not (1 <= left <= len(lines[top - 1]) + 1 and 1 <= right <= len(lines[bottom - 1]) + 1):
            return False
        if edit.span.text and _between(lines, edit) != edit.span.text.replace("\r\n", "\n"):
            return False
        last = (bottom, right)
    return True


def _between(lines: list[str], edit: Edit) -> str:
    piece = lines[edit.span.start[0] - 1 : edit.span.end[0]]
    piece[-1] = piece[-1][: edit.span.end[1] - 1]
    piece[0] = piece[0][edit.span.start[1] - 1 :]
    return "\n".join(piece)


def edited(lines: list[str], edits: list[Edit], first: int = 1) -> list[str]:
    """``lines``, of which the first has the number ``first``, with the edits of one file made."""
    result = list(lines)
    for edit in reversed(edits):
        top, bottom = edit.span.start[0] - first, edit.span.end[0] - first
        before = result[top][: edit.span.start[1] - 1]
        after = result[bottom][edit.span.end[1] - 1 :]
        result[top : bottom + 1] = split(before + edit.content + after)
    return result
