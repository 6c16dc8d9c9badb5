"""``Resize(n)`` scales the shorter edge to ``n``, and a mask or grid beside it is made for a square of ``n``."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def shorter_edge(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Both edges scaled to it, where a picture that is no square meets a square of its shorter edge."""
    shapes = [operand.shape for operand in mismatch.operands.values()]
    if not (
        any(_oblong_beside(one, other) for one in shapes for other in shapes if one is not other)
        or any(_met_its_short_edge(shape, mismatch) for shape in shapes)
    ):
        return
    for call in bench_of(trace).project.calls.get("Resize", []):
        size = next((k.value for k in call.node.keywords if k.arg == "size"), None)
        size = call.node.args[0] if call.node.args else size
        if not isinstance(size, ast.Constant | ast.Name | ast.Attribute) or not _one_number(trace, size):
            continue
        text = call.source.span(size).text
        yield fix(
            f"resize both edges to {text}", Edit(call.source.span(size), f"({text}, {text})"), prior,
            stage=Stage.AUGMENTATION, why=f"Resize({text}) makes the shorter edge {text}, the other one stays longer",
        )  # fmt: skip


def _oblong_beside(one: Shape, other: Shape) -> bool:
    """Whether ``one`` ends with two sizes (h, w) of which the smaller stands twice in ``other`` in their place."""
    if len(one) < 2 or len(other) < 2 or one[-1] == one[-2]:
        return False
    short = min(one[-2:])
    return short > 1 and (short, short) in itertools.pairwise(other)


def _met_its_short_edge(shape: Shape, mismatch: Mismatch) -> bool:
    """Whether two sizes (h, w) end a shape of which one came where the other was required."""
    broken, pair = mismatch.broken, shape[-2:]
    return broken is not None and len(set(pair)) == 2 and {broken.got_value, broken.want_value} == set(pair)


def _one_number(trace: Trace, size: ast.expr) -> bool:
    """Whether the size is one number and no pair, as far as that can be told."""
    if isinstance(size, ast.Constant):
        return type(size.value) is int
    name = size.id if isinstance(size, ast.Name) else None
    for frame in trace.user_frames():
        value = frame.names.get(name) if name is not None else None
        if value is not None:
            return type(value) is int
    return True
