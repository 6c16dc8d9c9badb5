"""A target with an axis of size 1 too many, taken out where the data set makes the sample: one place for every loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk

_WORDS = ("label", "target", "mask", "class", "gt", "y", "annotation")


def squeezed_samples(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``label.squeeze(0)`` of a sample, where the batch has (N, 1, ...) and the loss takes (N, ...)."""
    shape = mismatch.shape("target")
    if shape is None or len(shape) < 2 or shape[1] != 1:
        return
    for source, function in bench_of(trace).project.functions.get("__getitem__", []):
        for part in walk(function):
            node = _target(part.value) if isinstance(part, ast.Return) else None
            made = _made(function, node) if node is not None else None
            if made is not None:
                yield _squeezed(source, made, prior)


def _squeezed(source: Source, node: ast.expr, prior: float) -> Fix:
    return fix("drop the axis of size 1 from each sample", wrapped(source, node, "{}.squeeze(0)"), prior,
               stage=Stage.LOSS_TARGET, why="each sample has an axis of size 1 more than the loss takes")  # fmt: skip


def _target(node: ast.expr | None) -> ast.expr | None:
    """The last of two parts of a sample, or the entry that is called like a target."""
    if isinstance(node, ast.Tuple) and len(node.elts) == 2:
        return node.elts[1]
    for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.lower().startswith(_WORDS):
            return value
    return None


def _made(function: ast.AST, node: ast.expr) -> ast.expr | None:
    """The value that a name is bound to once, which is a tensor by then; else the part itself."""
    return (bound_once(function, node.id) if isinstance(node, ast.Name) else None) or node
