"""A product that was written for other maps: ``16 * 57`` counts on 16 channels where 17 of as many places arrive."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import out_shape, records_of
from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.spatial import of_maps
from shapefault.model import Fix, Shape
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.scalars import factors_written

_AGAIN = 0.12
"""What it adds that the program has the product in other places, too."""


def planned_channels(
    trace: Trace, mismatch: Mismatch, factors: tuple[int, ...], before: Shape, prior: float
) -> Iterator[Fix]:
    """The layer that gives the map ``before`` its channels, where only they are not what ``factors`` count on."""
    if not 2 <= len(factors) == len(before) - 1 or factors[1:] != tuple(before[2:]):
        return
    written = sum(
        factors_written(node) == factors
        for source in bench_of(trace).project.sources
        for node in source.nodes
        if isinstance(node, ast.BinOp)
    )
    if factors[0] == before[1]:
        return
    for record in of_maps(records_of(trace, mismatch, "input")):
        shape = out_shape(record)
        if shape is None or shape[1] != before[1]:
            return
        if getattr(record.module, "out_channels", None) == before[1]:
            yield from set_argument(
                trace, record.module, "out_channels", before[1], factors[0], prior + (_AGAIN if written > 1 else 0.0),
                why=f"gives {before[1]}, {' * '.join(map(str, factors))} counts on {factors[0]}", by_call=False,
            )  # fmt: skip
            return
