"""``squeeze()`` without an axis, in several lines, of a batch of one: what is joined of them has no batch axis left."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def bare_squeezes(trace: Trace, prior: float) -> Iterator[Fix]:
    """The axis named in each of them, where another than the first has one entry, in a running function."""
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        if source is None or function is None:
            continue
        bare = _bare(function)
        axes = {_made(of): axis for _, of in bare if (axis := _other_axis(frame, of)) is not None}
        edits = [
            Edit(source.span(call), f"{source.span(of).text}.squeeze({axes[_made(of)]})")
            for call, of in bare
            if call.lineno < frame.lineno and _made(of) in axes
        ]
        if edits:
            yield fix(
                "squeeze the axis that is meant, not the batch axis", edits, prior, stage=Stage.RESHAPE,
                why="squeeze() drops the batch axis as well, of a batch of one",
            )  # fmt: skip


def _bare(function: ast.AST) -> list[tuple[ast.Call, ast.expr]]:
    """The calls of ``squeeze`` without an axis, each with what is squeezed."""
    return [
        (call, call.func.value)
        for call in walk(function)
        if isinstance(call, ast.Call) and callee(call) == "squeeze" and not call.args and not call.keywords
        if isinstance(call.func, ast.Attribute)
    ]


def _other_axis(frame: Frame, node: ast.expr) -> int | None:
    """The one axis of size 1 behind a first axis of size 1."""
    shape = shape_in(frame, node)
    axes = [axis for axis, size in enumerate(shape or ()) if axis and size == 1]
    return axes[0] if shape and shape[0] == 1 and len(axes) == 1 else None


def _made(node: ast.expr) -> str:
    """How it is made: what ``a = stack(a).squeeze()`` was made of cannot be looked at again, its like beside it can."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ast.unparse(node)
