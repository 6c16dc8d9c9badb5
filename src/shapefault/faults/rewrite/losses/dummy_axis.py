"""Maps of class numbers with an axis of one for their channel, (N, 1, H, W), that are coded one-hot as they are."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.facts import in_shape
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import callee


def dummy_axis(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``F.one_hot(target.squeeze(1))``, where the target then has an axis for each of the prediction's."""
    maps = mismatch.operands["input"].shape
    for record in trace.records if len(maps) > 2 else ():
        shape = in_shape(record) if record.name == "one_hot" else None
        call = call_at(record.site) if shape is not None and len(shape) == len(maps) and shape[1] == 1 else None
        if call is not None and callee(call.node) == "one_hot" and call.node.args:
            yield fix(
                "leave out the channel axis of the class numbers",
                wrapped(call.source, call.node.args[0], "{}.squeeze(1)"),
                prior,
                stage=Stage.LOSS_TARGET,
                why=f"one_hot adds an axis to the {len(maps)} that the prediction has, and axis 1 of the target is 1",
            )
