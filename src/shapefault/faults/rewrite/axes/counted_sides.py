"""Height and width of a map worked out from the picture: ``H = ceil(img.shape[2] / 16)`` but the map has less."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, statement_of
from shapefault.source.frames import Frame, function_node
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, bound_argument


def sides_of_the_map(
    trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float
) -> Iterator[Fix]:
    """``H, W = f.shape[-2:]`` of the map ``f`` that the rows were made of, where the two are bound."""
    found = receiver(call)
    if found is None or len(found[1]) != len(sizes) or -1 in sizes[1:]:
        return
    nodes = found[1]
    for at in range(1, len(sizes) - 1):
        rest = math.prod(s for i, s in enumerate(sizes) if i and i not in (at, at + 1))
        rows = math.prod(shape[1:]) // rest if rest else 0
        one, other = nodes[at], nodes[at + 1]
        if rows in (0, sizes[at] * sizes[at + 1]) or not isinstance(one, ast.Name) or not isinstance(other, ast.Name):
            continue
        yield from _bound(trace, (one.id, other.id), (sizes[at], sizes[at + 1]), rows, prior)


def _bound(trace: Trace, names: tuple[str, str], values: tuple[int, int], rows: int, prior: float) -> Iterator[Fix]:
    """From the failing frame outwards, through the arguments of callers, to the statements that bind the two."""
    frames = [frame for frame in trace.crash.frames if frame.is_user]
    for frame, above in zip(reversed(frames), [*reversed(frames[:-1]), None], strict=True):
        source = frame.site.source()
        function = function_node(source, frame.site.code) if source is not None else None
        if source is None:
            return
        scope = function or source.tree
        one, other = (_binding(scope, name, frame.lineno) for name in names)
        if one is not None and other is not None:
            maps = [name for name in _maps(frame, rows) if _earlier(scope, name, one)]
            if maps:
                yield _read_off(source, one, other, names, maps[0], values, prior)
            return
        call = above.site.node() if above is not None and above.site.source() is not None else None
        if not isinstance(function, ast.FunctionDef) or not isinstance(call, ast.Call):
            return
        height, width = (bound_argument(call, function, name) for name in names)
        if not isinstance(height, ast.Name) or not isinstance(width, ast.Name):
            return
        names = (height.id, width.id)


def _binding(scope: ast.AST, name: str, before: int) -> ast.Assign | None:
    """The last assignment of the name that stands above a line, if it works the number out."""
    found = [
        part
        for part in walk(scope)
        if isinstance(part, ast.Assign) and part.lineno < before and len(part.targets) == 1 and name in _names(part)
    ]
    last = max(found, key=lambda part: part.lineno, default=None)
    worked_out = last is not None and any(
        isinstance(part, ast.BinOp) and isinstance(part.op, ast.FloorDiv | ast.Div) for part in walk(last.value)
    )
    return last if worked_out else None


def _names(statement: ast.Assign) -> list[str]:
    target = statement.targets[0]
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return [part.id for part in parts if isinstance(part, ast.Name)]


def _maps(frame: Frame, rows: int) -> list[str]:
    """The local maps with as many places as there are rows."""
    found = []
    for name, value in frame.frame.f_locals.items():
        shape = shape_of(value)
        if shape is not None and len(shape) == 4 and shape[2] * shape[3] == rows:
            found.append(name)
    return found


def _earlier(scope: ast.AST, name: str, statement: ast.stmt) -> bool:
    """Whether a name is a parameter, or bound above a statement."""
    for part in walk(scope):
        if isinstance(part, ast.arg) and part.arg == name:
            return True
        bound = statement_of(part) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) else None
        if bound is not None and part.id == name and bound.lineno < statement.lineno:  # type: ignore[attr-defined]
            return True
    return False


def _read_off(
    source: Source, one: ast.Assign, other: ast.Assign, names: tuple[str, str], name: str, values: tuple[int, int],
    prior: float,
) -> Fix:  # fmt: skip
    why = f"{names[0]} and {names[1]} are worked out to {values[0]}×{values[1]}, {name} has other sizes"
    title = f"take the height and width of {name} itself"
    if one is other and _names(one) == list(names):
        return fix(title, Edit(source.span(one.value), f"{name}.shape[-2:]"), prior, stage=Stage.RESHAPE, why=why)
    edits = [
        Edit(source.span(_value(statement, own)), f"{name}.shape[{axis}]")
        for statement, own, axis in ((one, names[0], -2), (other, names[1], -1))
    ]
    return fix(title, edits, prior, stage=Stage.RESHAPE, why=why)


def _value(statement: ast.Assign, name: str) -> ast.expr:
    """What the name is bound to, also as one of several."""
    values = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value]
    names = _names(statement)
    return values[names.index(name)] if len(values) == len(names) else statement.value
