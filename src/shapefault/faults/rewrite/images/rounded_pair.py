"""Images beside what a network made of them: 218 rows, halved twice and doubled twice, come back as 216."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.images.sizes import STEPS, resize_literals
from shapefault.faults.rewrite.images.transforms import insert_resize
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_PICTURE = 16
"""Fewer rows or columns are no picture."""


def cut_to_multiples(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Give the images the size that comes back, where it is their own rounded down to a multiple of a power of two."""
    shapes = [o.shape for role, o in mismatch.operands.items() if not role.startswith(("weight", "bias"))][:2]
    if len(shapes) < 2 or any(len(shape) != 4 for shape in shapes) or shapes[0][2:] == shapes[1][2:]:
        return
    (low, high), (left, right) = (sorted((shapes[0][axis], shapes[1][axis])) for axis in (2, 3))
    rounded = any(low == high // step * step and left == right // step * step for step in STEPS)
    if min(low, left) < _PICTURE or not rounded:
        return
    why = f"{high}×{right} images come back as {low}×{left}"
    yield from resize_literals(trace, (high, right), (low, left), prior + 0.02, why=why, stage=Stage.AUGMENTATION)
    yield from insert_resize(trace, (low, left), prior, step="CenterCrop")
    yield from insert_resize(trace, (low, left), prior - 0.01)
