"""A view that takes the channels apart (anchors × numbers each), and the layer that gives another number of them."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.facts import last_dim_owner
from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.model import Fix, Shape
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace


def split_channels(
    trace: Trace, mismatch: Mismatch, call: CallPlace, shape: Shape, sizes: Shape, prior: float
) -> Iterator[Fix]:
    """The channels that the view's factors make, for the layer that gave the map.

    Only where all other axes are kept as they are and the factors are computed from names: a formula that is
    written out says what is meant, a count of channels is what follows from it.
    """
    parts = receiver(call)
    rest = len(shape) - 2
    if parts is None or len(shape) < 3 or len(parts[1]) != len(sizes) or len(sizes) < len(shape):
        return
    if sizes[0] not in (-1, shape[0]) or sizes[len(sizes) - rest :] != shape[2:]:
        return
    factors, nodes = sizes[1 : len(sizes) - rest], parts[1][1 : len(sizes) - rest]
    if -1 in factors or any(isinstance(n, ast.Constant) for n in nodes):
        return
    want = math.prod(factors)
    owner = last_dim_owner(trace, mismatch, "input", 1)
    if owner is None or want < 1 or want == shape[1]:
        return
    made = " × ".join(map(str, factors))
    yield from set_argument(
        trace, owner[0], owner[1], shape[1], want, prior,
        why=f"gives {shape[1]} channels, the view takes {made} = {want} apart",
    )  # fmt: skip
