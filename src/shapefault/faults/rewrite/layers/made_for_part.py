"""A square mask, or a row of numbers, made for one part of what is joined: ``torch.eye(n)`` for ``2 * n`` rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.weights import name_of
from shapefault.faults.rewrite.operands import places, sides
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import Place, callee

_MAKERS = ("eye", "ones", "zeros", "full", "arange", "empty", "rand", "randn")
_MOST = 4


def made_for_part(trace: Trace, mismatch: Mismatch, roles: Sequence[str], prior: float) -> Iterator[Fix]:
    """Each call that makes an operand, with the names of its sizes as often as the other operand has them."""
    for role, other in sides(mismatch, roles):
        own, want = mismatch.operands[role].shape, mismatch.operands[other].shape
        times = _times(own, want)
        for place in _makers(trace, mismatch, role) if times else ():
            edits = [edit for node in walk(place.node) for edit in _sizes(trace, place, node, own, times)]
            if edits:
                yield fix(
                    f"make it {times} times as large",
                    dict.fromkeys(edits),
                    prior,
                    stage=Stage.RESHAPE,
                    why=f"it is made for one of {times} parts that are joined",
                )


def _times(own: Shape, want: Shape) -> int:
    """How many times as large ``want`` is on the axes that differ; 0 where it is not the same number for all."""
    differing = [(a, b) for a, b in zip(own[::-1], want[::-1], strict=False) if a != b and a > 1]
    ratios = {b // a if b % a == 0 else 0 for a, b in differing}
    return ratios.pop() if len(ratios) == 1 and 1 < max(ratios) <= _MOST else 0


def _makers(trace: Trace, mismatch: Mismatch, role: str) -> Iterator[Place]:
    """What the operand is made by: the assignment of the attribute that holds it, or the definition of its name."""
    tensor = mismatch.tensor(role)
    name = name_of(trace, tensor) if tensor is not None else None
    if name is not None:
        yield from bench_of(trace).project.attributes.get(name, [])
        return
    for place in places(trace, mismatch, role):
        yield Place(place.source, place.node)


def _sizes(trace: Trace, place: Place, node: ast.AST, own: Shape, times: int) -> Iterator[Edit]:
    if not isinstance(node, ast.Call) or callee(node) not in _MAKERS:
        return
    first = node.args[0] if node.args else None
    sizes = first.elts if isinstance(first, ast.Tuple | ast.List) else node.args
    for size in sizes:
        if isinstance(size, ast.Name | ast.Attribute):
            values = bench_of(trace).resolver.values(place.source, size)
            if any(value in own for value in values):
                span = place.source.span(size)
                yield Edit(span, f"{times} * {span.text}")
