"""A random cut ``x[begin : begin + n]`` that may begin too late: the draw of its start has to leave room for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_DRAWS = ("randint", "randrange", "integers")


def late_starts(trace: Trace, prior: float, stage: Stage | None = None) -> Iterator[Fix]:
    """For each function with such cuts: take their lengths off the ranges that their starts are drawn from.

    Rows and columns are cut by one mistake: where a function draws several starts too late, all change together.
    """
    for source in bench_of(trace).project.sources:
        found: dict[ast.AST, dict[Edit, None]] = {}
        for node in source.nodes:
            cut = _cut(node)
            function = enclosing(node, ast.FunctionDef)
            if cut is None or function is None:
                continue
            start, length = cut
            for draw in _draws(function, start, 3):
                edit = _shorter(source, function, draw, source.span(length).text)
                if edit is not None:
                    found.setdefault(function, {})[edit] = None
        for function, edits in found.items():
            whole = [tuple(edits)] if len(edits) > 1 else []
            for rank, group in enumerate([*whole, *((e,) for e in edits)]):
                yield fix(
                    "draw the start so that the whole cut fits", group, prior - 0.02 * bool(rank),
                    stage=stage or _stage(function),
                    why="the cut may begin so late that what it is taken from ends before it",
                )  # fmt: skip


def _cut(node: ast.AST) -> tuple[ast.Name, ast.expr] | None:
    """Start and length of ``x[begin : begin + n]``."""
    if not isinstance(node, ast.Slice) or not isinstance(node.lower, ast.Name) or not isinstance(node.upper, ast.BinOp):
        return None
    upper = node.upper
    if isinstance(upper.op, ast.Add) and isinstance(upper.left, ast.Name) and upper.left.id == node.lower.id:
        return node.lower, upper.right
    return None


def cut_length(node: ast.Slice) -> ast.expr | None:
    """The ``n`` of ``x[begin : begin + n]`` and of ``x[:n]``."""
    cut = _cut(node)
    if cut is not None:
        return cut[1]
    return (
        node.upper if node.lower is None and isinstance(node.upper, ast.Name | ast.Attribute | ast.Constant) else None
    )


def _draws(function: ast.AST, name: ast.Name, depth: int) -> Iterator[ast.Call]:
    """The random draws that a name is made from."""
    for part in walk(function):
        if isinstance(part, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name.id for t in part.targets):
            for inner in walk(part.value):
                if isinstance(inner, ast.Call) and callee(inner) in _DRAWS:
                    yield inner
                elif isinstance(inner, ast.Name) and depth and inner.id != name.id:
                    yield from _draws(function, inner, depth - 1)


def _shorter(source: Source, function: ast.AST, draw: ast.Call, length: str) -> Edit | None:
    """``randint(len(x) // hop)`` -> ``randint((len(x) - n) // hop + 1)``."""
    numbers = [a for a in draw.args if not isinstance(a, ast.Tuple | ast.List)]
    if not numbers or len(numbers) > 2:
        return None
    bound = numbers[-1]
    inclusive = isinstance(draw.func, ast.Attribute) and ast.unparse(draw.func) == "random.randint"
    taken = [p for p in walk(bound) if isinstance(p, ast.BinOp) and isinstance(p.op, ast.Sub)]
    if taken:
        return _more(source, function, taken, bound, length, inclusive)
    sizes = [p for p in walk(bound) if _is_size(p, function)]
    if len(sizes) != 1:
        return None
    inside, whole = source.span(sizes[0]), source.span(bound)
    head = source.between(whole.start, inside.start)
    tail = source.between(inside.end, whole.end)
    text = f"({inside.text} - {length})" if head or tail else f"{inside.text} - {length}"
    return Edit(whole, f"{head}{text}{tail}" + ("" if inclusive else " + 1"))


def _more(
    source: Source, function: ast.AST, taken: list[ast.BinOp], bound: ast.expr, length: str, inclusive: bool
) -> Edit | None:
    """``randint(0, height - n // 2)`` -> ``randint(0, height - n)``: a part of the length is taken off already."""
    if len(taken) != 1 or not _is_size(taken[0].left, function):
        return None
    off = taken[0].right
    own = source.span(off).text
    part = any(source.span(p).text == length for p in walk(off) if isinstance(p, ast.expr) and p is not off)
    if own == length or not part or not isinstance(off, ast.BinOp) or not isinstance(off.op, ast.FloorDiv | ast.Div):
        return None
    return Edit(source.span(off), length + (" + 1" if taken[0] is bound and not inclusive else ""))


def _is_size(node: ast.AST, function: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return callee(node) in ("len", "size", "numel")
    if isinstance(node, ast.Name):
        return any(_gives_size(part, node.id) for part in walk(function) if isinstance(part, ast.Assign))
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape"


def _gives_size(statement: ast.Assign, name: str) -> bool:
    """Whether a name is a size: ``h, w, c = x.shape``, ``h = x.shape[0]``, ``w, h = picture.size``."""
    target, value = statement.targets[0], statement.value
    while isinstance(value, ast.Subscript):
        value = value.value
    of_shape = isinstance(value, ast.Attribute) and value.attr in ("shape", "size")
    of_size = isinstance(value, ast.Call) and callee(value) in ("len", "size")
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    return (of_shape or of_size) and any(isinstance(t, ast.Name) and t.id == name for t in names)


def _stage(function: ast.AST) -> Stage:
    name = getattr(function, "name", "").lower()
    words = ("crop", "augment", "transform", "__call__", "jitter", "mask")
    return Stage.AUGMENTATION if any(w in name for w in words) else Stage.DATA_LOADING
