"""A tensor that a statement uses twice, ``bce(out, y) + dice(out, y)``: what is done to it once is done each time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.files import statement_of
from shapefault.source.nodes import walk

_LESS = 0.02
_MOST = 12


def each_use(trace: Trace, fixes: list[Fix]) -> Iterator[Fix]:
    """Of the edits of a name in the failing statement, the same for every use of it there."""
    frame = trace.crash.user
    source = frame.site.source() if frame is not None else None
    node = trace.crash.expression
    statement = statement_of(node) if node is not None else None
    if source is None or statement is None or isinstance(statement, ast.For | ast.While | ast.With | ast.If):
        return
    uses: dict[str, list[ast.Name]] = {}
    for part in walk(statement):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            uses.setdefault(part.id, []).append(part)
    for fix in fixes[:_MOST]:
        edit = fix.edits[0]
        same = uses.get(edit.span.text, [])
        spans = [source.span(one) for one in same]
        if len(fix.edits) == 1 and len(same) > 1 and edit.span in spans:
            edits = tuple(Edit(span, edit.content) for span in spans)
            yield replace(fix, title=f"{fix.title}, each time", edits=edits, prior=fix.prior - _LESS)
