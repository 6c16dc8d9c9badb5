"""Maps of class numbers with an axis of one for their channel, (N, 1, H, W), that are coded one-hot as they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import in_shape
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
        site = record.site
        call, source = (site.node(), site.source()) if site is not None and shape is not None else (None, None)
        if source is None or not isinstance(call, ast.Call) or callee(call) != "one_hot" or not call.args:
            continue
        if shape is not None and len(shape) == len(maps) and shape[1] == 1:
            yield fix(
                "leave out the channel axis of the class numbers",
                wrapped(source, call.args[0], "{}.squeeze(1)"),
                prior,
                stage=Stage.LOSS_TARGET,
                why=f"one_hot adds an axis to the {len(shape)} that the prediction has, and axis 1 of the target is 1",
            )
