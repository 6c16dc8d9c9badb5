"""Features that a view takes apart, ``emb.view(-1, n, self.hidden)`` of rows as long as ``self.input_width``."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import in_shape, out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at, own_numbers, receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def view_of_width(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The module's own number for the width that goes in, and that is wanted behind the view."""
    for record in trace.records:
        if ops.canonical(record.name) not in ("view", "reshape"):
            continue
        before, after = in_shape(record), out_shape(record)
        call = call_at(record.site)
        found = receiver(call) if call is not None else None
        if call is None or found is None or not before or not after or (before[-1], after[-1]) != (want, got):
            continue
        if len(found[1]) != len(after) or "-1" not in [call.source.span(node).text for node in found[1][:-1]]:
            continue
        for name in own_numbers(trace.crash.user, want)[:2]:
            yield fix(
                f"view it as rows of {name}", Edit(call.source.span(found[1][-1]), name), prior, stage=Stage.RESHAPE,
                why=f"rows of {want} come, the view makes rows of {got}: the axis that is left open hides it",
            )  # fmt: skip
