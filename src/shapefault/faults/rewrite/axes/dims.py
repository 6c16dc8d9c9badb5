"""The axis numbers written in a call: which literals they are, and other numbers in their place."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace

_NAMES = ("dim", "dims", "axis", "axes", "dim0", "dim1", "start_dim", "end_dim")


def number(node: ast.expr) -> int | None:
    """The value of an integer literal, with its sign."""
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node, sign = node.operand, -1
    return sign * node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def written(call: CallPlace, value: int) -> list[ast.expr]:
    """The literals of a call that name the axis ``value``; named ones first."""
    found = [k.value for k in call.node.keywords if k.arg in _NAMES]
    found += [a for a in call.node.args if not isinstance(a, ast.Starred)]
    parts: list[ast.expr] = []
    for node in found:
        parts.extend(node.elts if isinstance(node, ast.Tuple | ast.List) else [node])
    return [node for node in parts if number(node) == value]


def listed(call: CallPlace) -> list[ast.expr] | None:
    """The axis arguments of ``x.permute(0, 2, 1)`` where all are literals; None otherwise."""
    parts = receiver(call)
    if parts is None:
        return None
    nodes = parts[1] or [
        n
        for k in call.node.keywords
        if k.arg in _NAMES
        for n in (k.value.elts if isinstance(k.value, ast.Tuple | ast.List) else [k.value])
    ]
    return nodes if nodes and all(number(n) is not None for n in nodes) else None


def reordered(call: CallPlace, order: Sequence[int]) -> Edit | None:
    """The axis arguments of a permutation replaced by ``order``."""
    nodes = listed(call)
    if nodes is None:
        return None
    start, end = call.source.span(nodes[0]).start, call.source.span(nodes[-1]).end
    span = Span(call.source.path, start, end, call.source.between(start, end))
    return Edit(span, ", ".join(map(str, order)))


def other_dims(
    trace: Trace, mismatch: Mismatch, call: CallPlace | None, value: int, new: Sequence[int], prior: float
) -> Iterator[Fix]:
    """The axis ``value`` of the failing call, or of the layer that makes it, changed to each of ``new``."""
    why = f"axis {value} does not exist here"
    for rank, axis in enumerate(new):
        worth = prior - 0.06 * rank
        if mismatch.layer is not None:
            yield from set_argument(trace, mismatch.layer, "dim", value, axis, worth, stage=Stage.LAYER_CONFIG, why=why)
        elif call is not None:
            for node in written(call, value)[:1]:
                edit = Edit(call.source.span(node), str(axis))
                yield fix(f"use axis {axis}", edit, worth, stage=Stage.RESHAPE, why=why)


def along(call: CallPlace, axes: Sequence[int], title: str, prior: float, *, why: str) -> Iterator[Fix]:
    """Give a call that names no axis each of ``axes``; ``title`` says what is done along it."""
    for rank, axis in enumerate(axes):
        edit = set_keyword(call, "dim", str(axis))
        yield fix(f"{title} along axis {axis}", edit, prior - 0.02 * rank, stage=Stage.RESHAPE, why=why)


def permuted(mismatch: Mismatch) -> tuple[int, ...]:
    """The axes that a failing ``permute`` names, in their order."""
    for name in ("dims", "dim"):
        value = mismatch.params.get(name)
        if isinstance(value, list | tuple) and len(value) == 1 and isinstance(value[0], list | tuple):
            value = value[0]
        if isinstance(value, list | tuple) and all(isinstance(v, int) for v in value):
            return tuple(value)
    return ()
