"""A ``squeeze()`` without an axis drops every axis of size 1, a batch of one with them: name the axes that may go."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import RECURRENT
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, replaced, without
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.losses.outputs import model_run
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


def dropped_by(record: Record) -> Shape | None:
    """The shape that went into a ``squeeze()`` without an axis and lost axes there; None for any other call."""
    if record.name != "squeeze" or len(record.args) != 1 or record.kwargs:
        return None
    shape = record.in_shapes.get(id(record.args[0]))
    return shape if shape is not None and 1 in shape else None


def is_state(records: list[Record], call: CallPlace) -> bool:
    """Whether a ``squeeze()`` was given the last state of a recurrent layer: (layers, N, H), the batch on axis 1."""
    for record in records:
        at = call_at(record.site) if record.name == "squeeze" and record.args else None
        if at is None or at.span != call.span:
            continue
        states = (r for r in records if r.name in RECURRENT)
        return any(record.args[0] is state for r in states for state in tensors_in(r.out)[1:])
    return False


def whole_squeezes(trace: Trace, mismatch: Mismatch, records: list[Record]) -> list[tuple[CallPlace, Shape]]:
    """Each ``squeeze()`` behind the operands with the shape that it was given, the nearest first."""
    found: dict[tuple[str, tuple[int, int]], tuple[CallPlace, Shape]] = {}
    for record in records:
        shape, call = dropped_by(record), call_at(record.site)
        if shape is not None and call is not None:
            found.setdefault((call.span.file, call.span.start), (call, shape))
    for role in mismatch.operands:
        for place in places(trace, mismatch, role):
            for node in walk(place.node):
                if not (isinstance(node, ast.Call) and callee(node) == "squeeze" and _without_axis(node)):
                    continue
                call = CallPlace(place.source, node)
                key = (call.span.file, call.span.start)
                if key not in found and (run := model_run(trace, mismatch, role)) is not None:
                    given = shape_of(run.output)
                    if given is not None and 1 in given:
                        found[key] = (call, given)
    return list(found.values())


def _without_axis(node: ast.Call) -> bool:
    method = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) not in ("torch", "np", "numpy")
    return not node.keywords and len(node.args) == (0 if method else 1)


def named_axes(call: CallPlace, shape: Shape, prior: float, batch: int = 0) -> Iterator[Fix]:
    """The call with the axes written out that are to go: all of size 1 but the batch, else one of them."""
    parts = receiver(call)
    if parts is None:
        return
    text = call.source.span(parts[0]).text
    if not isinstance(parts[0], ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        text = f"({text})"
    ones = [axis for axis, size in enumerate(shape) if size == 1]
    first = shape[batch] == 1
    kept = "the batch of one is dropped with the other axes" if first else "more axes are dropped than should be"
    inner = [axis for axis in ones if axis != batch]
    if first:
        edit = _dropping(call, text, inner, len(shape))
        flat = edit.content.endswith(".flatten(1)")
        title = "flatten all but the batch axis" if flat else "drop the named axes only"
        yield fix(title, edit, prior, stage=Stage.RESHAPE, why=kept, applicability="safe")
    if len(ones) > 1:
        for number, axis in enumerate(ones):
            if first and [axis] == inner:
                continue
            yield fix(f"drop axis {axis} only", _dropping(call, text, [axis], len(shape)), prior - 0.12 - 0.02 * number,
                      stage=Stage.RESHAPE, why=kept)  # fmt: skip
    if not first:
        left_out = without(call)
        if left_out is not None:
            yield fix("leave out this squeeze", left_out, prior - 0.16, stage=Stage.RESHAPE, why=kept)


def _dropping(call: CallPlace, text: str, axes: list[int], rank: int) -> Edit:
    if not axes:
        return without(call) or replaced(call, text)
    if len(axes) > 1 and axes == list(range(2, rank)):
        return replaced(call, f"{text}.flatten(1)")
    listed = str(axes[0]) if len(axes) == 1 else f"({', '.join(map(str, axes))})"
    return replaced(call, f"{text}.squeeze({listed})")
