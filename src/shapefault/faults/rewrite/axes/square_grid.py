"""``x.reshape(n, 14, 14, c)`` of 256 tokens: the grid is a square, of another side than is written."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace
from shapefault.source.retarget import retarget

_LEAST = 2


def square_grid(trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """The side that the tokens give, at both places where the other one comes from."""
    found = receiver(call)
    if found is None or len(found[1]) != len(sizes) or -1 in sizes:
        return
    resolver = bench_of(trace).resolver
    for index, (one, other) in enumerate(pairwise(sizes)):
        rest = math.prod(size for at, size in enumerate(sizes) if at not in (index, index + 1))
        places = math.prod(shape) // rest if rest and math.prod(shape) % rest == 0 else 0
        side = math.isqrt(places)
        if one != other or one < _LEAST or side * side != places or side in (0, one):
            continue
        edits: dict[Edit, None] = {}
        for node in found[1][index : index + 2]:
            for target in retarget(resolver, call.source, node, one, side)[:1]:
                edits |= dict.fromkeys(target.edits)
        if len(edits) > 1:  # where one number stands for both, it is a size like any other
            yield fix(
                f"make it a grid of {side}×{side}", tuple(edits), prior,
                stage=Stage.RESHAPE,
                why=f"{places} places are {side}×{side}, not {one}×{one}",
            )  # fmt: skip
