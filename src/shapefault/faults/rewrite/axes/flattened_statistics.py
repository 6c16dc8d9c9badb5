"""Statistics with two axes, flattened where they are to be spread over a batch: ``stats.view(1, -1, 1, 1, 1)``.

Means for each date and band, (4, 3), belong along axes 1 and 2 of series (N, T, C, H, W), not along one of 12.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def flattened_statistics(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The axes kept apart in the views that make one of them, where the other operand has them side by side."""
    shapes = [operand.shape for operand in mismatch.operands.values()]
    found = next((f for one in shapes for other in shapes if (f := _joined(one, other)) is not None), None)
    if found is None:
        return
    at, count, rank = found
    asked = [*["1"] * at, "-1", *["1"] * (rank - at - 1)]
    calls = bench_of(trace).project.calls
    for call in [*calls.get("view", []), *calls.get("reshape", [])]:
        parts = receiver(call)
        if parts is None or [ast.unparse(node) for node in parts[1]] != asked:
            continue
        text = call.source.span(parts[0]).text
        kept = ", ".join([*["1"] * at, f"*{text}.shape", *["1"] * (rank - at - count)])
        yield fix(
            f"keep the axes of {text}", Edit(call.span, f"{text}.view({kept})"), prior, stage=Stage.RESHAPE,
            why=f"one axis is made of {count} that meet axes of their own",
        )  # fmt: skip


def _joined(one: Shape, other: Shape) -> tuple[int, int, int] | None:
    """Where the only axis of ``one`` is the product of neighbours of ``other``: its place, how many, the rank."""
    long = [axis for axis, size in enumerate(one) if size != 1]
    if len(long) != 1 or len(one) != len(other):
        return None
    at = long[0]
    for count in range(2, len(one) - at + 1):
        if math.prod(other[at : at + count]) == one[at] and 1 not in other[at : at + count]:
            return at, count, len(one)
    return None
