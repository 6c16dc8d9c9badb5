"""A gate halves what it is given, ``F.glu(conv(x), dim=1)``: the layer before it has to give twice the width."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import in_shape, out_shape, owner_along, records_of
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_HALVING = ("glu", "chunk", "split")


def gated_width(trace: Trace, mismatch: Mismatch, want: int, prior: float) -> Iterator[Fix]:
    """Twice the width for the layer whose ``want`` channels or features a gate halves on their way."""
    journey = records_of(trace, mismatch, "input")[:12]
    for at, record in enumerate(journey):
        before, after = in_shape(record), out_shape(record)
        if ops.canonical(record.name) not in _HALVING or before is None or after is None or len(before) != len(after):
            continue
        halved = [axis for axis, (a, b) in enumerate(zip(before, after, strict=True)) if a == 2 * b == want]
        owner = owner_along(journey[at + 1 :], halved[0]) if len(halved) == 1 else None
        call = constructor(owner[0]) if owner is not None else None
        node = argument(call, *owner) if call is not None and owner is not None else None
        if call is not None and owner is not None and node is not None:
            yield fix(
                f"give {attribute_text(trace, owner[0])} twice the {owner[1]}",
                wrapped(call.source, node, "2 * {}"), prior, stage=Stage.LAYER_CONFIG,
                why=f"{record.name} halves the {want} of it, {want} are taken",
            )  # fmt: skip
        return
