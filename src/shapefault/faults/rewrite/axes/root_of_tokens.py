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
from shapefault.source.files import statement_of
from shapefault.source.frames import Frame
from shapefault.source.project import callee

_PAIR, _MAP = 2, 4


def root_of_tokens(trace: Trace, prior: float) -> Iterator[Fix]:
    """The sides of the map that the tokens were made of, where their number is no square."""
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        for node in ast.walk(function) if source is not None and function is not None else ():
            found = _both_sides(frame, node) if isinstance(node, ast.Assign) else None
            if source is None or found is None or not isinstance(node, ast.Assign):
                continue
            (height, width), tokens = found
            for record in trace.records:
                shape = out_shape(record)
                if shape is None or len(shape) != _MAP or shape[2] * shape[3] != tokens:
                    continue
                yield fix(
                    f"take the sides of the map, {shape[2]}×{shape[3]}",
                    Edit(source.span(node), f"{height}, {width} = {shape[2]}, {shape[3]}"), prior,
                    stage=Stage.RESHAPE, why=f"{tokens} tokens are {shape[2]}×{shape[3]}, which is no square",
                )  # fmt: skip
                break


def _both_sides(frame: Frame, node: ast.Assign) -> tuple[list[str], int] | None:
    """The two names that one root stands for, and the number that it is taken of: no square."""
    targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    roots = [part for part in ast.walk(node.value) if isinstance(part, ast.Call) and callee(part) in ("sqrt", "isqrt")]
    numbers = [value_in(frame, root.args[0]) for root in roots if root.args]
    numbers += [
        value_in(frame, part.left)
        for part in ast.walk(node.value)
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Pow) and ast.unparse(part.right) == "0.5"
    ]
    number = next((n for n in numbers if type(n) is int and n), None)
    whole = len(names) == _PAIR and statement_of(node) is node
    return (names, number) if whole and number is not None and math.isqrt(number) ** 2 != number else None
