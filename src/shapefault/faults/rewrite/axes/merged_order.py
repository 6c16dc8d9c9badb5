"""A reshape that merges axes and names what comes of them in another order: ``(.., cols, w, h)`` to ``(.., H, W)``.

The numbers fit, whatever the order; each size is the product of neighbouring axes in one order only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations
from math import prod

from shapefault.faults.facts import in_shape, is_reshape, out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace


def merged_order(trace: Trace, prior: float, stage: Stage) -> Iterator[Fix]:
    """For each such reshape on the way to the fault: its sizes in the order in which the axes lie."""
    seen: set[object] = set()
    for record in reversed(trace.records):
        before, after = in_shape(record), out_shape(record)
        if not is_reshape(record) or before is None or after is None or len(before) <= len(after) or not record.site:
            continue
        order = _as_they_lie(before, after)
        call = call_at(record.site)
        found = receiver(call) if call is not None else None
        if order is None or call is None or found is None or len(found[1]) != len(after) or call.node in seen:
            continue
        if any(after[i] == 1 or isinstance(found[1][i], ast.UnaryOp) for i, j in enumerate(order) if i != j):
            continue  # an axis of one, or one that torch counts, lies nowhere
        seen.add(call.node)
        texts = [call.source.span(node).text for node in found[1]]
        edits = [Edit(call.source.span(found[1][i]), texts[j]) for i, j in enumerate(order) if texts[i] != texts[j]]
        yield fix(
            f"merge to ({', '.join(texts[j] for j in order)}), as the axes lie", edits, prior, stage=stage,
            why="the sizes fit in this order too, but the axes that are merged lie in the other",
        )  # fmt: skip


def _as_they_lie(before: Shape, after: Shape) -> tuple[int, ...] | None:
    """The one order of two of the sizes ``after`` in which each is a product of neighbours; None if it is so now."""
    if _merges(before, after):
        return None
    orders = []
    for one, other in combinations(range(len(after)), 2):
        order = list(range(len(after)))
        order[one], order[other] = other, one
        if _merges(before, tuple(after[i] for i in order)):
            orders.append(tuple(order))
    return orders[0] if len(orders) == 1 else None


def _merges(before: Shape, after: Shape) -> bool:
    """Whether each size of ``after`` is one axis of ``before``, or the product of neighbours."""
    at = 0
    for size in after:
        start = at
        while at < len(before) and (at == start or prod(before[start:at]) < size):
            at += 1
        if prod(before[start:at]) != size:
            return False
    return prod(before[at:]) == 1
