"""Rows of scores viewed with their axis in the middle: ``logits.view(n, vocab, -1)`` of (n·steps, vocab)."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import in_shape, out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver
from shapefault.faults.rewrite.bench import exchange, fix
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace

_ROWS = 2


def last_axis_moved(trace: Trace, prior: float) -> Iterator[Fix]:
    """The size of the last axis stays last; what is left open stands before it."""
    for record in reversed(trace.records):
        call = call_at(record.site) if ops.canonical(record.name) in ("view", "reshape") else None
        found = receiver(call) if call is not None else None
        before, sizes = in_shape(record), out_shape(record)
        if call is None or found is None or before is None or sizes is None or len(before) != _ROWS:
            continue
        nodes = found[1]
        axis, open_at = len(sizes) - 2, len(sizes) - 1
        if len(nodes) != len(sizes) or len(sizes) <= _ROWS or call.source.span(nodes[open_at]).text != "-1":
            continue
        if sizes[axis] == before[-1] > 1 and sizes[open_at] > 1 and sizes[open_at] != before[-1]:
            yield fix(
                f"keep the axis of {before[-1]} last in the view",
                exchange(call.source, nodes[axis], nodes[open_at]), prior, stage=Stage.RESHAPE,
                why=f"rows of {before[-1]} come, the view makes columns of them: the numbers are mixed",
            )  # fmt: skip
