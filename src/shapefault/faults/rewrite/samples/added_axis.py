"""``return self.tf(image).unsqueeze(0), label``: a batch axis for each sample, to which the loader adds its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.batches import batch_of
from shapefault.observe.trace import Trace


def without_added_axis(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same sample without the axis, where it is returned and where it is assigned."""
    if batch_of(trace.crash.frames) is None and trace.loader is None:
        return
    for source, function in bench_of(trace).project.functions.get("__getitem__", []):
        for node in ast.walk(function):
            base = _under(node)
            if base is not None:
                yield fix("leave out the batch axis of each sample", Edit(source.span(node), source.span(base).text),
                          prior, stage=Stage.DATA_LOADING, why="the loader adds an axis for the batch")  # fmt: skip


def _under(node: ast.AST) -> ast.expr | None:
    """``x`` of ``x.unsqueeze(0)`` and ``x[None]``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unsqueeze":
        return node.func.value if [ast.unparse(a) for a in node.args] == ["0"] else None
    if isinstance(node, ast.Subscript) and ast.unparse(node.slice) in ("None", "np.newaxis", "None, ..."):
        return node.value
    return None
