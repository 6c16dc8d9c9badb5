"""Pictures of a size that does not suit: 270×270 where 256 or 288 passes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.images.sizes import resize_literals
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of

_WORTH, _FURTHER = 0.42, 0.02
_STEPS = (64, 32, 16, 8)
_COLOURS = 4
_LEAST = 24


def sides(trace: Trace) -> Iterator[Fix]:
    """The sizes around those of the pictures at hand that can be halved often, where the program decides the size."""
    for height, width in dict.fromkeys(_pictures(trace)):
        sizes: dict[tuple[int, int], None] = {}
        for step in _STEPS:
            for up in (False, True):
                h, w = (-(-side // step) * step if up else side // step * step for side in (height, width))
                sizes[h, w] = None
        sizes.pop((height, width), None)
        for rank, size in enumerate(s for s in sizes if min(s) >= _LEAST):
            why = f"{height}×{width} cannot be halved as often as {size[0]}×{size[1]}"
            yield from resize_literals(trace, (height, width), size, _WORTH - _FURTHER * rank, why=why,
                                       stage=Stage.DATA_LOADING)  # fmt: skip


def _pictures(trace: Trace) -> Iterator[tuple[int, int]]:
    """Heights and widths of the images in the running functions."""
    for frame in trace.user_frames():
        for value in list(frame.frame.f_locals.values()):
            inside: list[Any] = list(value.values()) if type(value) is dict else [value]
            for shape in map(shape_of, inside):
                if shape is not None and len(shape) in (3, 4) and min(shape[-2:]) >= _LEAST and shape[-3] <= _COLOURS:
                    yield shape[-2], shape[-1]
