"""A view that names the first sizes and forgets the rest: ``x.view(x.size(0))`` of maps."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.source.project import CallPlace

_FEW = 0.05
"""By what share a length may be off that was meant to be the tensor's own."""


def free_rest(call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """A free size behind those that are written, where they are the first axes of the tensor."""
    found = receiver(call)
    if found is None or not sizes or -1 in sizes or not found[1] or sizes != shape[: len(sizes)]:
        return
    if math.prod(shape[len(sizes) :]) > 1:
        end = call.source.span(found[1][-1]).end
        yield fix(
            "leave the last size of the view free", Edit(Span(call.source.path, end, end), ", -1"), prior,
            stage=Stage.RESHAPE, why=f"the view names {'×'.join(map(str, sizes))} and nothing of what is behind them",
        )  # fmt: skip


def own_last_size(call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """``x.reshape(-1, 1, n)`` where ``x`` has a few steps less than ``n``: as many as it has itself."""
    found = receiver(call)
    if found is None or len(sizes) < 2 or len(found[1]) != len(sizes) or sizes[-1] in (-1, shape[-1]) or not shape[-1]:
        return
    fits = math.prod(shape) % max(1, math.prod(s for s in sizes[:-1] if s != -1) * shape[-1]) == 0
    if fits and abs(sizes[-1] - shape[-1]) <= _FEW * sizes[-1] and isinstance(found[0], ast.Name | ast.Attribute):
        text = call.source.span(found[0]).text
        yield fix(
            f"keep the last size of {text}", Edit(call.source.span(found[1][-1]), f"{text}.shape[-1]"), prior,
            stage=Stage.RESHAPE, why=f"{sizes[-1]} steps are written, {shape[-1]} arrive",
        )  # fmt: skip


def own_sizes_of_one(call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """``x.reshape(66, 28 * 28)`` of one sample of 30 maps of 7×7: the sizes that were another model's are its own."""
    found = receiver(call)
    if found is None or len(sizes) != 2 or -1 in sizes or len(shape) < 3 or shape[0] != 1 or len(found[1]) != 2:
        return
    rows, row = (call.source.span(node) for node in found[1])
    edits = (Edit(rows, str(shape[1])), Edit(row, " * ".join(map(str, shape[2:]))))
    yield fix(
        f"write the tensor's own sizes, {'×'.join(map(str, shape[1:]))}", edits, prior, stage=Stage.RESHAPE,
        why=f"{sizes[0]}×{sizes[1]} is written, {'×'.join(map(str, shape))} arrive",
    )  # fmt: skip
