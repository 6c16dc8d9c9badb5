"""The source window: lines of the program, with what is said about pieces of them below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shapefault.model import Label
from shapefault.render.measure import Charset, columns, width
from shapefault.render.places import dims
from shapefault.render.sources import line_at, lines_of

TAB = 4


@dataclass(frozen=True)
class Mark:
    """A label placed on a drawn line, in columns from 0."""

    start: int
    end: int
    text: str
    primary: bool


@dataclass(frozen=True)
class Row:
    """A source line as drawn."""

    number: int
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Window:
    """How wide the lines may be, and of which characters."""

    room: int
    chars: Charset

    def rows(self, labels: Iterable[Label]) -> list[Row]:
        """The lines that carry ``labels`` (all of one file), those whose source is still there."""
        by_line: dict[int, list[Label]] = {}
        texts: dict[int, str] = {}
        for label in labels:
            text = line_at(lines_of(label.span.file), label.span)
            if text is not None:
                texts[label.span.line] = text
                by_line.setdefault(label.span.line, []).append(label)
        return [self._row(number, texts[number], by_line[number]) for number in sorted(by_line)]

    def plain(self, number: int, path: str) -> Row:
        """A line without labels."""
        lines = lines_of(path) or []
        text = lines[number - 1] if number <= len(lines) else ""
        return Row(number, self.chars.shorten(self.drawn(text), self.room))

    def drawn(self, line: str) -> str:
        """A source line as it is shown: tabs expanded, no blanks at the end."""
        return self._expand(line)[0].rstrip()

    def _expand(self, line: str) -> tuple[str, list[int]]:
        """The line as shown, and the column of each of its characters."""
        shown: list[str] = []
        at: list[int] = []
        column = 0
        for char in line:
            at.append(column)
            text = " " * (TAB - column % TAB) if char == "\t" else self.chars.source(char)
            shown.append(text)
            column += width(text)
        return "".join(shown), [*at, column]

    def _row(self, number: int, line: str, labels: list[Label]) -> Row:
        text, at = self._expand(line)
        text = text.rstrip()
        marks = []
        for label in labels:
            start = at[min(label.span.start[1] - 1, len(line))]
            several = label.span.end[0] > label.span.start[0]
            last = len(line) if several else max(0, min(label.span.end[1] - 1, len(line)))
            end = max(min(at[last], width(text)), start + 1)
            marks.append(Mark(start, end, self.chars.clean(said(label)), label.primary))
        text, marks = self._slid(text, marks)
        return Row(number, text, tuple(marks))

    def _slid(self, text: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
        """Cut a line that is too long so that its marks stay in sight."""
        room, gap = self.room, width(self.chars.ellipsis)
        if width(text) <= room:
            return text, [self._within(mark, 0) for mark in marks]
        first = min(mark.start for mark in marks)
        last = max(min(mark.end, mark.start + room // 2) for mark in marks)
        start = 0 if last + gap <= room else max(0, min(first, last - room + 2 * gap + room // 8))
        shown = "" if start == 0 else self.chars.ellipsis
        taken, column = width(shown), 0
        shift = taken - start
        for char in text:
            wide = columns(char)
            if column >= start:
                if taken + wide > room - gap:
                    shown += self.chars.ellipsis
                    break
                shown += char
                taken += wide
            elif column + wide > start:  # a wide character cut in two
                shown += " "
                taken += 1
            column += wide
        return shown, [self._within(mark, shift) for mark in marks]

    def _within(self, mark: Mark, shift: int) -> Mark:
        """``mark`` moved, and cut at the edges."""
        start = min(max(0, mark.start + shift), self.room - 1)
        return Mark(start, max(start + 1, min(mark.end + shift, self.room)), mark.text, mark.primary)

    def annotations(self, row: Row) -> list[str]:
        """The lines below a source line: carets and dashes, and the labels."""
        if not row.marks:
            return []
        under = [" "] * max(mark.end for mark in row.marks)
        for mark in sorted(row.marks, key=lambda m: m.start - m.end):  # the longest first: inner ones on top
            under[mark.start : mark.end] = ("^" if mark.primary else "-") * (mark.end - mark.start)
        lines = ["".join(under)]
        left = sorted((mark for mark in row.marks if mark.text), key=lambda m: (m.start, m.end))
        # The last label stands beside its underline, the others hang below theirs.
        if left and left[-1].end == len(under) and len(under) + 1 + width(left[-1].text) <= self.room:
            lines[0] += " " + left.pop().text
        while left:
            lines.append(_bars(left))
            mark = left.pop()
            if mark.start + width(mark.text) <= self.room:
                lines.append(_bars(left)[: mark.start].ljust(mark.start) + mark.text)
            else:  # no room up to the right edge: end there instead
                text = self.chars.shorten(mark.text, self.room)
                lines.append(" " * (self.room - width(text)) + text)
        return lines


def said(label: Label) -> str:
    """What a label says: its own words, else the shape."""
    if label.label or label.shape is None:
        return label.label
    return dims(label.shape, label.axes)


def _bars(marks: list[Mark]) -> str:
    """The strokes that lead down to labels."""
    bars = [" "] * (max((mark.start for mark in marks), default=-1) + 1)
    for mark in marks:
        bars[mark.start] = "|"
    return "".join(bars)
