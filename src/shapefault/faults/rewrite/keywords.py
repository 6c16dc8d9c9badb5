"""Keyword arguments of a call as the program writes it."""

from __future__ import annotations

from shapefault.model import Edit, Span
from shapefault.source.project import CallPlace


def set_keyword(call: CallPlace, name: str, text: str) -> Edit:
    """Add ``name=text`` to a call, or replace the value that the keyword has."""
    for keyword in call.node.keywords:
        if keyword.arg == name:
            return Edit(call.source.span(keyword.value), text)
    unpacked = next((k for k in call.node.keywords if k.arg is None), None)
    if unpacked is not None:
        at = (unpacked.lineno, call.source.column(unpacked.lineno, unpacked.col_offset))
        return Edit(Span(call.source.path, at, at), f"{name}={text}, ")
    parts = [*call.node.args, *(k.value for k in call.node.keywords)]
    span = call.span
    if parts:
        last = max(parts, key=lambda p: (p.end_lineno or 0, p.end_col_offset or 0))
        at = call.source.span(last).end
        after = call.source.between(at, span.end)
        # a parenthesised or generator argument ends before its bracket does
        depth = after.count(")") - 1
        if depth > 0 and "\n" not in after:
            at = (span.end[0], span.end[1] - 1)
        return Edit(Span(call.source.path, at, at), f", {name}={text}")
    at = (span.end[0], span.end[1] - 1)
    return Edit(Span(call.source.path, at, at), f"{name}={text}")
