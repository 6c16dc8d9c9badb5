"""Predictions for several crops or clips of each sample that meet one label a sample: their mean is wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import measured_names
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_module


def mean_of_crops(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``model(x.view(-1, c, h, w))`` as ``(b, n, -1)``, averaged, where names stand for ``b`` and ``n``."""
    rows, target = mismatch.operands["input"].shape[:1], mismatch.operands["target"].shape[:1]
    if not rows or not target or target[0] < 1 or rows[0] % target[0] or rows == target:
        return
    several = rows[0] // target[0]
    for place in places(trace, mismatch, "input"):
        node, frame = place.node, place.frame
        called = node.func if isinstance(node, ast.Call) else None
        if frame is None or not isinstance(called, ast.Name | ast.Attribute) or not is_module(frame.held(called)):
            continue
        first = measured_names(frame, place.source, target[0])[:1]
        second = [name for name in measured_names(frame, place.source, several) if name not in first][:1]
        if first and second:
            yield fix(
                f"average over the {several} of each sample",
                wrapped(place.source, node, f"{{}}.view({first[0]}, {second[0]}, -1).mean(1)"),
                prior,
                stage=Stage.RESHAPE,
                why=f"there are {several} predictions for each of the {target[0]} labels",
            )
            return
