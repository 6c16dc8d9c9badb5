"""A view with an open size whose other sizes do not divide what comes: ``u.view(n, 32 * 6 * 6, -1)``."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import CallPlace, Place
from shapefault.source.retarget import retarget
from shapefault.source.scalars import Literal, evaluate, factors_written


def open_views(trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """The number behind one size as the product of axes that the tensor has; or the side of a picture of its rows."""
    found = receiver(call)
    if found is None or len(found[1]) != len(sizes) or -1 not in sizes:
        return
    nodes = found[1]
    if sizes[0] in (-1, *shape[:1]):
        for index, size in enumerate(sizes):
            others = math.prod(s for i, s in enumerate(sizes) if i and i != index and s != -1)
            if index and size != -1 and others:
                yield from _of_axes(trace, call, nodes[index], size, others, shape, prior)
    elif len(sizes) > 2 and sizes[0] == sizes[1] and ast.dump(nodes[0]) == ast.dump(nodes[1]):
        yield from _side(trace, call, nodes[0], sizes[0], shape[0], prior)


def _of_axes(
    trace: Trace, call: CallPlace, node: ast.expr, size: int, others: int, shape: Shape, prior: float
) -> Iterator[Fix]:
    """``32 * 6 * 6`` as ``32 * 8 * 8`` for maps (N, ..., 32, 8, 8): neighbouring axes, one of them written there."""
    rest = math.prod(shape[1:])
    runs = {shape[i:j] for i in range(1, len(shape)) for j in range(i + 2, len(shape) + 1)}
    for place in _products(trace, call, node, size):
        written = factors_written(place.node)
        for run in sorted(runs, key=len):
            new, alike = math.prod(run), sum(a == b for a, b in zip(written, run, strict=False))
            if len(run) == len(written) and alike and new != size and rest % (new * others) == 0:
                yield fix(
                    f"change the number that {call.source.span(node).text} comes from to {new}",
                    Edit(place.span, " * ".join(map(str, run))), prior, stage=Stage.RESHAPE,
                    why=f"it is made for {size}, the maps have {'·'.join(map(str, run))} = {new}",
                )  # fmt: skip


def _products(trace: Trace, call: CallPlace, node: ast.expr, value: int) -> Iterator[Place]:
    """The products of literals, as their authors wrote them, that a size of this ``value`` comes from."""
    for term in bench_of(trace).resolver.resolve(call.source, node):
        leaves: list[Any] = [term]
        while leaves and not isinstance(leaves[0], Literal):
            leaves[:1] = leaves[0].terms
        if evaluate(term) != value or not leaves:
            continue
        at = leaves[0].place.node
        while isinstance(parent(at), ast.BinOp):
            at = parent(at)
        if math.prod(factors_written(at)) == value:
            yield Place(leaves[0].place.source, at)


def _side(trace: Trace, call: CallPlace, node: ast.expr, side: int, rows: int, prior: float) -> Iterator[Fix]:
    """``rgb.view(side, side, -1)`` of ``rows`` points: another side, or as many points as the picture has."""
    new, text = math.isqrt(rows), call.source.span(node).text
    why = f"{rows} rows are no picture of {side}×{side}"
    if new * new == rows and new > 1:
        for target in retarget(bench_of(trace).resolver, call.source, node, side, new):
            yield fix(f"change the number that {text} comes from to {target.value}", target.edits,
                      prior - 0.02 - 0.01 * min(target.hops, 4), stage=Stage.RESHAPE, why=why)  # fmt: skip
    yield from constants(trace, rows, side * side, prior, stage=Stage.RESHAPE, limit=4, why=why)
    for source in bench_of(trace).project.sources:
        for product in source.nodes:
            if isinstance(product, ast.BinOp) and factors_written(product) == (new, new) and new * new == rows:
                yield fix(f"make it {side} * {side}", Edit(source.span(product), f"{side} * {side}"), prior,
                          stage=Stage.RESHAPE, why=why)  # fmt: skip
