"""The report in two steps: the facts at once after the traceback, the fixes when they are checked."""

from __future__ import annotations

from shapefault.model import Culprit, Report
from shapefault.render.measure import Charset
from shapefault.render.text import LEAST_WIDTH, Page, culprit_text, finished


def head(report: Report, *, ascii: bool = False, color: bool = False, width: int = 100) -> str:
    """All of the first diagnosis up to its fixes."""
    if not report.diagnoses:
        return ""
    return finished(_page(report, ascii, width).facts(report.diagnoses[0]), color)


def tail(
    report: Report,
    shown: Report | None = None,
    *,
    ascii: bool = False,
    color: bool = False,
    width: int = 100,
) -> str:
    """What follows :func:`head`: the fixes, what was rejected, the footer, and further diagnoses.

    ``shown`` is the report whose head was printed; where running the edits showed another culprit, that
    is said first.
    """
    if not report.diagnoses:
        return ""
    page = _page(report, ascii, width)
    first, *others = report.diagnoses
    text = page.help(first)
    known = shown.diagnoses[0].notes if shown and shown.diagnoses else first.notes
    for note in reversed([n for n in first.notes if n not in known]):
        told = page.chars.fill("note: ", page.chars.clean(note), page.width, indent=2)
        text = "".join(f"{line}\n" for line in told) + text
    culprit = first.culprit
    before = shown.diagnoses[0].culprit if shown and shown.diagnoses else None
    if shown is not None and culprit is not None and not _same(culprit, before):
        said = culprit_text(culprit, report.root, page.chars)
        told = page.chars.fill("culprit, after running the edits: ", said, page.width, indent=2)
        text = "".join(f"{line}\n" for line in told) + text
    return finished("\n".join([text, *(page.facts(one) + page.help(one) for one in others)]), color)


def _same(culprit: Culprit, before: Culprit | None) -> bool:
    return before is not None and (culprit.span.file, culprit.span.line) == (
        before.span.file,
        before.span.line,
    )


def _page(report: Report, ascii: bool, width: int) -> Page:
    return Page(report.root, report.rank, max(width, LEAST_WIDTH), Charset(ascii))
