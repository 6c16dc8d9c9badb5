"""A view that names the first sizes and forgets the rest: ``x.view(x.size(0))`` of maps."""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.source.project import CallPlace


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
