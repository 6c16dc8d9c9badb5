"""``embedded.view(1, 1, -1)``: a one is written where the batch stands, right for a single sample only."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


def ones_for_batch(trace: Trace, mismatch: Mismatch, roles: tuple[str, str], prior: float) -> Iterator[Fix]:
    """The size read from what is viewed, where the other operand has that many."""
    for role, other in (roles, roles[::-1]):
        own, met = mismatch.operands[role].shape, mismatch.operands[other].shape
        if len(own) != len(met):
            continue
        for place in places(trace, mismatch, role, 4):
            for node in walk(place.node) if place.frame is not None else ():
                if isinstance(node, ast.Call) and callee(node) in ("view", "reshape") and place.frame is not None:
                    yield from _read(place.frame, CallPlace(place.source, node), own, met, prior)


def _read(frame: Frame, call: CallPlace, own: Shape, met: Shape, prior: float) -> Iterator[Fix]:
    found = receiver(call)
    if found is None or len(found[1]) != len(own) or not _opened(found[1]):
        return
    for axis, (node, size, want) in enumerate(zip(found[1], own, met, strict=True)):
        if not isinstance(node, ast.Constant) or node.value != 1 or size != 1 or want < 2:
            continue
        for name, at in _sized(frame, found[0], want):
            if math.prod(own) % want == 0:
                yield fix(
                    f"read the size of axis {axis} from {name}", Edit(call.source.span(node), f"{name}.size({at})"),
                    prior, stage=Stage.RESHAPE, why=f"1 is written for it, {name} has {want}",
                )  # fmt: skip


def _opened(nodes: list[ast.expr]) -> bool:
    """Whether one size is left open, and takes what the ones leave."""
    return any(ast.unparse(node) == "-1" for node in nodes)


def _sized(frame: Frame, viewed: ast.expr, want: int) -> Iterator[tuple[str, int]]:
    """The tensors that are viewed, or that a call in front of the view was given, with an axis of ``want``."""
    for node in walk(viewed):
        shape = shape_of(frame.held(node)) if isinstance(node, ast.Name) else None
        if isinstance(node, ast.Name) and shape is not None and want in shape[:2]:
            yield node.id, shape.index(want)
