"""A size counted by ``//`` behind convolutions that round up: 28 halved four times is 2, and ``28 // 2 ** 4`` is 1."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.faults.rewrite.layers.multiples import quotients
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk


def rounded_up(trace: Trace, layer: Any, parameter: str, maps: Shape, prior: float) -> Iterator[Fix]:
    """``-(-size // 2 ** 4)`` in the number that the layer is built with, where the maps have that side."""
    call = constructor(layer) if layer is not None else None
    node = argument(call, layer, parameter) if call is not None else None
    if call is None or node is None or len(maps) < 2:
        return
    definitions = bench_of(trace).resolver.definitions
    names = [part for part in walk(node) if isinstance(part, ast.Name | ast.Attribute)]
    behind = [(place.source, place.node) for name in names for place in definitions(call.source, name)]
    for source, part in quotients([(call.source, node), *behind]):
        found = _ceiling(trace, source, part)
        if found is not None and found[1] in maps[-2:] and found[0] != found[1]:
            left, right = source.span(part.left).text, source.span(part.right).text
            yield fix(
                "round the size up, as the convolutions do", Edit(source.span(part), f"-(-{left} // {right})"), prior,
                stage=Stage.LAYER_CONFIG,
                why=f"{left} // {right} is {found[0]}, the maps are {'×'.join(map(str, maps[-2:]))}",
            )  # fmt: skip


def _ceiling(trace: Trace, source: Source, part: ast.BinOp) -> tuple[int, int] | None:
    """The quotient rounded down, and up."""
    values = bench_of(trace).resolver.values
    for left in values(source, part.left):
        for right in values(source, part.right):
            if left and right and left % right:
                return left // right, math.ceil(left / right)
    return None
