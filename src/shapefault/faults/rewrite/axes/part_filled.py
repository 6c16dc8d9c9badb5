"""``rows[i] = steps`` of fewer steps than a row has: the rest of the row stays as it was made."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, statement_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk


def part_filled(trace: Trace, part: Shape, value: Shape, prior: float, stage: Stage) -> Iterator[Fix]:
    """The same assignment to as many entries of the place as come, ``rows[i, :steps.shape[0]]``."""
    user, node, source = trace.crash.user, trace.crash.expression, trace.source()
    statement = statement_of(node) if node is not None else None
    if user is None or source is None or not isinstance(statement, ast.Assign) or len(part) != len(value):
        return
    place = statement.targets[0]
    if not isinstance(place, ast.Subscript):
        return
    index = place.slice.elts if isinstance(place.slice, ast.Tuple) else [place.slice]
    yield from _next_axes(source, index, part, value, prior, stage)
    if not 0 < value[0] < part[0] or part[1:] != value[1:]:
        return
    if any(isinstance(item, ast.Slice | ast.Starred) or _ellipsis(item) for item in index):
        return
    end = source.span(index[-1]).end
    text = _length(user, statement, value[0]) or f"{source.span(statement.value).text}.shape[0]"
    yield fix(f"fill only as many of the {part[0]} as come", Edit(Span(source.path, end, end), f", :{text}"), prior,
              stage=stage, why=f"a row has {part[0]}, {value[0]} come")  # fmt: skip


def _next_axes(
    source: Source, index: list[ast.expr], part: Shape, value: Shape, prior: float, stage: Stage
) -> Iterator[Fix]:
    """``table[i, :n] = square`` as ``table[i, :n, :n]``: the axes behind are filled as far as the last one named."""
    last, kept = index[-1], sum(isinstance(item, ast.Slice) for item in index)
    rest = list(zip(part[kept:], value[kept:], strict=True))
    if not isinstance(last, ast.Slice) or not kept or part[:kept] != value[:kept] or not rest:
        return
    if all(have == value[kept - 1] < room for room, have in rest):
        end, text = source.span(last).end, source.span(last).text
        yield fix(f"fill as many of the other axis, {text}", Edit(Span(source.path, end, end), f", {text}" * len(rest)),
                  prior, stage=stage, why=f"the place has {rest[0][0]} there, {rest[0][1]} come")  # fmt: skip


def _ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def _length(frame: Frame, statement: ast.stmt, size: int) -> str | None:
    """A number that the function has measured just before, by its name: ``n = end - start``, ``len(steps)``."""
    function = enclosing(statement, ast.FunctionDef, ast.Module)
    above = [
        part for part in walk(function) if isinstance(part, ast.Assign) and part.lineno < statement.lineno
    ] if function is not None else []  # fmt: skip
    for assigned in sorted(above, key=lambda part: -part.lineno):
        target = assigned.targets[0]
        computed = isinstance(assigned.value, ast.BinOp | ast.Call | ast.Subscript)
        held = frame.frame.f_locals.get(target.id) if isinstance(target, ast.Name) and computed else None
        if isinstance(target, ast.Name) and type(held) is int and held == size:
            return target.id
    return None
