"""Many numbers made into one: their mean where they are used or made, or the criterion that was told not to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.operands import places_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def averaged(trace: Trace, node: ast.expr, prior: float = 0.8) -> Iterator[Fix]:
    """The edits with which ``node``, an expression of the deepest user frame, is one number."""
    source = trace.source()
    if source is None or trace.crash.user is None:
        return
    title, why, stage = "take the mean", "it is several numbers, their mean is one", Stage.RESHAPE
    if is_loss(trace, node):
        title, why, stage = "take the mean of the loss", "the loss is one number for each sample", Stage.LOSS_TARGET
    yield fix(title, wrapped(source, node, "{}.mean()"), prior, stage=stage, why=why)
    for place in places_of(trace, source, node)[1:3]:
        if place.kind == "definition" and isinstance(node, ast.Name) and place.name == node.id and not place.level:
            yield fix(title, place.edit("{}.mean()"), prior + 0.02, stage=stage, why=why)
    for edit in _unreduced(trace):
        yield fix("let the loss take the mean", edit, prior - 0.02, stage=Stage.LOSS_TARGET, why=why)


def is_loss(trace: Trace, node: ast.expr) -> bool:
    """Whether the expression is a loss: by its name, or because some criterion was told not to reduce."""
    return "loss" in ast.unparse(node).lower() or any(True for _ in _unreduced(trace))


def _unreduced(trace: Trace) -> Iterator[Edit]:
    for source in bench_of(trace).project.sources:
        for part in source.nodes:
            if isinstance(part, ast.keyword) and part.arg == "reduction" and ast.unparse(part.value) == "'none'":
                yield Edit(source.span(part.value), '"mean"')
