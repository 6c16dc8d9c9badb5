"""A count that stays a fraction, ``(window - kernel) / skip``, and is rounded where it is used, each time otherwise."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import of_self
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def whole_numbers(trace: Trace, prior: float, stage: Stage) -> Iterator[Fix]:
    """For each number in the live frames that is such a fraction and is put through ``int`` there."""
    rounded: dict[str, float] = {}
    for frame in trace.user_frames():
        function = frame.function()
        for part in walk(function) if function is not None else ():
            if not isinstance(part, ast.Call) or callee(part) != "int" or not part.args:
                continue
            for name in walk(part.args[0]):
                value = frame.held(name) if isinstance(name, ast.Name | ast.Attribute) else None
                if isinstance(value, float) and not value.is_integer():
                    rounded[ast.unparse(name)] = value
    for source in bench_of(trace).project.sources if rounded else ():
        for node in source.nodes:
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.BinOp):
                continue
            target = node.targets[0]
            known = isinstance(target, ast.Name) or of_self(target)
            if known and isinstance(node.value.op, ast.Div) and (text := ast.unparse(target)) in rounded:
                yield fix(
                    f"make {text} a whole number", wrapped(source, node.value, "int({})"), prior, stage=stage,
                    why=f"{text} is {rounded[text]:g}, and is rounded later, each time otherwise",
                )  # fmt: skip
