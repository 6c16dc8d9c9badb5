"""``x[max(end - n, 0) : end]``: less than ``n`` rows, where fewer than that lie before ``end``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.project import callee


def short_at_first(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Such a window filled up with zeros before its first row, where windows of different lengths were joined."""
    shapes = [operand.shape for operand in mismatch.operands.values() if operand.shape]
    ranks = {len(shape) for shape in shapes}
    if len(shapes) < 2 or len(ranks) != 1 or not _differ_first(shapes):
        return
    rank = ranks.pop()
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            bounds = node.slice if isinstance(node, ast.Subscript) else None
            function = enclosing(node, ast.FunctionDef)
            if not isinstance(node, ast.Subscript) or not isinstance(bounds, ast.Slice) or function is None:
                continue
            length = _length(source, function, bounds)
            if length is None or bounds.lower is None or bounds.upper is None:
                continue
            lower, upper = source.span(bounds.lower).text, source.span(bounds.upper).text
            more = f"{length} - ({upper} - {lower})"
            text, arrays = source.span(node).text, names_bound(source, "numpy", "np")
            pairs = ", ".join(["0, 0"] * (rank - 1) + [f"{more}, 0"])
            whole = ", ".join([f"({more}, 0)"] + ["(0, 0)"] * (rank - 1))
            torchs = f"{names_bound(source, 'torch.nn.functional', 'torch.nn.functional')}.pad({text}, ({pairs}))"
            for filled, worth in ((torchs, prior), (f"{arrays}.pad({text}, ({whole},))", prior - 0.01)):
                yield fix(
                    f"fill the window up to {length} rows", Edit(source.span(node), filled), worth,
                    stage=Stage.DATA_LOADING, why=f"near the first row there are fewer than {length} before {upper}",
                )  # fmt: skip


def _differ_first(shapes: list[Shape]) -> bool:
    """Whether they differ in their first axis alone."""
    return len({shape[:1] for shape in shapes}) > 1 and len({shape[1:] for shape in shapes}) == 1


def _length(source: Source, function: ast.AST, bounds: ast.Slice) -> str | None:
    """The ``n`` of ``max(end - n, 0)`` that a slice up to ``end`` begins with, also by a name."""
    lower, upper = bounds.lower, bounds.upper
    if upper is None or bounds.step is not None:
        return None
    value = bound_once(function, lower.id) if isinstance(lower, ast.Name) else lower
    if not isinstance(value, ast.Call) or callee(value) != "max" or len(value.args) != 2:
        return None
    back = [a for a in value.args if isinstance(a, ast.BinOp) and isinstance(a.op, ast.Sub)]
    if len(back) != 1 or not any(isinstance(a, ast.Constant) and a.value == 0 for a in value.args):
        return None
    return source.span(back[0].right).text if ast.unparse(back[0].left) == ast.unparse(upper) else None
