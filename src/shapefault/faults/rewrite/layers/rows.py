"""Layers put in a row, ``nn.Sequential(*a.children(), *b)``: what stood between them in a ``forward`` is lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix, names_bound
from shapefault.faults.rewrite.layers.constructor import constructor
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_part

_MOST = 3
_AT_FIRST = 0.04
"""What it takes away that nothing of a row comes before the layer: what calls the row can flatten as well."""


def flatten_in_row(trace: Trace, layer: Any, prior: float) -> Iterator[Fix]:
    """An ``nn.Flatten()`` before the argument of the running ``nn.Sequential`` that gives ``layer``."""
    for running in reversed(trace.crash.model_calls):
        row = running.module
        if type(row).__name__ != "Sequential" or layer is None:
            continue
        place = next((i for i, child in enumerate(row) if is_part(layer, child)), None)
        call = constructor(row)
        if place is None or call is None:
            continue
        if place == 0 and trace.root is not None and row is not trace.root.module:
            prior -= _AT_FIRST
        text = f"{names_bound(call.source, 'torch.nn', 'torch.nn')}.Flatten(), "
        for number, node in enumerate(_givers(call.node.args, place, len(row))[:_MOST]):
            start = call.source.span(node).start
            yield fix(
                "flatten the maps before the layers that follow in this row",
                Edit(Span(call.source.path, start, start), text),
                prior - 0.02 * number,
                stage=Stage.RESHAPE,
                why="the maps are never flattened between these layers",
            )
        return


def _givers(arguments: list[ast.expr], place: int, total: int) -> list[ast.expr]:
    """The arguments that may give the module at ``place``; of starred ones each but the first, the last first."""
    before = [i for i, a in enumerate(arguments) if isinstance(a, ast.Starred)]
    if not before or place < before[0]:
        return arguments[place : place + 1]
    if place >= total - (len(arguments) - 1 - before[-1]):
        return arguments[place - total + len(arguments) :][:1]
    return [a for a in reversed(arguments[before[0] : before[-1] + 1]) if a is not arguments[0]]
