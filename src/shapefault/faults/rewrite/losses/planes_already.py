"""A loss of the program's own that makes one-hot planes of its target, given a target that has planes already."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import callee


def planes_already(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Class numbers of the planes, where the program's function is called with them."""
    predicted = mismatch.shape("input")
    frames = [frame for frame in trace.user_frames() if frame.is_user]
    if predicted is None or len(predicted) < 2 or len(frames) < 2 or not _makes_planes(frames[0].function()):
        return
    for frame in frames[1:3]:
        source, node = frame.site.source(), frame.site.node()
        for argument in node.args[1:] if isinstance(node, ast.Call) and source is not None else ():
            if source is not None and shape_in(frame, argument) == predicted:
                yield fix(
                    "give the loss class numbers", wrapped(source, argument, "{}.argmax(1)"), prior,
                    stage=Stage.LOSS_TARGET,
                    why=f"the target has its {predicted[1]} planes already, the loss makes them of class numbers",
                )  # fmt: skip


def _makes_planes(function: ast.AST | None) -> bool:
    return function is not None and any(
        isinstance(part, ast.Call) and callee(part) == "one_hot" for part in ast.walk(function)
    )
