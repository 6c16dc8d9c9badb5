"""The last batch of a loader, with fewer samples than the others, is the one that fails: left out."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.numbers.program import drop_last
from shapefault.model import Fix
from shapefault.observe.batches import batch_of
from shapefault.observe.trace import Trace


def without_last_batch(trace: Trace, prior: float) -> Iterator[Fix]:
    """``drop_last=True`` where the batch that fails is known to be the last of several."""
    batch = batch_of(trace.crash.frames)
    if batch is not None and batch.is_last:
        yield from drop_last(trace, prior)
