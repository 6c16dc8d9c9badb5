"""A report as text: headline, window, provenance, math, help, footer, always in this order."""

from __future__ import annotations

from dataclasses import dataclass

from shapefault.model import Culprit, Diagnosis, Label, Report
from shapefault.render.formula import math_line
from shapefault.render.help import help_lines
from shapefault.render.measure import Charset
from shapefault.render.places import place, shown
from shapefault.render.provenance import provenance
from shapefault.render.window import Row, Window, said

LEAST_WIDTH = 40


def render(report: Report, *, ascii: bool = False, color: bool = False, width: int = 100) -> str:
    """All diagnoses of ``report``, with an empty line between them and a newline at the end."""
    page = Page(report.root, report.rank, max(width, LEAST_WIDTH), Charset(ascii))
    return finished("\n".join(page.facts(one) + page.help(one) for one in report.diagnoses), color)


def finished(text: str, color: bool) -> str:
    """``text``, coloured if that is wanted."""
    if not color:
        return text
    from shapefault.render.colour import coloured

    return coloured(text)


@dataclass(frozen=True)
class Page:
    """Where a text is drawn: the folder that paths are relative to, the width, the characters."""

    root: str
    rank: int | None
    width: int
    chars: Charset

    def facts(self, diagnosis: Diagnosis) -> str:
        """Headline to notes: all that is known before any edit was run."""
        headline = f"{diagnosis.level}[{diagnosis.code}]: {diagnosis.message}"
        lines = self.chars.fill("", self.chars.clean(headline), self.width, 2)
        gutter = max((len(str(label.span.line)) for label in diagnosis.labels), default=1)
        lines += self._place(diagnosis, gutter)
        for number, (path, labels) in enumerate(_by_file(diagnosis).items()):
            if number or diagnosis.primary is None:
                at = self.chars.clean(f"{shown(path, self.root)}:{labels[0].span.line}")
                start = " " * gutter + "::: "
                lines.append(start + self.chars.shorten(at, self.width - len(start)))
            lines += self._window(path, labels, gutter)
        equals = self._equals(diagnosis, self.width - gutter - 1)
        if equals:
            lines += [" " * (gutter + 1) + line for line in ("|", *equals)]
        return _text(lines)

    def help(self, diagnosis: Diagnosis) -> str:
        """The fixes, what was rejected, and what to type next."""
        return _text(help_lines(diagnosis, self.root, self.width, self.chars))

    def _place(self, diagnosis: Diagnosis, gutter: int) -> list[str]:
        """``--> model.py:11:36  in Net.conv1, first batch``."""
        where = [diagnosis.where] if diagnosis.where else []
        where += [f"rank {self.rank}"] if self.rank is not None else []
        parts = [", ".join(where)] if where else []
        if diagnosis.primary is not None:
            span = diagnosis.primary.span
            parts.insert(0, f"{shown(span.file, self.root)}:{span.start[0]}:{span.start[1]}")
        if not parts:
            return []
        return self.chars.fill(" " * gutter + "--> ", self.chars.clean("  ".join(parts)), self.width, gutter + 4)

    def _window(self, path: str, labels: list[Label], gutter: int) -> list[str]:
        """The labelled lines of one file."""
        bar = " " * gutter + " |"
        view = Window(self.width - len(bar) - 1, self.chars)
        lines: list[str] = []
        last = None
        rows = view.rows(labels)
        for row in rows:
            if last is None:
                lines.append(bar)
            elif row.number == last + 2:  # showing the line takes no more room than leaving it out
                lines.append(_source_line(view.plain(last + 1, path), gutter))
            elif row.number > last + 2:
                lines.append("...".rjust(gutter + 2))
            lines.append(_source_line(row, gutter))
            lines += [f"{bar} {line}" for line in view.annotations(row)]
            last = row.number
        drawn = {row.number for row in rows}
        for label in labels:
            if label.span.line not in drawn and said(label):  # no source: say in words what is known
                quoted = f"{self.chars.code(label.span.text)}: " if label.span.text else ""
                start = f"{bar[:-1]}= line {label.span.line}: "
                lines += self.chars.fill(start, self.chars.clean(quoted + said(label)), self.width, gutter + 3)
        return lines

    def _equals(self, diagnosis: Diagnosis, room: int) -> list[str]:
        """The lines that begin with ``=``: provenance, math, notes."""
        chars = self.chars
        here = diagnosis.primary.span.file if diagnosis.primary else None
        lines = provenance(diagnosis.provenance, self.root, here, room, chars)
        culprit = diagnosis.culprit
        if culprit and not any(hop.culprit for hop in diagnosis.provenance):
            lines += chars.fill("= CULPRIT: ", culprit_text(culprit, self.root, chars), room, 5)
        for line in diagnosis.math:
            lines += chars.fill("= math: ", chars.clean(math_line(line)), room, 8)
        for note in diagnosis.notes:
            for number, part in enumerate(note.strip().splitlines()):
                lines += chars.fill("  " if number else "= ", chars.source(part.rstrip()), room, 2)
        return lines


def culprit_text(culprit: Culprit, root: str, chars: Charset) -> str:
    """``data.py:11  x.reshape(-1, 28, 28, 3)   axis 1 is still H``."""
    told = chars.clean(place(culprit.span, root))
    told += f"  {chars.shorten(chars.code(culprit.span.text), 40)}" if culprit.span.text else ""
    return told + (f"   {chars.clean(culprit.why)}" if culprit.why else "")


def _by_file(diagnosis: Diagnosis) -> dict[str, list[Label]]:
    """The labels of each file, that of the fault first."""
    files: dict[str, list[Label]] = {}
    if diagnosis.primary is not None:
        files[diagnosis.primary.span.file] = []
    for label in diagnosis.labels:
        files.setdefault(label.span.file, []).append(label)
    return files


def _source_line(row: Row, gutter: int) -> str:
    return f"{row.number:>{gutter}} | {row.text}"


def _text(lines: list[str]) -> str:
    return "".join(line.rstrip() + "\n" for line in lines)
