"""Sequences that get marks at their ends, and labels that do not: ``[CLS, *words, SEP]`` beside ``tags``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, enclosing
from shapefault.source.frames import function_node
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_LOSSES = ("cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits")
_TENSORS = ("tensor", "LongTensor", "as_tensor", "array", "from_numpy", "IntTensor")


def marked_alike(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Give the labels the same marks, with the number that the loss ignores; else take the marks away."""
    if mismatch.op not in _LOSSES:
        return
    differences = _differences(trace, mismatch)
    ignored = _ignored(trace)
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            marks = _marks(node)
            if marks is None or sum(marks) not in differences:
                continue
            function = enclosing(node, ast.FunctionDef)
            if function is None:
                continue
            assert isinstance(node, ast.List)
            inner = next(e.value for e in node.elts if isinstance(e, ast.Starred))
            unmarked = list(_unmarked(function, node))
            for other in unmarked:
                text = source.span(other).text
                before, after = (f"{ignored}, " * marks[0], f", {ignored}" * marks[1])
                yield fix(
                    "mark the labels as the sequence is marked", Edit(source.span(other), f"[{before}*{text}{after}]"),
                    prior, stage=Stage.DATA_LOADING,
                    why=f"the sequence gets {sum(marks)} marks at its ends, the labels do not",
                )  # fmt: skip
            if not unmarked:
                continue
            plain = Edit(source.span(node), source.span(inner).text)
            yield fix("leave the marks out", plain, prior - 0.3, stage=Stage.DATA_LOADING,
                      why="the labels have no such marks")  # fmt: skip


def _marks(node: ast.AST) -> tuple[int, int] | None:
    """How many items a list display has before and behind the one sequence in it."""
    if not isinstance(node, ast.List):
        return None
    starred = [i for i, e in enumerate(node.elts) if isinstance(e, ast.Starred)]
    if len(starred) != 1 or len(node.elts) == 1:
        return None
    return starred[0], len(node.elts) - 1 - starred[0]


def _unmarked(function: ast.AST, marked: ast.AST) -> Iterator[ast.expr]:
    """What the same function makes tensors of as it is."""
    inside = {id(n) for n in walk(marked)}
    for part in walk(function):
        if isinstance(part, ast.Call) and callee(part) in _TENSORS and part.args and id(part) not in inside:
            node = part.args[0]
            if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and not _scalar(node):
                yield node


def _scalar(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)


def _differences(trace: Trace, mismatch: Mismatch) -> set[int]:
    """By how much lengths differ: of the operands themselves, and of live tensors before they were flattened."""
    shapes = [o.shape for o in mismatch.operands.values()]
    for frame in list(trace.user_frames())[:2]:
        source: Source | None = frame.site.source()
        if source is None or function_node(source, frame.site.code) is None:
            continue
        for value in (frame.frame.f_locals).values():
            items = value.values() if isinstance(value, dict) else [value]
            shapes += [s for v in list(items)[:12] if (s := shape_of(v)) is not None]
    lengths = [s[1] for s in shapes if len(s) > 1] + [s[0] for s in shapes if s]
    return {abs(a - b) for a in lengths for b in lengths if a != b}


def _ignored(trace: Trace) -> int:
    criterion = trace.crash.criterion
    value = getattr(criterion.module, "ignore_index", None) if criterion is not None else None
    return value if isinstance(value, int) else -100
