"""A matrix made as large as the largest index that is used, ``zeros(edges.max() + 1, ...)``, for rows that are more."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places, sides
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MAKERS = ("zeros", "ones", "eye", "full", "empty", "rand", "randn")


def made_for_count(
    trace: Trace, mismatch: Mismatch, roles: Sequence[str], got: int, want: int, prior: float
) -> Iterator[Fix]:
    """Its sizes given by what is known to be ``want``: a number that the program names, or a tensor's rows."""
    for role, _ in sides(mismatch, roles):
        if got not in mismatch.operands[role].shape:
            continue
        for place in places(trace, mismatch, role):
            node, frame = place.node, place.frame
            if not isinstance(node, ast.Call) or callee(node) not in _MAKERS or frame is None:
                continue
            sizes = _computed(node, mismatch.operands[role].shape, got)
            for text in _known(frame, want, node.lineno)[:2] if sizes else []:
                yield fix(
                    f"make it for {text}",
                    [Edit(place.source.span(size), text) for size in sizes],
                    prior,
                    stage=Stage.DATA_LOADING,
                    why=f"it is made for {got}, there are {want}",
                )


def _computed(call: ast.Call, shape: Shape, got: int) -> list[ast.expr]:
    """The sizes of a tensor that are ``got``, where they are computed of what the program has."""
    first = call.args[0] if call.args else None
    sizes = first.elts if isinstance(first, ast.Tuple | ast.List) else call.args
    if callee(call) == "eye" and len(sizes) == 1:
        return list(sizes) if not isinstance(sizes[0], ast.Constant) else []
    if len(sizes) != len(shape):
        return []
    return [node for node, size in zip(sizes, shape, strict=True) if size == got and not isinstance(node, ast.Constant)]


def _known(frame: Frame, want: int, line: int) -> list[str]:
    """The names of the frame with this value, then the tensors with so many rows; what is bound before the line."""
    function = frame.function()
    bound = {
        n.id: n.lineno
        for n in (walk(function) if function is not None else ())
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    held = [(name, value) for name, value in frame.names.items() if bound.get(name, line) < line]
    numbers = [name for name, value in held if type(value) is int and value == want]
    rows = [f"{name}.size(0)" for name, value in held if (shape_of(value) or (0,))[0] == want]
    return [*numbers, *rows]
