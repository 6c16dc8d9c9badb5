"""A tensor made for parts of one size and filled with others: ``out = torch.zeros(n, c, h, w)`` before a loop.

``out[i] = transform(picture)`` then has the size that the transform makes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.faults.rewrite.images.sizes import resize_literals
from shapefault.faults.rewrite.keywords import sizes_given
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.files import Source, enclosing, statement_of
from shapefault.source.project import callee

_MADE = ("zeros", "empty", "ones", "full")


def filled(trace: Trace) -> ast.Assign | None:
    """The statement that stopped, where it writes into a part of a tensor."""
    node = trace.crash.user.site.node() if trace.crash.user is not None else None
    statement = statement_of(node) if node is not None else None
    subscript = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript)
    return statement if subscript and isinstance(statement, ast.Assign) else None


def buffer_of_parts(trace: Trace, value: Shape, part: Shape, prior: float) -> Iterator[Fix]:
    """The tensor made with the size of the first part; pictures of the size that it is made for."""
    statement, source = filled(trace), trace.source()
    loop = enclosing(statement, ast.For) if statement is not None else None
    function = enclosing(statement, ast.FunctionDef) if statement is not None else None
    if source is None or statement is None or not isinstance(loop, ast.For):
        return
    target = statement.targets[0]
    buffer = target.value if isinstance(target, ast.Subscript) else None
    made = bound_once(function or source.tree, buffer.id) if isinstance(buffer, ast.Name) else None
    why = f"it is made for parts of {shape_text(part)}, each is {shape_text(value)}"
    if isinstance(made, ast.Call) and callee(made) in _MADE:
        sizes, first = sizes_given(made), _first(source, statement.value, loop)
        if len(sizes) > len(part) and first is not None:
            start, end = source.span(sizes[-len(part)]).start, source.span(sizes[-1]).end
            edit = Edit(Span(source.path, start, end, source.between(start, end)), f"*{first}.shape")
            yield fix("make it for what is written into it", edit, prior, stage=Stage.AUGMENTATION, why=why)
    if len(value) == len(part) == 3 and value[0] == part[0]:
        yield from resize_literals(
            trace, value[1:], part[1:], prior - 0.04, why=why, stage=Stage.AUGMENTATION
        )  # fmt: skip


def _first(source: Source, value: ast.expr, loop: ast.For) -> str | None:
    """What is written in the first turn: ``transform(pictures[0])``; None where no expression says that."""
    each, turn = loop.iter, loop.target
    if isinstance(each, ast.Call) and callee(each) == "enumerate" and isinstance(turn, ast.Tuple):
        each, turn = each.args[0], turn.elts[1]
    if not isinstance(turn, ast.Name) or not isinstance(each, ast.Name | ast.Attribute):
        return None
    text, whole = source.span(value).text, source.span(each).text
    found = re.sub(rf"\b{re.escape(turn.id)}\b", f"{whole}[0]", text)
    return found if found != text else None
