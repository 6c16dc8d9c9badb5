"""Sizes of a reshaping that one number of the program decides together, or that it says with a name.

``x.view(n, c, side, side)`` of maps of another side; ``x.view(-1, 49, opt.feat_size)`` of rows of ``49 * 512``.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.batches import batch_of
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import CallPlace
from shapefault.source.retarget import Retarget, retarget
from shapefault.source.scalars import factors_written

_PASSED = 0.12
"""What a number loses with which the batches before this one came past."""


def divided_rows(trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """``x.view(-1, steps, x.shape[-1])`` of fewer rows than steps: as many steps at a time as divide the rows."""
    found = receiver(call)
    if found is None or len(found[1]) != len(sizes) or len(sizes) != 3 or sizes[0] != -1 or len(shape) != 2:
        return
    rows, steps, node = shape[0], sizes[1], found[1][1]
    if sizes[2] != shape[1] or steps < 2:
        return
    new = max((n for n in range(2, min(rows, steps) + 1) if rows % n == 0), default=0)
    text = call.source.span(node).text
    for target in retarget(bench_of(trace).resolver, call.source, node, steps, new) if new else ():
        yield fix(
            f"change the number that {text} comes from to {target.value}", target.edits,
            prior - 0.01 * min(target.hops, 4), stage=Stage.RESHAPE,
            why=f"{rows} rows cannot be put together by {steps}",
        )  # fmt: skip


def named_sizes(trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """The number behind such a size, where exactly one value of it takes in all the numbers of a sample."""
    found = receiver(call)
    open_batch = sizes[0] == -1
    if found is None or len(found[1]) != len(sizes) or -1 in sizes[1:] or not shape or not shape[0]:
        return
    if not open_batch and sizes[0] != shape[0]:
        return
    rest = math.prod(shape[1:] if len(shape) > 1 or not open_batch else shape)  # of one axis: a sample by itself
    batch = batch_of(trace.crash.frames)
    if batch is not None and batch.index:
        prior -= _PASSED
    groups: dict[str, list[int]] = {}
    for index in range(1, len(sizes)):
        groups.setdefault(call.source.span(found[1][index]).text, []).append(index)
    for text, places in groups.items():
        value, node = sizes[places[0]], found[1][places[0]]
        others = math.prod(s for i, s in enumerate(sizes) if i and i not in places)
        if factors_written(node) or (len(places) == 1 and not open_batch) or not others or rest % others:
            continue
        new = round((rest // others) ** (1 / len(places)))
        if new ** len(places) != rest // others or new in (1, value):
            continue
        square = 0.02 if new in sizes else 0.0  # most pictures are
        targets = retarget(bench_of(trace).resolver, call.source, node, value, new)
        for target in targets or _as_factors(trace, call.source, node, value, shape[1:]):
            yield fix(
                f"change the number that {text} comes from to {target.value}", target.edits,
                prior + square - 0.01 * min(target.hops, 4), stage=Stage.LAYER_CONFIG if target.hops else Stage.RESHAPE,
                why=f"{text} is {value}, the numbers of a sample are enough for {new}",
            )  # fmt: skip


def _as_factors(trace: Trace, source: Source, node: ast.expr, value: int, factors: Shape) -> Iterator[Retarget]:
    """``self.flat = 64 * 6 * 8`` as ``64 * 7 * 7``, the sizes that arrive."""
    resolver = bench_of(trace).resolver
    for place in resolver.definitions(source, node):
        if math.prod(factors_written(place.node)) == value:
            for target in retarget(resolver, place.source, place.node, value, math.prod(factors), factors)[:1]:
                yield replace(target, hops=0)  # it is the number of the view, and of what comes behind it
