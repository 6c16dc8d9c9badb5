"""Edits applied to text, in memory; and the edits that lead from one text to another."""

from __future__ import annotations

import ast
import bisect
import difflib
import itertools
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping

from shapefault.model import Edit, Span
from shapefault.source.overlay import read
from shapefault.source.settings import SUFFIXES


class EditConflictError(ValueError):
    """Two edits overlap, or one lies outside its file."""


def offsets(text: str) -> list[int]:
    """The offset at which each line begins, as Python counts lines; one more for the end."""
    starts, index = [0], 0
    while index < len(text):
        if text[index] == "\n" or (text[index] == "\r" and text[index + 1 : index + 2] != "\n"):
            starts.append(index + 1)
        index += 1
    return starts


def _lines(text: str) -> list[str]:
    """The lines with their ends; a form feed, which ``str.splitlines`` takes for one, ends no line of Python."""
    starts = offsets(text)
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True) if a < b]


def _plain(content: str) -> str:
    """What an edit holds: its line ends are those of the file only once it is made."""
    return content.replace("\r\n", "\n")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all edits of one file made; line ends of the file are kept."""
    starts = offsets(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    places = []
    for edit in edits:
        try:
            first = starts[edit.span.start[0] - 1] + edit.span.start[1] - 1
            last = starts[edit.span.end[0] - 1] + edit.span.end[1] - 1
        except IndexError:
            raise EditConflictError(f"line {edit.span.start[0]} is not in {edit.span.file}") from None
        if not 0 <= first <= last <= len(text):
            raise EditConflictError(f"{edit.span.start} is not in {edit.span.file}")
        places.append((first, last, _plain(edit.content).replace("\n", newline)))
    before = len(text)
    for first, last, content in sorted(set(places), reverse=True):
        if last > before:
            raise EditConflictError("two edits overlap")
        text = text[:first] + content + text[last:]
        before = first
    return text


def written(edits: Iterable[Edit]) -> list[tuple[int, int, int]]:
    """Where, as (line, first column, column behind) of the edited text, stands what ``edits`` wrote on one line."""
    found = []
    shifts: dict[int, int] = {}
    lines = 0
    for edit in sorted(edits, key=lambda e: e.span.start):
        content = _plain(edit.content)
        line, column = edit.span.start
        start = column + shifts.get(line, 0)
        if "\n" not in content:
            found.append((line + lines, start, start + len(content)))
        if "\n" in content or edit.span.end[0] != line:
            lines += content.count("\n") - (edit.span.end[0] - line)
            shifts[edit.span.end[0]] = len(content.rpartition("\n")[2]) + 1 - edit.span.end[1]
        else:
            shifts[line] = shifts.get(line, 0) + len(content) - (edit.span.end[1] - column)
    return found


def overlay_of(edits: Iterable[Edit], base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Each edited file's new text, on top of ``base``; raises ``EditConflictError`` when it would not parse."""
    texts = dict(base or {})
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.span.file, []).append(edit)
    for file, listed in by_file.items():
        text = apply_edits(texts[file] if file in texts else read(file), listed)
        try:
            _parse(file, text)
        except (SyntaxError, ValueError) as error:
            raise EditConflictError(f"{file} would not parse: {error}") from None
        texts[file] = text
    return texts


def _parse(file: str, text: str) -> None:
    """Raises ``SyntaxError`` or ``ValueError`` where ``text`` is no Python, or what else its file's name says."""
    if file.endswith(".json"):
        json.loads(text)
    elif file.endswith(".toml"):
        tomllib.loads(text)
    elif not file.endswith(SUFFIXES):
        ast.parse(text)


def edits_between(file: str, old: str, new: str) -> tuple[Edit, ...]:
    """Whole-line edits that turn ``old`` into ``new``."""
    before, after, starts = _lines(old), _lines(new), offsets(old)
    ends = list(itertools.accumulate((len(line) for line in before), initial=0))
    found = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        first, last, content = ends[a], ends[b], _plain("".join(after[c:d]))
        if tag == "replace" and content.endswith("\n") and old[first:last].endswith("\n"):
            # up to the end of the last line, so that the edit stays on the lines it changes
            last, content = last - (2 if old[first:last].endswith("\r\n") else 1), content[:-1]
        span = Span(file, _place(starts, first), _place(starts, last), old[first:last])
        found.append(Edit(span, content))
    return tuple(found)


def narrowed(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Whole-line edits as edits of the words in them that differ, line by line where as many lines stay."""
    for edit in edits:
        old, new = (_plain(text).split("\n") for text in (edit.span.text, edit.content))
        if len(old) != len(new):
            yield edit
            continue
        for row, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                column = edit.span.start[1] if row == 0 else 1
                yield _word(edit.span.file, (edit.span.start[0] + row, column), before, after)


def _word(file: str, at: tuple[int, int], old: str, new: str) -> Edit:
    """The change of one line from the first to the last word that differs."""
    head = _shared(old, new)
    while head and (new[head - 1].isalnum() or new[head - 1] == "_"):
        head -= 1
    tail = _shared(old[head:][::-1], new[head:][::-1])
    while tail and (new[-tail].isalnum() or new[-tail] == "_"):
        tail -= 1
    start, end = (at[0], at[1] + head), (at[0], at[1] + len(old) - tail)
    return Edit(Span(file, start, end, old[head : len(old) - tail]), new[head : len(new) - tail])


def _shared(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _place(starts: list[int], offset: int) -> tuple[int, int]:
    line = bisect.bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1
