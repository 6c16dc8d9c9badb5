"""Predictions viewed as rows of a number of classes that is decided elsewhere: ``logits.view(-1, self.num_labels)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee
from shapefault.source.retarget import retarget


def viewed_as_other_rows(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """That number where it is written, as many as the predictions have on their last axis."""
    first = mismatch.operands["input"].shape
    for place in places(trace, mismatch, "input"):
        for call in walk(place.node):
            if not isinstance(call, ast.Call) or callee(call) not in ("view", "reshape") or place.frame is None:
                continue
            found = receiver(CallPlace(place.source, call))
            before = shape_in(place.frame, found[0]) if found is not None else None
            if found is None or before is None or not found[1] or len(before) < 2 or before[-1] == first[-1]:
                continue
            number = found[1][-1]
            if isinstance(number, ast.Constant):
                continue  # written right there: the form of the view is what is to be changed
            for target in retarget(bench_of(trace).resolver, place.source, number, first[-1], before[-1])[:3]:
                yield fix(
                    f"change the number of classes that the rows are made for to {target.value}",
                    target.edits,
                    prior - 0.02 * target.hops,
                    stage=Stage.LOSS_TARGET,
                    why=f"the predictions are of {before[-1]} classes, they are viewed as rows of {first[-1]}",
                )
