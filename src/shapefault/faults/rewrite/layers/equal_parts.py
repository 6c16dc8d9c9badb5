"""Parts that are stacked, or joined to a row of vectors, where one part has another width than the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from shapefault import ops
from shapefault.faults.facts import owner_along, records_of
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.listed_widths import last_width
from shapefault.model import Fix, Shape
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in


def equal_parts(trace: Trace, mismatch: Mismatch, sizes: Shape, prior: float) -> Iterator[Fix]:
    """For a view to ``sizes`` of what was joined just before."""
    record = next(iter(records_of(trace, mismatch, "input")), None)
    if record is not None and ops.canonical(record.name) == "cat" and record.args:
        yield from equal_widths(trace, tensors_in(record.args[0]), prior, sizes[-1])


def equal_widths(trace: Trace, tensors: Sequence[Any], prior: float, size: int | None = None) -> Iterator[Fix]:
    """The odd part's layer made as wide as the others are; the others as wide as it is, where they share a number.

    ``size`` is the width that the program speaks of, if it does.
    """
    parts = [(part, shape) for part in tensors if (shape := shape_of(part))]
    counts = Counter(shape[-1] for _, shape in parts)
    if len(parts) < 3 or len(counts) != 2:
        return
    (common, _), (odd, once) = counts.most_common()
    if once != 1 or size not in (common, odd, None):
        return
    for part, shape in sorted(parts, key=lambda pair: pair[1][-1] != odd):
        now, want = (odd, common) if shape[-1] == odd else (common, odd)
        owner = owner_along(trace.journey(part), -1)
        if owner is None:
            continue
        worth = prior if now == odd else prior - 0.08
        why = f"the others that are joined to it are {want} wide"
        yield from last_width(trace, owner[0], now, want, worth + 0.02, why)
        yield from set_argument(trace, *owner, now, want, worth, why=why)
        if now == common:
            return
