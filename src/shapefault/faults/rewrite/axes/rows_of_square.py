"""A table viewed as a square of patches that has rows for other tokens, too: ``pos.reshape(-1, 4, 4, dim)`` of 17."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace

_TOKENS = 4
"""Tokens beside the patches, at the most: a class token, and a few registers."""


def without_tokens(trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """``pos[:, 1:]``, where the axis has one row more than the patches that the view unfolds it to."""
    found = receiver(call)
    if found is None or trace.crash.user is None:
        return
    for axis, rows in enumerate(shape):
        left, right = shape[:axis], shape[axis + 1 :]
        inner = sizes[axis : len(sizes) - len(right)]
        outer = (*sizes[:axis], *sizes[len(sizes) - len(right) :])
        square = len(inner) == 2 and len(outer) == len(left) + len(right)
        kept = square and all(a in (b, -1) for a, b in zip(outer, (*left, *right), strict=True))
        patches = kept and min(inner) > 1 and (right or inner[0] == inner[1])  # with features behind, or a square
        extra = rows - inner[0] * inner[1] if patches else 0
        if 0 < extra <= _TOKENS:
            cut = f"[{':, ' * axis}{extra}:]"
            said = "the row of the token" if extra == 1 else f"the {extra} rows of the tokens"
            yield fix(f"leave out {said} in front of the patches", wrapped(call.source, found[0], f"{{}}{cut}"), prior,
                      stage=Stage.RESHAPE,
                      why=f"axis {axis} has {rows} rows, {inner[0]}×{inner[1]} patches and {extra} more")  # fmt: skip
