"""A width that a view gave, not a layer: ``z.view(b, self.c_m, h, w)`` of a part between two layers.

The part is built with a number of its own, ``Attention(32, c_m=16)``, and gives back fewer channels than it took.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.facts import in_shape, is_reshape, out_shape, records_of
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import labelled
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.source.retarget import retarget

_WITHIN = 12
_MOST = 2
_KEPT = 0.1
"""What it adds that as many as are wanted went into the part: it is there to keep them."""


def viewed_width(trace: Trace, mismatch: Mismatch, axis: int, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The number that the view was given for the axis, where it was decided; no layer has changed it since."""
    journey = records_of(trace, mismatch, "input")[:_WITHIN]
    for record in journey:
        after, before = out_shape(record), in_shape(record)
        if after is None or axis >= len(after) or after[axis] != got:
            return
        if is_reshape(record):
            break
        if record.module is not None and before != after:
            return
    else:
        return
    call = call_at(record.site)
    found = receiver(call) if call is not None else None
    if call is None or found is None or len(found[1]) != len(after):
        return
    worth = prior + (_KEPT if _came_with(journey, after, axis, want) else 0.0)
    for target in retarget(bench_of(trace).resolver, call.source, found[1][axis], got, want)[:_MOST]:
        if target.literal is None or target.hops == 0:
            continue
        yield fix(
            f"change {labelled(target.literal)[0] or 'the number'} from {got} to {want}", target.edits, worth,
            stage=Stage.LAYER_CONFIG, why=f"it is the {got} of {call.source.span(call.node).text}",
        )  # fmt: skip


def _came_with(journey: list[Record], after: Shape, axis: int, want: int) -> bool:
    """Whether one of the calls before took a tensor of as many axes that had ``want`` entries there."""
    shapes = [in_shape(record) for record in journey]
    return any(shape is not None and len(shape) == len(after) and shape[axis] == want for shape in shapes)
