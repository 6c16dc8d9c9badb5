"""A column that comes back as a row of numbers: ``np.array(labels)`` of (n, 1) labels that were taken apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.stages import stage_of_class
from shapefault.model import Edit, Fix
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MAKERS = ("array", "asarray", "tensor", "as_tensor")


def lost_column(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Each array that a data set or a transform makes of a list, as a column, where columns and rows meet."""
    shapes = [operand.shape for operand in mismatch.operands.values()]
    rows, columns = any(len(s) == 1 for s in shapes), any(s[-1] == 1 for s in shapes if len(s) == 2)
    if mismatch.op not in ("cat", "vstack", "stack") or not rows or not columns:
        return
    for source, cls in bench_of(trace).project.classes.values():
        stage = stage_of_class(cls)
        for part in walk(cls) if stage is not None else ():
            value = part.value if isinstance(part, ast.Assign) else None
            if not isinstance(value, ast.Call) or callee(value) not in _MAKERS or len(value.args) != 1:
                continue
            if value.keywords or isinstance(value.args[0], ast.List | ast.Constant | ast.ListComp):
                continue
            text = source.span(value).text
            yield fix(
                "keep the column", Edit(source.span(value), f"{text}.reshape(-1, 1)"), prior, stage=stage,
                why="some samples have a column here, (n, 1), and others a row of numbers, (n)",
            )  # fmt: skip
