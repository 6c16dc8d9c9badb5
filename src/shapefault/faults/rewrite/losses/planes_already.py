"""A loss of the program's own that makes one-hot planes of its target, given a target that has planes already."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def planes_already(trace: Trace, prior: float) -> Iterator[Fix]:
    """Class numbers of the planes, where the program's function is called with them."""
    frames = list(trace.user_frames())
    if len(frames) < 2 or not _makes_planes(frames[0].function()):
        return
    for frame in frames[1:3]:
        source, node = frame.site.source(), frame.site.node()
        given = node.args if isinstance(node, ast.Call) else []
        predicted = shape_in(frame, given[0]) or _output(frames[0]) if given else None
        if source is None or predicted is None or len(predicted) < 2:
            continue
        for argument in given[1:]:
            if shape_in(frame, argument) == predicted:
                yield fix(
                    "give the loss class numbers", wrapped(source, argument, "{}.argmax(1)"), prior,
                    stage=Stage.LOSS_TARGET,
                    why=f"the target has its {predicted[1]} planes already, the loss makes them of class numbers",
                )  # fmt: skip


def _output(frame: Frame) -> Shape | None:
    """The prediction as the innermost function of the program holds it, by the first of its parameters."""
    function = frame.function()
    names = [a.arg for a in function.args.args if a.arg != "self"] if isinstance(function, ast.FunctionDef) else []
    return shape_of(frame.frame.f_locals.get(names[0])) if names else None


def _makes_planes(function: ast.AST | None) -> bool:
    return function is not None and any(
        isinstance(part, ast.Call) and callee(part) == "one_hot" for part in walk(function)
    )
