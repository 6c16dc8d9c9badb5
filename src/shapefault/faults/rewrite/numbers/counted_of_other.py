"""The rows of a table counted in another array than the one that indexes it: ``np.unique(raw)`` for ``codes``."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.project import callee

_COUNTS = ("unique", "max", "amax", "nunique")
_MOST = 10_000_000


def counted_of_other(trace: Trace, rows: int, prior: float) -> Iterator[Fix]:
    """The integers that reach beyond the table, where something is counted of an array beside them."""
    for frame in trace.user_frames():
        held = {**frame.frame.f_globals, **frame.frame.f_locals}
        beyond = [name for name, value in held.items() if _largest(value) >= rows]
        for source in bench_of(trace).project.sources:
            if source.path != frame.file or not beyond:
                continue
            for call in source.nodes:
                counted = _counted(call)
                if counted is None or counted.id in beyond or shape_of(held.get(counted.id)) is None:
                    continue
                for name in beyond:
                    yield fix(
                        f"count in {name}, not in {counted.id}", Edit(source.span(counted), name), prior,
                        stage=Stage.LAYER_CONFIG, why=f"the indices are made of {name}, which has larger numbers",
                    )  # fmt: skip


def _counted(node: ast.AST) -> ast.Name | None:
    """The name of which a call tells how many, or how large."""
    if not isinstance(node, ast.Call) or callee(node) not in _COUNTS or len(node.args) > 1:
        return None
    of = node.args[0] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else None
    return of if isinstance(of, ast.Name) else None


def _largest(value: Any) -> int:
    """The largest of an array of whole numbers in this machine's memory; -1 for anything else."""
    shape = shape_of(value)
    if not shape or not 0 < math.prod(shape) <= _MOST:
        return -1
    if is_tensor(value):
        whole = value.device.type == "cpu" and not (value.is_floating_point() or value.is_complex())
    else:
        whole = value.dtype.kind in "iu"
    return int(value.max()) if whole else -1
