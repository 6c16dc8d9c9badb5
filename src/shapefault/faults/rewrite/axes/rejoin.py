"""``cat`` where ``stack`` was meant, and the reverse: the number of axes tells."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import OperandPlace, returned
from shapefault.model import Edit, Fix, Stage
from shapefault.source.files import Source

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
