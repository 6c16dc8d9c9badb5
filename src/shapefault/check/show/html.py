"""A check as one piece of HTML: no script, no network, its style within it; also what a notebook shows."""

from __future__ import annotations

from html import escape

from shapefault.check.result import CheckResult
from shapefault.check.show.columns import COLUMNS, cells, shown, totals
from shapefault.check.show.text import headline, verdict
from shapefault.render.text import render as render_report

_STYLE = """
.shapefault table { border-collapse: collapse; font-size: 13px; }
.shapefault td, .shapefault th { padding: 2px 8px; text-align: left; white-space: nowrap; }
.shapefault th { border-bottom: 1px solid #888; position: sticky; top: 0; background: #fff; }
.shapefault td.number { text-align: right; font-variant-numeric: tabular-nums; }
.shapefault td.layer { white-space: pre; }
.shapefault tr.conditional td { color: #777; font-style: italic; }
.shapefault tr.inner td { font-weight: bold; }
.shapefault .fault { border-left: 3px solid #b00020; padding-left: 8px; overflow-x: auto; }
"""


def render(result: CheckResult) -> str:
    """The result as a ``<div>``."""
    parts = [f"<style>{_STYLE}</style>", f"<p><b>{escape(headline(result))}</b></p>"]
    if result.table is not None and result.table.rows:
        parts.append(_table(result))
        parts.append("<p>" + "<br>".join(f"{escape(k)}: {escape(v)}" for k, v in totals(result.table)) + "</p>")
    if result.diagnoses:
        parts.append(f'<pre class="fault">{escape(render_report(result.report))}</pre>')
    parts.append("<p>" + "<br>".join(escape(line) for line in verdict(result)) + "</p>")
    return '<div class="shapefault">' + "\n".join(parts) + "</div>\n"


def page(results: list[CheckResult]) -> str:
    """A whole page with the results below one another."""
    body = "\n".join(render(result) for result in results)
    return f'<!doctype html>\n<meta charset="utf-8">\n<title>shapefault check</title>\n{body}'


def _table(result: CheckResult) -> str:
    assert result.table is not None
    head = "".join(f"<th>{escape(column.title)}</th>" for column in COLUMNS)
    rows = []
    for one in shown(result.table):
        row = one.row
        kinds = [kind for kind, holds in (("conditional", row.conditional), ("inner", not row.leaf)) if holds]
        drawn = "".join(_cell(index, cell) for index, cell in enumerate(cells(one)))
        rows.append(f'<tr class="{" ".join(kinds)}" title="{escape(row.path)}">{drawn}</tr>')
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _cell(index: int, text: str) -> str:
    kind = "layer" if index == 0 else "number" if COLUMNS[index].number else ""
    return f'<td class="{kind}">{escape(text)}</td>' if kind else f"<td>{escape(text)}</td>"
