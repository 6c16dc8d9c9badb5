"""Two tensors that differ by a little along some axes: crop both to what they have in common, or resize one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing


def _slices(own: Shape, other: Shape, least: int) -> str | None:
    """The index that crops ``own`` to ``other`` where it is larger; None when nothing is."""
    parts = [":" if a <= b or b < least else f":-{a - b}" for a, b in zip(own, other, strict=True)]
    if all(p == ":" for p in parts):
        return None
    while parts and parts[-1] == ":":
        parts.pop()
    return ", ".join(parts)


_LEFT_OVER = 16
"""By how much sizes differ that were divided and multiplied again."""


def crop_both(
    trace: Trace, mismatch: Mismatch, prior: float, *, stage: Stage | None, spread: bool = False
) -> Iterator[Fix]:
    """Index each operand down to the common sizes at the crash: ``across[:, :-1]``, ``down[:, :, :-1]``.

    ``spread``: the op takes a size of 1 with any other, so nothing is to be cropped there.
    """
    least = 2 if spread else 0
    roles = [r for r in mismatch.operands if not r.startswith(("weight", "bias"))][:2]
    if len(roles) < 2:
        return
    a, b = (mismatch.operands[r].shape for r in roles)
    if len(a) != len(b) or any(abs(x - y) > max(2, min(x, y) // 8) for _, x, y in _differing(a, b, 0)):
        return
    edits = []
    for role, own, other in ((roles[0], a, b), (roles[1], b, a)):
        index = _slices(own, other, least)
        at = crash_argument(trace, mismatch, role)
        if index is None:
            continue
        if at is None:
            return
        source, node = at
        base = _innermost(node)
        edits.append(wrapped(source, base, f"{{}}[{index}]"))
    if a[0] != b[0] and a[1:] == b[1:]:
        prior -= 0.3  # rows that belong to samples: what is cut off would have to go from everything else, too
    if max((abs(x - y) for _, x, y in _differing(a, b, 0)), default=0) > _LEFT_OVER:
        prior -= 0.2  # no remainder of a division: something is counted otherwise
    if edits:
        yield fix(
            "crop both to the sizes they have in common",
            edits,
            prior,
            stage=stage,
            why="the two differ by " + " and ".join(f"{abs(x - y)} on axis {n}" for n, x, y in _differing(a, b, least)),
        )


def _differing(a: Shape, b: Shape, least: int) -> list[tuple[int, int, int]]:
    """The axes on which two sizes of at least that many cannot be taken together, with these."""
    return [(n, x, y) for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y and min(x, y) >= least]


def _innermost(node: ast.expr) -> ast.expr:
    """``across`` of ``across ** 2``: elementwise work does not change the shape."""
    while isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant):
        node = node.left
    return node


def resize_to_other(trace: Trace, mismatch: Mismatch, prior: float, *, stage: Stage | None) -> Iterator[Fix]:
    """Interpolate the first operand to the second's image size."""
    roles = list(mismatch.operands)[:2]
    if len(roles) < 2 or any(len(mismatch.operands[r].shape) != 4 for r in roles):
        return
    for own, other in (roles, roles[::-1]):
        first, second = crash_argument(trace, mismatch, own), crash_argument(trace, mismatch, other)
        if first is None or second is None:
            continue
        source, node = first
        text = source.span(second[1]).text
        if enclosing(node, ast.Lambda) is None:
            yield fix(
                "resize one to the other's height and width",
                wrapped(source, node, f"torch.nn.functional.interpolate({{}}, size={text}.shape[-2:])"),
                prior,
                stage=stage,
                why="the two images differ in size",
            )
