"""The last size was right before a call that changed it.

``teacher.reshape(-1, width)`` where ``width`` is the student's; ``codes.flatten(-2)`` without an axis of heads.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import in_shape, out_shape, records_of
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, without
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source
from shapefault.source.project import CallPlace, callee

_VIEWS = ("view", "reshape")


def kept_last(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The last size of such a view is that of the tensor itself, which is the size that was required."""
    broken = mismatch.broken
    if broken is None or not broken.want_value:
        return
    for source, tensor, sizes, before in _views(trace, mismatch, broken.operand, broken.got_value):
        if len(sizes) < 2 or before[-1] != broken.want_value:
            continue
        text = source.span(tensor).text
        yield fix(
            f"keep the last size of {text}", Edit(source.span(sizes[-1]), f"{text}.shape[-1]"), prior,
            stage=Stage.RESHAPE,
            why=f"{text} comes with {before[-1]}, as is wanted, and is laid out in rows of {broken.got_value}",
        )  # fmt: skip
        return


def not_flattened(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Such a ``flatten`` left out, where something but the batch axis is joined with the last one."""
    broken = mismatch.broken
    if broken is None or not broken.want_value:
        return
    for record in records_of(trace, mismatch, broken.operand):
        before, after, call = in_shape(record), out_shape(record), call_at(record.site)
        if record.name != "flatten" or call is None or before is None or not after or len(before) < 3:
            continue
        edit = without(call)
        if edit is not None and (before[-1], after[-1]) == (broken.want_value, broken.got_value):
            yield fix(
                "leave out this flatten", edit, prior, stage=Stage.RESHAPE,
                why=f"the last axis has the {before[-1]} that are wanted before it is joined with another",
            )  # fmt: skip
            return


def _views(
    trace: Trace, mismatch: Mismatch, role: str, got: int | None
) -> Iterator[tuple[Source, ast.expr, list[ast.expr], Shape]]:
    """The views of a name that gave the operand its last size: the name, the sizes, the shape before."""
    for record in records_of(trace, mismatch, role):
        before, after = in_shape(record), out_shape(record)
        call = call_at(record.site) if ops.canonical(record.name) in _VIEWS else None
        found = _of_a_name(call) if call is not None else None
        if call is not None and found is not None and before and after and after[-1] == got:
            yield call.source, *found, before
    for place in places(trace, mismatch, role):
        node = place.node
        if place.kind != "definition" or place.frame is None or not isinstance(node, ast.Call):
            continue
        found = _of_a_name(CallPlace(place.source, node)) if callee(node) in _VIEWS else None
        before = shape_of(place.frame.held(found[0])) if found is not None else None
        if found is not None and before:
            yield place.source, *found, before


def _of_a_name(call: CallPlace) -> tuple[ast.expr, list[ast.expr]] | None:
    """The tensor and the sizes of a view, where it is one of a name or an attribute."""
    found = receiver(call)
    return found if found is not None and isinstance(found[0], ast.Name | ast.Attribute) else None
