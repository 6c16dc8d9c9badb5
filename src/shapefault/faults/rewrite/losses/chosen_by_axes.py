"""A loss chosen by how many axes the targets have, ``cross_entropy if y.dim() == 1 else bce``: their numbers tell it.

Class numbers are integers, whatever their axes; rows of tags are floating.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk

_AXES = ("dim", "ndim", "shape", "ndimension")


def chosen_by_axes(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The choice by ``is_floating_point``, for a binary loss that is given class numbers."""
    target = mismatch.tensor("target")
    if not mismatch.op.startswith("binary_cross_entropy") or target is None or target.is_floating_point():
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.IfExp):
                continue
            named = _asked(node.test)
            classes, other = (ast.unparse(part).lower() for part in (node.body, node.orelse))
            if named is None or not _classes(classes) or _classes(other):
                continue
            yield fix(
                "choose the loss by what the targets hold",
                Edit(source.span(node.test), f"not {source.span(named).text}.is_floating_point()"), prior,
                stage=Stage.LOSS_TARGET, why="class numbers of several axes are taken for rows of tags",
            )  # fmt: skip


def _asked(test: ast.expr) -> ast.expr | None:
    """``y`` of ``y.dim() == 1`` and of ``len(y.shape) == 1``."""
    for part in walk(test):
        if isinstance(part, ast.Attribute) and part.attr in _AXES and isinstance(part.value, ast.Name | ast.Attribute):
            return part.value
    return None


def _classes(text: str) -> bool:
    return ("cross_entropy" in text or "crossentropy" in text or "nll" in text) and "binary" not in text
