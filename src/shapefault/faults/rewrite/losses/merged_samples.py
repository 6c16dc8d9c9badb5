"""Rows of another length than a sample's, made by a view with an open batch axis: ``x.view(-1, 16 * 64 * 64)``.

It raises nothing: the maps of four pictures, 16·32·32 each, fill one such row, or those of one are cut into several;
only the loss finds fewer or more predictions than labels.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.masks import COLOURS
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.hooks import recorded_modules
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace, callee
from shapefault.source.retarget import retarget
from shapefault.source.scalars import evaluate, factors_written

_CUT = 0.12
"""What is taken off where a sample is cut into rows: a pooling to maps of that size is as likely."""


def merged_samples(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """A row for each sample, and the layer behind it made for that; ``mismatch`` has not as many labels as rows."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    if not first or not second or not first[0] or not second[0] or second[0] == first[0]:
        return
    worth = prior if second[0] > first[0] else prior - _CUT
    for call, tensor, size in _rows(trace):
        whole, rest = divmod(size * first[0], second[0])
        if rest:
            continue
        text = call.source.span(tensor).text
        view = Edit(call.span, f"{text}.view({text}.size(0), -1)")
        for edits in _layers(trace, size, whole):
            yield fix(
                "make each sample a row of its own", [view, *edits], worth, stage=Stage.RESHAPE,
                why=f"rows of {size} are made of {second[0]} samples of {whole}: there are {first[0]}",
            )  # fmt: skip


def _rows(trace: Trace) -> Iterator[tuple[CallPlace, ast.expr, int]]:
    """The views of the program as rows of a known length, as many as come out: the call, the tensor, the length."""
    bench = bench_of(trace)
    for name in ("view", "reshape"):
        for call in bench.project.calls.get(name, []):
            found = receiver(call)
            if found is None:
                continue
            tensor, sizes = found
            if len(sizes) != 2 or call.source.span(sizes[0]).text != "-1":
                continue
            values = {evaluate(term) for term in bench.resolver.resolve(call.source, sizes[1])}
            size = next(iter(values)) if len(values) == 1 else None
            if isinstance(size, int) and size > 1:
                yield call, tensor, size


def _layers(trace: Trace, size: int, whole: int) -> Iterator[tuple[Edit, ...]]:
    """The edits that make a linear layer for rows of ``size`` one for rows of ``whole``."""
    for module in recorded_modules():
        call = constructor(module) if getattr(module, "in_features", None) == size else None
        node = argument(call, module, "in_features") if call is not None else None
        if call is not None and node is not None and callee(call.node) == "Linear":
            targets = retarget(bench_of(trace).resolver, call.source, node, size, whole, _factors(node, whole))
            yield from (target.edits for target in targets[:1])


def _factors(node: ast.expr, whole: int) -> tuple[int, ...]:
    """``16 * 64 * 64`` for 16·32·32 values: the first factor kept, the two sides smaller alike.

    ``3 * 28 * 28`` for ``28 * 28`` of each colour; empty where it is neither.
    """
    written = factors_written(node)
    for count in COLOURS if len(written) == 2 else ():
        if count * math.prod(written) == whole:
            return (count, *written)
    side = math.isqrt(whole // written[0]) if len(written) == 3 and written[1] == written[2] and written[0] else 0
    return (written[0], side, side) if side and written[0] * side * side == whole else ()
