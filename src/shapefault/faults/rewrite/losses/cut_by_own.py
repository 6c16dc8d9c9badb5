"""A mask of the whole picture for a map of its centre, in a program that has a function that cuts to the centre."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.operands import crash_argument, places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_TAKEN = 2
"""What such a function takes: the tensor, and the size."""


def cut_by_own(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """That function called for the target, with the side of the prediction."""
    given, want = mismatch.shape("input"), mismatch.shape("target")
    read = crash_argument(trace, mismatch, "input")
    if not given or not want or read is None or not isinstance(read[1], ast.Name):
        return
    high, wide = (b - a for a, b in zip(given[-2:], want[-2:], strict=True))
    if high != wide or high < 1 or given[-1] != given[-2]:
        return
    for name, known in bench_of(trace).project.functions.items():
        if "crop" not in name or not any(word in name for word in ("center", "centre", "middle")):
            continue
        if any(len(function.args.args) != _TAKEN for _, function in known):
            continue
        for place in places(trace, mismatch, "target")[:1]:
            edit = place.edit(f"{name}({{}}, {read[1].id}.shape[-1])")
            why = f"the network gives the map of the centre, {given[-1]} of {want[-1]} pixels"
            yield fix("cut the mask to the centre, too", edit, prior, stage=Stage.LOSS_TARGET, why=why)
