"""``h = w = int(math.sqrt(n))`` of the patches of a picture that is no square."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.facts import out_shape
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.peek import value_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_PAIR, _MAP = 2, 4


def root_of_tokens(trace: Trace, prior: float) -> Iterator[Fix]:
    """The sides of the map that the tokens were made of, where their number is no square."""
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        nodes = list(walk(function)) if source is not None and function is not None else []
        roots = [(node, root) for node in nodes if isinstance(node, ast.Assign) and (root := _root(frame, node))]
        for tokens in dict.fromkeys(root[1] for _, root in roots):
            own = [(node, name) for node, (names, number) in roots if number == tokens for name in names]
            sides = _of_a_name(frame, tokens) or _of_a_record(trace, tokens)
            if source is None or len(own) != _PAIR or sides is None:
                continue
            (first, height), (second, width) = own
            if first is second:
                edits = [Edit(source.span(first), f"{height}, {width} = {sides[0]}, {sides[1]}")]
            else:
                values = zip((first, second), sides, strict=True)
                edits = [Edit(source.span(node.value), text) for node, text in values]
            yield fix(
                f"take the sides of the map, {sides[0]} and {sides[1]}", edits, prior, stage=Stage.RESHAPE,
                why=f"{tokens} tokens are the places of a map that is no square",
            )  # fmt: skip


def _of_a_name(frame: Frame, tokens: int) -> tuple[str, str] | None:
    """``feat.shape[2]`` and ``feat.shape[3]`` of a local map with so many places."""
    for name, value in frame.frame.f_locals.items():
        shape = shape_of(value)
        if shape is not None and len(shape) == _MAP and shape[2] * shape[3] == tokens:
            return f"{name}.shape[2]", f"{name}.shape[3]"
    return None


def _of_a_record(trace: Trace, tokens: int) -> tuple[str, str] | None:
    """The sides of the first map with so many places that any op gave."""
    shapes = [shape for record in trace.records if (shape := out_shape(record)) is not None and len(shape) == _MAP]
    return next(((str(s[2]), str(s[3])) for s in shapes if s[2] * s[3] == tokens), None)


def _root(frame: Frame, node: ast.Assign) -> tuple[list[str], int] | None:
    """The names that a root stands for, and the number that it is taken of: no square."""
    targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    parts = list(walk(node.value))
    roots = [part for part in parts if isinstance(part, ast.Call) and callee(part) in ("sqrt", "isqrt") and part.args]
    powers = [part.left for part in parts if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Pow)
              and ast.unparse(part.right) in ("0.5", "1 / 2")]  # fmt: skip
    values = [value_in(frame, of) for of in (*(root.args[0] for root in roots), *powers)]
    number = next((value for value in values if type(value) is int and value), None)
    return (names, number) if names and number is not None and math.isqrt(number) ** 2 != number else None
