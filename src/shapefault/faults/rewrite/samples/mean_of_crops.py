"""Predictions for several crops or clips of each sample that meet one label a sample: their mean is wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

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
        unpacked = _unpacked(frame.function())
        names = {n: frame.frame.f_locals.get(n) for n in unpacked}
        first = [n for n in unpacked if names[n] == target[0]][:1]
        second = [n for n in unpacked if names[n] == several and n not in first][:1]
        if first and second:
            yield fix(
                f"average over the {several} of each sample",
                wrapped(place.source, node, f"{{}}.view({first[0]}, {second[0]}, -1).mean(1)"),
                prior,
                stage=Stage.RESHAPE,
                why=f"there are {several} predictions for each of the {target[0]} labels",
            )
            return


def _unpacked(function: ast.AST | None) -> list[str]:
    """The names that take sizes: ``b, n, c, h, w = x.shape``."""
    found: list[str] = []
    for part in ast.walk(function) if function is not None else ():
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Tuple):
            text = ast.unparse(part.value)
            if text.endswith((".shape", ".size()")):
                found += [e.id for e in part.targets[0].elts if isinstance(e, ast.Name)]
    return found
