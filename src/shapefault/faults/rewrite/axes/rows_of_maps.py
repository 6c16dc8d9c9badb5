"""``self.project(z).view(-1, 64, 4, 4)`` of rows of 128·4·4 numbers: two maps of each sample, and nothing raises.

Only the loss finds twice as many predictions as targets.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapefault.faults.facts import is_reshape, owner_along
from shapefault.faults.rewrite.axes.mixing import mixing, record_in, record_out
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.axes.view_numbers import named_sizes
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.model import Fix
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace


def rows_of_maps(view: Trace, journey: list[Record], batch: int, prior: float) -> Iterator[Fix]:
    """The layer's width or the view's sizes, so that a sample is one map; ``view`` has the model's run."""
    record = mixing(journey, batch)
    before, after = (record_in(record), record_out(record)) if record is not None else (None, None)
    if record is None or before is None or after is None or not is_reshape(record):
        return
    want = math.prod(after[1:])
    if len(before) != 2 or len(after) < 3 or want in (0, before[1]):
        return
    at = next(i for i, other in enumerate(journey) if other is record)
    owner = owner_along(journey[at + 1 :], -1)
    if owner is not None:
        why = f"the view takes maps of {want} numbers, the layer gives {before[1]}"
        yield from set_argument(view, *owner, before[1], want, prior, factors=after[1:], far=0.03, why=why)
    call = call_at(record.site)
    if call is not None:
        yield from named_sizes(view, call, before, (-1, *after[1:]), prior - 0.04)
