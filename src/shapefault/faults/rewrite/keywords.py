"""Keyword arguments of a call as the program writes it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from shapefault.model import Edit, Span
from shapefault.source.files import Source
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


def given(call: ast.Call, index: int, name: str) -> ast.expr | None:
    """What a call is given at a place, or under a name."""
    if len(call.args) > index:
        return call.args[index]
    return next((k.value for k in call.keywords if k.arg == name), None)


def says(call: ast.Call, name: str) -> bool:
    """Whether ``name=True`` is written in a call."""
    return any(k.arg == name and isinstance(k.value, ast.Constant) and k.value.value is True for k in call.keywords)


def sizes_given(call: ast.Call) -> list[ast.expr]:
    """The sizes of ``torch.zeros(2, 3)``, and of ``torch.zeros((2, 3))``."""
    first = call.args[0] if call.args else None
    return list(first.elts) if isinstance(first, ast.Tuple | ast.List) else list(call.args)


def paired(call: ast.Call, other: ast.Call) -> list[tuple[ast.expr, ast.expr]]:
    """The arguments that two calls both give: by position, and under one name."""
    named = {k.arg: k.value for k in call.keywords if k.arg}
    both = [(named[k.arg], k.value) for k in other.keywords if k.arg in named]
    return [*zip(call.args, other.args, strict=False), *both]


def without_argument(source: Source, call: ast.Call, argument: ast.expr | ast.keyword) -> Edit:
    """An argument, or a keyword with its value, taken out of a call; ``argument`` may be the value alone."""
    parts = sorted((*call.args, *call.keywords), key=_end)
    # In parentheses a keyword's value ends before the keyword does; ``*c`` may be told by ``c``.
    index = next(i for i, part in enumerate(parts) if part is argument or getattr(part, "value", None) is argument)
    return left_out(source, parts, index)


def left_out(source: Source, entries: Sequence[ast.AST], index: int) -> Edit:
    """One of the entries of a list or a call, taken out with the comma before it; the first with that behind it."""
    start, end = source.span(entries[index]).start, source.span(entries[index]).end
    if index:
        start = source.span(entries[index - 1]).end
    elif len(entries) > 1:
        end = source.span(entries[1]).start
    return Edit(Span(source.path, start, end, source.between(start, end)), "")


def line_left_out(source: Source, entries: Sequence[ast.AST], index: int) -> Edit:
    """As :func:`left_out`; an entry that has its lines to itself is taken out with them."""
    span = source.span(entries[index])
    (first, column), (last, end) = span.start, span.end
    before, behind = source.lines[first - 1][: column - 1], source.lines[last - 1][end - 1 :]
    if before.strip() or behind.strip() not in ("", ","):
        return left_out(source, entries, index)
    text = source.between((first, 1), (last, len(source.lines[last - 1]) + 1)) + "\n"
    return Edit(Span(source.path, (first, 1), (last + 1, 1), text), "")


def _end(node: ast.AST) -> tuple[int, int]:
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
