"""Pictures larger than a network was made for, which ``view(-1, 128 * 4 * 4)`` takes for several pictures each.

Nothing raises in the network; the scores are 4 times as many as the pictures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.facts import in_shape, is_reshape, out_shape, records_of
from shapefault.faults.rewrite.images.sizes import resize_literals
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace


def multiplied_batch(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The size at which the view keeps the batch, where the program decides how large its pictures are."""
    shapes = {role: o.shape for role, o in mismatch.operands.items() if o.shape}
    for role, shape in shapes.items():
        others = [s[0] for r, s in shapes.items() if r != role and 1 < s[0] < shape[0] and shape[0] % s[0] == 0]
        journey = records_of(trace, mismatch, role) if others else []
        times = next((t for r in journey if (t := _too_large(r)) is not None), None)
        given = next((s for r in reversed(journey) if (s := in_shape(r)) is not None and len(s) == 4), None)
        if times is not None and given is not None and given[2] == given[3] and given[2] % times == 0:
            side = given[2] // times
            for found in resize_literals(trace, given[2:], (side, side), prior):
                yield replace(found, stage=Stage.RESHAPE)  # the view should have told


def _too_large(record: Record) -> int | None:
    """How many times as large as planned the sides of the maps are that a view spreads over several rows."""
    before, after = in_shape(record), out_shape(record)
    if not is_reshape(record) or before is None or after is None or len(before) != 4 or len(after) != 2:
        return None
    if after[0] <= before[0] or after[0] % before[0] or before[2] != before[3]:
        return None
    return _sides(before, after[1])


def _sides(before: Shape, row: int) -> int | None:
    planned = math.isqrt(row // before[1]) if before[1] and row % before[1] == 0 else 0
    fits = planned and planned * planned * before[1] == row and before[2] % planned == 0
    return before[2] // planned if fits else None
