"""A random cut ``x[begin : begin + n]`` that may begin too late: the draw of its start has to leave room for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.project import callee

_DRAWS = ("randint", "randrange", "integers")


def late_starts(trace: Trace, prior: float) -> Iterator[Fix]:
    """For each such cut in the program: take its length off the range that its start is drawn from."""
    made: set[Edit] = set()
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            cut = _cut(node)
            function = enclosing(node, ast.FunctionDef)
            if cut is None or function is None:
                continue
            start, length = cut
            for draw in _draws(function, start, 3):
                edit = _shorter(source, draw, source.span(length).text)
                if edit is not None and edit not in made:
                    made.add(edit)
                    yield fix(
                        "draw the start so that the whole cut fits", edit, prior, stage=_stage(function),
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


def _draws(function: ast.AST, name: ast.Name, depth: int) -> Iterator[ast.Call]:
    """The random draws that a name is made from."""
    for part in ast.walk(function):
        if isinstance(part, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name.id for t in part.targets):
            for inner in ast.walk(part.value):
                if isinstance(inner, ast.Call) and callee(inner) in _DRAWS:
                    yield inner
                elif isinstance(inner, ast.Name) and depth and inner.id != name.id:
                    yield from _draws(function, inner, depth - 1)


def _shorter(source: Source, draw: ast.Call, length: str) -> Edit | None:
    """``randint(len(x) // hop)`` -> ``randint((len(x) - n) // hop + 1)``."""
    numbers = [a for a in draw.args if not isinstance(a, ast.Tuple | ast.List)]
    if not numbers or len(numbers) > 2:
        return None
    bound = numbers[-1]
    if any(isinstance(p, ast.BinOp) and isinstance(p.op, ast.Sub) for p in ast.walk(bound)):
        return None  # something is taken off already
    sizes = [p for p in ast.walk(bound) if _is_size(p)]
    if len(sizes) != 1:
        return None
    inside, whole = source.span(sizes[0]), source.span(bound)
    head = source.between(whole.start, inside.start)
    tail = source.between(inside.end, whole.end)
    text = f"({inside.text} - {length})" if head or tail else f"{inside.text} - {length}"
    inclusive = isinstance(draw.func, ast.Attribute) and ast.unparse(draw.func) == "random.randint"
    return Edit(whole, f"{head}{text}{tail}" + ("" if inclusive else " + 1"))


def _is_size(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return callee(node) in ("len", "size", "numel")
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape"


def _stage(function: ast.AST) -> Stage:
    name = getattr(function, "name", "").lower()
    words = ("crop", "augment", "transform", "__call__", "jitter", "mask")
    return Stage.AUGMENTATION if any(w in name for w in words) else Stage.DATA_LOADING
