"""The text of a file in which the expressions of some lines tell what they are, for a run that is watched.

Each is put into a call that hands on its value. Lines stay what they are, so the program fails on the same one.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from shapefault.source.files import Source, parent

TELLS = "__shapefault_tells__"
"""What is called: built in while the run is watched."""
_KINDS = (ast.Name, ast.Attribute, ast.Call, ast.BinOp, ast.Subscript, ast.IfExp, ast.UnaryOp)
_UNTOLD = (ast.JoinedStr, ast.arg, ast.match_case)
"""Below these an expression is no value of its own, or has no place of its own."""


def place(node: ast.expr) -> str:
    """What an expression is called by: where it stands in its file."""
    return f"{node.lineno}:{node.col_offset}:{node.end_lineno}:{node.end_col_offset}"


def telling(source: Source, lines: Collection[int]) -> str:
    """The file's text; the expressions that begin on one of ``lines`` tell."""
    marks: list[tuple[int, int, int, tuple[int, int], str]] = []
    for node in _told(source, lines):
        span = source.span(node)
        (line, column), (last, end) = span.start, span.end
        # An outer one opens before an inner one that begins where it does, and closes behind one that ends there.
        marks.append((line, column, 1, (-last, -end), f'{TELLS}("{place(node)}", '))
        marks.append((last, end, 0, (-line, -column), ")"))
    text = list(source.lines)
    for line, column, _, _, mark in sorted(marks, reverse=True):
        old = text[line - 1]
        text[line - 1] = f"{old[: column - 1]}{mark}{old[column - 1 :]}"
    return "\n".join(text)


def _told(source: Source, lines: Collection[int]) -> Iterator[ast.expr]:
    wanted = set(lines)
    stack: list[ast.AST] = [source.tree]
    while stack:
        node = stack.pop()
        if isinstance(node, _UNTOLD):
            continue
        if isinstance(node, _KINDS) and node.lineno in wanted and _is_value(node):
            yield node
        marks = {id(mark) for mark in getattr(node, "decorator_list", ())}
        unread = {id(getattr(node, field, None)) for field in ("annotation", "returns")}
        stack.extend(child for child in ast.iter_child_nodes(node) if id(child) not in marks | unread)


def _is_value(node: ast.expr) -> bool:
    """Whether it is read, and is not merely what is called."""
    around = parent(node)
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and not (
        isinstance(around, ast.Call) and around.func is node
    )
