"""The lines of a source file as the program had them, for windows and diffs."""

from __future__ import annotations

from shapefault.model import Span
from shapefault.repair.patch import split
from shapefault.source import overlay


def lines_of(path: str) -> list[str] | None:
    """The lines of a file without their ends; None where there is none to read."""
    if not path or path.startswith("<"):
        return None
    try:
        return split(overlay.read(path))
    except (OSError, SyntaxError, ValueError, LookupError):
        return None


def line_at(lines: list[str] | None, span: Span) -> str | None:
    """The first line of ``span``; None where the file no longer has the span's text there."""
    row = span.start[0] - 1
    if lines is None or not 0 <= row < len(lines):
        return None
    line = lines[row]
    if span.start[1] < 1 or span.start[1] > len(line) + 1:
        return None
    return line if line.startswith(split(span.text)[0], span.start[1] - 1) else None
