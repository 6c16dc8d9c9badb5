"""``normalize(picture).permute(2, 0, 1)``: what counts channels on the first of three axes, before they are there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent

_MOVES = ("permute", "transpose", "movedim", "moveaxis", "swapaxes")


def permuted_later(trace: Trace, prior: float) -> Iterator[Fix]:
    """The axes moved within the call that failed, not on its result."""
    node, source = trace.crash.expression, trace.source()
    moved = parent(node) if node is not None else None
    call = parent(moved) if moved is not None else None
    if source is None or not isinstance(node, ast.Call) or len(node.args) != 1:
        return
    if not (isinstance(moved, ast.Attribute) and moved.attr in _MOVES and isinstance(call, ast.Call)):
        return
    inner, whole = source.span(node.args[0]), source.span(node)
    tail = source.between(whole.end, source.span(call).end)
    text = source.between(whole.start, inner.end) + tail + source.between(inner.end, whole.end)
    yield fix(
        f"{moved.attr} before {ast.unparse(node.func)}", Edit(source.span(call), text), prior, stage=Stage.AUGMENTATION,
        why=f"it looks for the channels on an axis where they are only after {moved.attr}",
    )  # fmt: skip
