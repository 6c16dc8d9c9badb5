"""One sample where a batch is meant: a convolution takes it, and something behind counts on the missing axis."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import in_shape
from shapefault.faults.rewrite.shapes import Template, root_structural
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace


def unbatched(trace: Trace, prior: float) -> Iterator[Fix]:
    """The batch axis added to what the model is given, where its first convolution is given one sample."""
    first = next((r for r in trace.records if ops.canonical(r.name).startswith("conv")), None)
    shape = in_shape(first) if first is not None else None
    axes = int(name[-2]) if first is not None and (name := ops.canonical(first.name))[-2:-1].isdigit() else 0
    if shape is None or not axes or len(shape) != axes + 1:
        return
    template = Template("{}.unsqueeze(0)", prior, "add the batch axis", "a single sample without a batch axis")
    yield from root_structural(trace, [template], stage=Stage.DATA_LOADING, definition=-0.02)
