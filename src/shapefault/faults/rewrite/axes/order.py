"""Two statements in the wrong order: a tensor is used in the form that it gets only by the next statement."""

from __future__ import annotations

import ast

from shapefault.model import Edit, Span
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent, statement_of
from shapefault.source.nodes import walk

_FORMING = ("view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze", "permute", "transpose", "t", "movedim")


def reshaped_next(trace: Trace, names: set[str]) -> tuple[str, Edit] | None:
    """The name that a statement close below the crash reshapes, and the edit that puts that statement first."""
    node, source = trace.crash.expression, trace.source()
    statement = statement_of(node) if node is not None else None
    if source is None or statement is None:
        return None
    block = _block(statement)
    if block is None:
        return None
    index = block.index(statement)
    for following in block[index + 1 : index + 4]:
        name = _reshaped(following)
        if name is not None and name in names:
            between = block[index + 1 : block.index(following)]
            if any(_mentions(s, name) for s in between):
                return None
            return name, _first(source, statement, following)
    return None


def _block(statement: ast.stmt) -> list[ast.stmt] | None:
    around = parent(statement)
    for attribute in ("body", "orelse", "finalbody"):
        statements = getattr(around, attribute, None)
        if isinstance(statements, list) and statement in statements:
            return statements
    return None


def _reshaped(statement: ast.stmt) -> str | None:
    """``x`` of ``x = x.view(...)``."""
    if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
        return None
    target, value = statement.targets[0], statement.value
    if not (isinstance(target, ast.Name) and isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return None
    base = value.func.value
    if value.func.attr in _FORMING and isinstance(base, ast.Name) and base.id == target.id:
        return target.id
    return None


def _mentions(node: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in walk(node))


def _first(source: Source, statement: ast.stmt, following: ast.stmt) -> Edit:
    """One edit over the lines from ``statement`` to ``following``, which comes first then."""
    start, end = source.span(statement).start, source.span(following).end
    moved = source.span(following)
    rest = source.between(start, moved.start).rstrip()
    indent = source.lines[start[0] - 1][: start[1] - 1]
    span = Span(source.path, start, end, source.between(start, end))
    return Edit(span, f"{moved.text}\n{indent}{rest}")
