"""A column met a row: of ``(n, 1)`` and ``(n,)`` broadcasting made ``(n, n)``, which fails only where it is used."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.operands import outwards
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_MOST = 4
"""Places of one function that are edited together."""
_AXES = ("unsqueeze", "view", "reshape", "squeeze", "shape", "size", "numel")


@dataclass(frozen=True)
class _Met:
    """The two expressions, and the frame in which they met."""

    source: Source
    frame: Frame
    function: ast.AST
    column: ast.expr
    row: ast.expr
    shape: Shape
    """Of the row."""


def column_met_row(trace: Trace, mismatch: Mismatch, prior: float, *, stage: Stage = Stage.RESHAPE) -> Iterator[Fix]:
    """Give the row the last axis that the column has, everywhere in its function or where it comes from."""
    squares = _squares(mismatch)
    met = next(_met(trace, squares), None) if squares else None
    if met is None:
        return
    text, count = met.source.span(met.row).text, met.shape[-1]
    why = f"{text} has no last axis of 1: it meets a column, and {count} and {count}×1 make {count}×{count}"
    title = f"give {text} the last axis that it lacks"
    same = [
        part
        for part in walk(met.function)
        if isinstance(part, ast.expr) and ast.dump(part) == ast.dump(met.row) and not _has_axis(part)
    ]
    if len(same) <= _MOST:
        edits = [wrapped(met.source, part, "{}.unsqueeze(-1)") for part in same]
        yield fix(title, edits, prior, stage=stage, why=why)
    frames = [f for f in trace.crash.frames if f.is_user]
    above = frames[: frames.index(met.frame) + 1]
    for place in outwards(above, met.source, met.row, 0, 6):
        if place.node is not met.row and place.kind != "loop":
            prior -= 0.01
            yield fix(title, place.edit("{}.unsqueeze(-1)"), prior - 0.01, stage=stage, why=why)
    column = met.source.span(met.column).text
    yield fix(
        f"drop the last axis of {column}",
        wrapped(met.source, met.column, "{}.squeeze(-1)"),
        prior - 0.08,
        stage=stage,
        why=f"{column} is a column, it meets {text}, a row",
    )


def _squares(mismatch: Mismatch) -> set[int]:
    """The sizes that stand twice side by side in a shape of the failing call."""
    shapes = [tuple(o.shape) for o in mismatch.operands.values()]
    shapes += [tuple(v) for v in mismatch.params.values() if isinstance(v, list | tuple)]
    return {a for shape in shapes for a, b in itertools.pairwise(shape) if type(a) is type(b) is int and a == b > 1}


def _met(trace: Trace, squares: set[int]) -> Iterator[_Met]:
    for frame in trace.user_frames():
        source = frame.site.source()
        function = frame.function()
        if source is None or function is None:
            continue
        for part in walk(function):
            if not isinstance(part, ast.BinOp) or part.lineno > frame.lineno:
                continue
            sides = [(node, shape_in(frame, node)) for node in (part.left, part.right)]
            for (one, a), (other, b) in (sides, sides[::-1]):
                if a is not None and b is not None and b and a == (*b, 1) and b[-1] in squares:
                    yield _Met(source, frame, function, one, other, b)


def _has_axis(node: ast.AST) -> bool:
    """Whether the expression is given another form right where it stands, or only counted there."""
    around = parent(node)
    counted = isinstance(around, ast.Call) and ast.unparse(around.func) == "len"
    return counted or (isinstance(around, ast.Attribute) and around.attr in _AXES)
