"""Samples that are cut to one length for the training only: ``elif self.train: x = x[:, start : start + n]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import last_name
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_FLAGS = ("train", "training", "is_train", "is_training", "augment", "phase", "mode", "split")
_CUTS = ("crop", "random_crop", "center_crop", "narrow", "pad")


def cut_while_training(trace: Trace, prior: float) -> Iterator[Fix]:
    """Cut always: the last branch of a choice without its question, or the question without the flag."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.If) or not any(_cuts(part) for body in node.body for part in walk(body)):
                continue
            edit = _always(source, node)
            if edit is not None:
                yield fix(
                    "cut it always, not for the training only", edit, prior, stage=Stage.DATA_LOADING,
                    why=f"it is cut only if {ast.unparse(node.test)}, the others keep their length",
                )  # fmt: skip


def _always(source: Source, node: ast.If) -> Edit | None:
    test, around = node.test, parent(node)
    if _is_flag(test) and not node.orelse and isinstance(around, ast.If) and around.orelse == [node]:
        start, end = (node.lineno, source.column(node.lineno, node.col_offset)), source.span(test).end
        text = source.between(start, end)
        return Edit(Span(source.path, start, end, text), "else") if text.startswith("elif") else None
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        rest = [part for part in test.values if not _is_flag(part)]
        if rest and len(rest) < len(test.values):
            return Edit(source.span(test), " and ".join(source.span(part).text for part in rest))
    return None


def _is_flag(test: ast.expr) -> bool:
    return last_name(test).lower().lstrip("_") in _FLAGS


def _cuts(part: ast.AST) -> bool:
    """Whether it takes a piece: ``x[a:b]``, ``x[:, a:b]``, a crop."""
    if isinstance(part, ast.Subscript):
        entries = part.slice.elts if isinstance(part.slice, ast.Tuple) else [part.slice]
        return any(isinstance(entry, ast.Slice) and entry.upper is not None for entry in entries)
    return isinstance(part, ast.Call) and callee(part).lower() in _CUTS
