"""A view that splits the batch and counts the sizes behind it anew: ``x.view(B, T, -1, H // 4, W // 4)``."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.source.project import CallPlace


def rest_as_it_is(call: CallPlace, shape: Shape, sizes: Shape, prior: float) -> Iterator[Fix]:
    """``x.view(B, T, *x.shape[1:])``, where the first sizes split the first axis and the others stand for the rest."""
    found, split = receiver(call), len(sizes) - len(shape) + 1
    if found is None or split < 2 or len(shape) < 2 or len(found[1]) != len(sizes) or -1 in sizes[:split]:
        return
    if math.prod(sizes[:split]) == shape[0] > 0 and isinstance(found[0], ast.Name | ast.Attribute):
        source, text = call.source, call.source.span(found[0]).text
        rest = Span(source.path, source.span(found[1][split]).start, source.span(found[1][-1]).end)
        yield fix(
            "split the batch, and leave the other sizes as they are",
            Edit(rest, f"*{text}.shape[1:]"),
            prior,
            stage=Stage.RESHAPE,
            why=f"the view counts {'×'.join(map(str, sizes[split:]))}, {text} has {'×'.join(map(str, shape[1:]))}",
        )
