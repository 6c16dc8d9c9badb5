"""A check as text: what was checked, the table, each fault as ``run`` shows it, the sizes that are accepted."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.check.result import CheckResult
from shapefault.check.show.columns import COLUMNS, cells, shown, totals
from shapefault.check.specs import text_of
from shapefault.render.measure import Charset, pad, width
from shapefault.render.places import place
from shapefault.render.text import finished
from shapefault.render.text import render as render_report

DEPTH = 3
"""How deep the table goes if nothing else is asked for, as with torchinfo."""


def render(
    result: CheckResult, *, table: bool = True, depth: int = DEPTH, ascii: bool = False, color: bool = False
) -> str:
    """The whole result, with a newline at its end."""
    chars = Charset(ascii)
    parts = [chars.source(headline(result))]
    if table and result.table is not None and result.table.rows:
        parts.append("\n".join(_table(result, depth, chars)))
    if result.diagnoses:
        parts.append(render_report(result.report, ascii=ascii).rstrip("\n"))
    parts.append("\n".join(chars.source(line) for line in verdict(result)))
    return finished("\n\n".join(part for part in parts if part) + "\n", color)


def headline(result: CheckResult) -> str:
    """``Net  N,3,H,W  eval``, with the sizes that the table has."""
    told = [result.name, text_of(result.spec), "train" if result.training else "eval"]
    if result.sizes:
        told.append("table at " + " ".join(f"{name}={size}" for name, size in result.sizes.items()))
    return "  ".join(told)


def _table(result: CheckResult, depth: int, chars: Charset) -> Iterator[str]:
    assert result.table is not None
    body = [tuple(chars.source(cell) for cell in cells(row)) for row in shown(result.table, depth)]
    titles = tuple(column.title for column in COLUMNS)
    used = [i for i in range(len(titles)) if any(row[i] not in ("—", "?", "") for row in body)]
    widths = {i: max(width(titles[i]), *(width(row[i]) for row in body)) for i in used}
    rule = "-" * (sum(widths.values()) + 2 * (len(used) - 1))

    def line(row: tuple[str, ...]) -> str:
        drawn = []
        for i in used:
            blank = " " * (widths[i] - width(row[i]))
            drawn.append(blank + row[i] if COLUMNS[i].number else pad(row[i], widths[i]))
        return "  ".join(drawn).rstrip()

    yield line(titles)
    yield rule
    yield from map(line, body)
    yield rule
    for name, told in totals(result.table):
        yield f"{name}: {chars.source(told)}"
    if any(row.conditional for row in result.table.rows):
        yield "?: behind a fault; so it would be, had the number there been right"


def verdict(result: CheckResult) -> list[str]:
    """What the forward gave, what is accepted, what is required, and what could not be told."""
    lines = []
    if result.stop is not None:
        stop, word = result.stop, "refused" if result.stop.kind == "refused" else "undecided"
        at = f" at {place(stop.span, result.report.root)}" if stop.span is not None else ""
        lines.append(f"{word}: {stop.reason}{at}{f', in {stop.path}' if stop.path else ''}")
    if result.domain is not None:
        would = "sizes that would work" if any(part.accepted for part in result.domain.parts) else "at other sizes"
        lead = "accepts" if result.domain.spec == result.spec else would
        lines += [f"{lead}:", *(f"  {word}" for word in result.domain.words)]
        lines += [f"  undecided: {reason}" for reason in result.domain.undecided]
    for required in result.required:
        held = {True: "holds", False: "fails", None: "undecided"}[required.holds]
        lines.append(f"required {required.text}: {held}{f', {required.reason}' if required.reason else ''}")
    if result.independence is not None:
        lines += ["samples of a batch:", *(f"  {word}" for word in result.independence.words)]
    lines += [f"note: {note}" for note in result.notes]
    count = len(result.diagnoses)
    if count:
        lines.append(f"{count} fault{'s' if count > 1 else ''}")
    elif result.status == "clean":
        lines.append("no fault")
    return lines
