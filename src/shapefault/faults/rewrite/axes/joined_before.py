"""An operand was joined along the wrong axis before it is used: another ``dim`` for that ``cat``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import in_shape, out_shape, records_of
from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.axes.joins import dim_edit
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import tensors_in
from shapefault.source.files import enclosing
from shapefault.source.project import callee, has_forward

_JOINS = ("cat", "concat", "concatenate")
_BATCHES = 0.3
"""Less evidence where a program joins what it gives the model along the first axis: two batches make one."""


def joined_otherwise(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """For an operand that is a ``cat`` of equal parts: the axis along which it would meet the other operand."""
    roles = [r for r in mismatch.operands if r not in ("weight", "bias")][:2]
    if len(roles) < 2:
        return
    for role, other in (roles, roles[::-1]):
        own, want = mismatch.operands[role].shape, mismatch.operands[other].shape
        for place in places(trace, mismatch, role):
            node = place.node
            if not isinstance(node, ast.Call) or callee(node) not in _JOINS or len(own) != len(want):
                continue
            now = _dim(node)
            for axis in range(len(own)):
                if axis != now % len(own) and _moved(own, want, now % len(own), axis):
                    yield fix(
                        f"join along axis {axis}", dim_edit(place.source, node, axis), prior, stage=Stage.RESHAPE,
                        why=f"the parts are joined along axis {now}, they belong side by side on axis {axis}",
                    )  # fmt: skip


def joined_for_layer(trace: Trace, mismatch: Mismatch, got: int, want: int, axis: int, prior: float) -> Iterator[Fix]:
    """For a layer's input that is a ``cat`` of equal parts: side by side on ``axis`` they are as wide as it takes."""
    own = mismatch.operands["input"].shape
    if not -len(own) <= axis < len(own):
        return
    yield from _of_journey(trace, mismatch, want, axis, prior)
    for place in places(trace, mismatch, "input"):
        node = _within(place.node)
        if not isinstance(node, ast.Call) or callee(node) not in (*_JOINS, "stack") or not node.args:
            continue
        parts, now = node.args[0], _dim(node)
        count = len(parts.elts) if isinstance(parts, ast.List | ast.Tuple) else 0
        if callee(node) == "stack":
            if axis == -1 and count == want == own[now] and now % len(own) != len(own) - 1:
                yield fix(
                    "stack along the last axis", dim_edit(place.source, node, -1), prior, stage=Stage.RESHAPE,
                    why=f"{count} tensors become rows, {want} numbers a row are taken",
                )  # fmt: skip
            continue
        if got and count * got == want and now % len(own) != axis % len(own) and own[now] % count == 0:
            owner = enclosing(node, ast.ClassDef)
            inside = isinstance(owner, ast.ClassDef) and has_forward(owner)
            worth = prior if inside or now else prior - _BATCHES
            yield fix(
                f"join along axis {axis}", dim_edit(place.source, node, axis), worth, stage=Stage.RESHAPE,
                why=f"{count} parts of {got} are joined along axis {now}, {want} are taken",
            )  # fmt: skip


def _of_journey(trace: Trace, mismatch: Mismatch, want: int, axis: int, prior: float) -> Iterator[Fix]:
    """The same of parts that are no list in the source, or that a loop joins: their sizes as they came."""
    for record in records_of(trace, mismatch, "input"):
        out, call = out_shape(record), call_at(record.site)
        if ops.canonical(record.name) != "cat":
            if out is None or in_shape(record) != out:
                return  # what it gives is no longer as wide as the parts
            continue
        parts = [record.in_shapes.get(id(t), ()) for t in tensors_in(record.args[:1])]
        if call is None or callee(call.node) not in _JOINS or out is None or {len(p) for p in parts} != {len(out)}:
            return
        now, along = _dim(call.node) % len(out), axis % len(out)
        rest = {tuple(s for place, s in enumerate(p) if place != along) for p in parts}
        if now != along and len(rest) == 1 and sum(p[along] for p in parts) == want:
            yield fix(
                f"join along axis {axis}", dim_edit(call.source, call.node, axis), prior, stage=Stage.RESHAPE,
                why=f"{len(parts)} parts are joined along axis {now}, side by side they have the {want} that are taken",
            )  # fmt: skip
        return


def _within(node: ast.expr) -> ast.expr:
    """The join in ``dropout(torch.cat(parts))``: what the calls around it are given."""
    while isinstance(node, ast.Call) and callee(node) not in (*_JOINS, "stack") and len(node.args) == 1:
        node = node.args[0]
    return node


def _dim(node: ast.Call) -> int:
    given = next((k.value for k in node.keywords if k.arg in ("dim", "axis")), None)
    given = node.args[1] if given is None and len(node.args) > 1 else given
    found = number(given) if given is not None else 0
    return 0 if found is None else found


def _moved(own: Shape, want: Shape, now: int, axis: int) -> bool:
    """Whether as many parts joined along ``axis`` instead of ``now`` have the wanted shape."""
    if not want[now] or own[now] % want[now]:
        return False
    times = own[now] // want[now]
    return all(
        a * (times if i == axis else 1) // (times if i == now else 1) == b
        for i, (a, b) in enumerate(zip(own, want, strict=True))
    )
