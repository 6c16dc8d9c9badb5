"""Maps that a view splits by their channels, ``x.view(N, 3, 5 + classes, H, W)``, and that have other channels."""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.losses.outputs import output_owner
from shapefault.model import Fix, Shape
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def channels_of_view(trace: Trace, mismatch: Mismatch, shape: Shape, sizes: Shape, prior: float) -> Iterator[Fix]:
    """As many channels as the view splits, for the layer that made the maps; the batch and the sides agree."""
    sides = len(shape) - 2
    if sides < 1 or len(sizes) <= len(shape) or sizes[-sides:] != shape[2:] or sizes[0] not in (-1, shape[0]):
        return
    parts = sizes[1:-sides]
    owner = output_owner(trace, mismatch, "input", 1) if -1 not in parts else None
    if owner is not None:
        why = f"the view splits {math.prod(parts)} channels, the layer gives {shape[1]}"
        yield from set_argument(trace, *owner, shape[1], math.prod(parts), prior, factors=parts, why=why)
