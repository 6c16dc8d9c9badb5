"""``flow.reshape(batch, h, w, 2)`` of one field (1, h, w, 2): the same one for each sample, or made for all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace

_MAKING = ("zeros", "ones", "empty", "full", "rand", "randn")


def as_expanded(trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """``expand`` in place of the reshaping, where the two differ on axes of size 1 alone."""
    differing = [axis for axis, (a, b) in enumerate(zip(shape, sizes, strict=False)) if a != b]
    function = call.node.func
    if len(shape) != len(sizes) or not differing or any(shape[axis] != 1 or sizes[axis] < 1 for axis in differing):
        return
    if not isinstance(function, ast.Attribute) or function.attr not in ("view", "reshape"):
        return
    end, why = call.source.span(function).end, f"there is one where {sizes[differing[0]]} are read"
    word = Span(call.source.path, (end[0], end[1] - len(function.attr)), end, function.attr)
    yield fix(f"repeat axis {differing[0]}", Edit(word, "expand"), prior, stage=Stage.RESHAPE, why=why)
    for name in _MAKING if differing == [0] else ():
        for made in bench_of(trace).project.calls.get(name, []):
            first = made.node.args[0] if made.node.args else None
            batch = _batch(trace, made, sizes[0])
            if batch is not None and isinstance(first, ast.Constant) and first.value == 1:
                yield fix(f"make as many of them as {batch} says", Edit(made.source.span(first), batch), prior + 0.02,
                          stage=Stage.RESHAPE, why=why)  # fmt: skip


def _batch(trace: Trace, made: CallPlace, size: int) -> str | None:
    """``spec.shape[0]`` where the call stands in a running function that is given as many samples."""
    function = enclosing(made.node, ast.FunctionDef)
    for frame in trace.user_frames():
        if isinstance(function, ast.FunctionDef) and frame.function() is function:
            for argument in function.args.args:
                shape = shape_of(frame.frame.f_locals.get(argument.arg))
                if shape is not None and len(shape) > 1 and shape[0] == size:
                    return f"{argument.arg}.shape[0]"
    return None
