"""Leave out a reshaping call of the program: a transpose, an unsqueeze or an index that should not be there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.facts import in_shape, out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at, without
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import OperandPlace, places, returned, root_places
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace, callee


def undone(
    trace: Trace, mismatch: Mismatch, role: str, names: Sequence[str], prior: float, *, stage: Stage | None = None
) -> Iterator[Fix]:
    """Each call of one of ``names`` that the operand came through, left out; the nearest first."""
    calls: list[CallPlace] = []
    tensor = mismatch.tensor(role)
    for record in trace.journey(tensor) if tensor is not None else ():
        call = call_at(record.site) if record.name in names else None
        if call is not None and callee(call.node) == record.name:
            calls.append(call)
    for place in [*places(trace, mismatch, role), *root_places(trace)]:
        for end in (place, *returned(trace, place)):
            calls.extend(_calls_in(end, names))
    seen: set[Edit] = set()
    for call in calls:
        edit = without(call)
        if edit is None or edit in seen:
            continue
        seen.add(edit)
        name = call.node.func.attr if isinstance(call.node.func, ast.Attribute) else "call"
        yield fix(
            f"leave out this {name}",
            edit,
            prior - 0.02 * (len(seen) - 1),
            stage=stage,
            why=f"this {name} should not be here",
        )
        if len(seen) >= 4:
            return


def unindexed(trace: Trace, mismatch: Mismatch, role: str, want: Shape, prior: float) -> Iterator[Fix]:
    """``masks[0]`` becomes ``masks``: the operand had the shape that is wanted before one of its samples was taken."""
    tensor, now = mismatch.tensor(role), mismatch.shape(role)
    for record in trace.journey(tensor) if tensor is not None else ():
        before = in_shape(record)
        if out_shape(record) != now or before is None:
            return
        node, source = (
            record.site.node() if record.site is not None else None,
            record.site.source() if record.site is not None else None,
        )
        if before == now or source is None or not isinstance(node, ast.Subscript):
            continue
        if before != want or before[1:] != now or not isinstance(node.slice, ast.Constant):
            return
        end, span = source.span(node.value).end, source.span(node)
        yield fix(
            f"take all of {ast.unparse(node.value)}, not one of it",
            Edit(Span(span.file, end, span.end, source.between(end, span.end)), ""),
            prior,
            stage=Stage.LOSS_TARGET,
            why=f"{ast.unparse(node)} is one sample without its batch axis",
        )
        return


def _calls_in(place: OperandPlace, names: Sequence[str]) -> list[CallPlace]:
    """The method calls along the chain of an expression: ``a.b().c()`` has c, then b."""
    found = []
    node: ast.expr = place.node
    while True:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in names:
                found.append(CallPlace(place.source, node))
            node = node.func.value
        elif isinstance(node, ast.Call) and node.args:
            node = node.args[0]
        elif isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        else:
            return found
