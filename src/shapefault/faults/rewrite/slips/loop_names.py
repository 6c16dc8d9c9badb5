"""A loop's name behind the loop: ``Layer(before, size)`` for the last layer, where ``size`` is the one before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee

_LAST, _FIRST = 0.46, 0.36


def loop_names(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each such name replaced by the last, or the first, entry of what the loop goes through."""
    del trace
    loops = [part for part in scope.parts if isinstance(part, ast.For)]
    for loop in loops:
        lists = dict(_lists(loop.target, loop.iter))
        for part in scope.parts:
            if not isinstance(part, ast.Name) or part.id not in lists or not isinstance(part.ctx, ast.Load):
                continue
            if part.lineno <= (loop.end_lineno or loop.lineno) or _bound_again(scope, part, loop):
                continue
            text = scope.source.span(lists[part.id]).text
            for index, worth in ((-1, _LAST), (0, _FIRST)):
                title = f"take {text}[{index}] in the place of {part.id}"
                yield fix(title, Edit(scope.source.span(part), f"{text}[{index}]"), worth, stage=Stage.LAYER_CONFIG)


def _lists(target: ast.expr, each: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """What each name of a loop goes through, without the slice of it that the loop takes."""
    if isinstance(each, ast.Call) and callee(each) == "enumerate" and isinstance(target, ast.Tuple) and each.args:
        yield from _lists(target.elts[1], each.args[0])
    elif isinstance(each, ast.Call) and callee(each) == "zip" and isinstance(target, ast.Tuple):
        for one, many in zip(target.elts, each.args, strict=False):
            yield from _lists(one, many)
    elif isinstance(target, ast.Name):
        inner = each.value if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Slice) else each
        if isinstance(inner, ast.Name | ast.Attribute):
            yield target.id, inner


def _bound_again(scope: Scope, use: ast.Name, loop: ast.For) -> bool:
    """Whether the name is bound once more between the loop and its use."""
    end = loop.end_lineno or loop.lineno
    return any(
        isinstance(part, ast.Name)
        and part.id == use.id
        and isinstance(part.ctx, ast.Store)
        and end < part.lineno <= use.lineno
        for part in scope.parts
    )
