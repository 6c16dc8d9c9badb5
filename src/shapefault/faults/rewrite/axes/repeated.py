"""``mask.repeat(1, heads, 1, 1)`` of a mask of three axes: the new axis is put first, where another was meant."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.facts import in_shape
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver
from shapefault.faults.rewrite.behind import calls_behind
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def repeated_without_axis(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """For each such call behind an operand: the axis made by ``unsqueeze`` where the sizes have it."""
    for record in calls_behind(trace, mismatch):
        shape, call = in_shape(record) or (), call_at(record.site) if record.name == "repeat" else None
        parts = receiver(call) if call is not None else None
        times = [t for t in record.args[1:] if isinstance(t, int)]
        if call is None or parts is None or not shape or len(times) != len(shape) + 1:
            continue
        places = [axis for axis, count in enumerate(times) if axis and count > 1]
        for axis in (*places, *(a for a in range(1, len(times)) if a not in places)):
            yield fix(
                f"make the axis at {axis} that is repeated", wrapped(call.source, parts[0], f"{{}}.unsqueeze({axis})"),
                prior - (0.0 if axis in places else 0.2), stage=Stage.RESHAPE,
                why=f"repeat has {len(times)} sizes for {len(shape)} axes, and puts the new one first",
            )  # fmt: skip
