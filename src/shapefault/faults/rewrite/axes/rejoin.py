"""``cat`` where ``stack`` was meant, and the reverse: the number of axes tells."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from shapefault.faults.rewrite.axes.joins import dim_edit
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import OperandPlace, returned
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.source.files import Source, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_TO_STACK = {"cat": "stack", "concat": "stack", "concatenate": "stack", "vstack": "stack", "hstack": "stack"}
_TO_CAT = {"stack": {"torch": "cat", "np": "concatenate", "numpy": "concatenate"}}


def other_join(trace: object, places: Iterable[OperandPlace], *, more_axes: bool, prior: float) -> Iterator[Fix]:
    """The joins among the operand's definitions, written the other way."""
    seen = set()
    for place in places:
        for end in (place, *returned(trace, place)):  # type: ignore[arg-type]
            node = end.node
            if isinstance(node, ast.Call) and id(node) not in seen:
                seen.add(id(node))
                yield from _other(end.source, node, more_axes, prior)


def _other(source: Source, node: ast.Call, more_axes: bool, prior: float) -> Iterator[Fix]:
    function = node.func
    if not isinstance(function, ast.Attribute) or not node.args:
        return
    base = ast.unparse(function.value)
    new = _TO_STACK.get(function.attr) if more_axes else _TO_CAT.get(function.attr, {}).get(base)
    if new is None:
        return
    head = source.span(function.value).text
    inner = source.span(node.args[0]).text
    word = "dim" if base == "torch" else "axis"
    for rank, axis in enumerate((1, 0) if more_axes else (0, 1)):
        yield fix(
            f"{new} them along axis {axis}, each is a tensor of its own"
            if more_axes
            else f"{new} them along axis {axis}",
            Edit(source.span(node), f"{head}.{new}({inner}, {word}={axis})"),
            prior - 0.03 * rank,
            stage=Stage.DATA_LOADING,
            why=f"{function.attr} gives an axis too {'few' if more_axes else 'many'}",
        )


def joined_beside(source: Source, node: ast.Call, prior: float) -> Iterator[Fix]:
    """``stack`` of the batches of a loop as ``cat``, with the others of the statement: predictions and their labels."""
    edits = []
    for call in walk(statement_of(node) or node):
        if not isinstance(call, ast.Call) or callee(call) != "stack" or not isinstance(call.func, ast.Attribute):
            continue
        new = _TO_CAT["stack"].get(ast.unparse(call.func.value))
        if new is None or not call.args:
            return
        end = source.span(call.func).end
        edits.append(Edit(Span(source.path, (end[0], end[1] - len("stack")), end, "stack"), new))
        if call.keywords or len(call.args) > 1:
            edits.append(dim_edit(source, call, 0))
    if edits:
        yield fix("join them along the axis in which they differ", edits, prior, stage=Stage.RESHAPE,
                  why="stack makes a new axis, all sizes must be equal for that")  # fmt: skip
