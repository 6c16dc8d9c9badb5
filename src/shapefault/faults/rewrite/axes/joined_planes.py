"""Planes that were joined with ``cat`` along the axis on which they should have been stacked, and are indexed later."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import in_shape, out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.callees import last_name
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


def joined_planes(trace: Trace, mismatch: Mismatch, prior: float, stage: Stage) -> Iterator[Fix]:
    """``stack`` in place of ``cat`` where an operand that lacks an axis is one of the joined tensor's slices."""
    ranks = {role: len(operand.shape) for role, operand in mismatch.operands.items()}
    for role, rank in ranks.items():
        if rank + 1 not in ranks.values():
            continue
        for call in (*_on_the_way(trace, mismatch, role, rank), *_where_defined(trace, mismatch, role, rank)):
            yield fix(
                "stack the planes, do not join them",
                last_name(call, "stack"),
                prior,
                stage=stage,
                why="planes are joined along an axis that they have, and are taken out one by one",
            )


def _on_the_way(trace: Trace, mismatch: Mismatch, role: str, rank: int) -> Iterator[CallPlace]:
    """The join that a replay has seen: parts of one shape, and a slice taken of them behind it."""
    tensor, picked = mismatch.tensor(role), False
    for record in trace.journey(tensor)[:8] if tensor is not None else ():
        before, after, call = in_shape(record), out_shape(record), call_at(record.site)
        picked |= record.name == "__getitem__" and before is not None and len(before) == rank + 1
        if ops.canonical(record.name) == "cat" and call is not None:
            parts = [shape_of(part) for part in tensors_in(list(record.args[:1]))]
            if picked and len(parts) > 1 and len(set(parts)) == 1 and len(after or ()) == rank + 1:
                yield call
            return


def _where_defined(trace: Trace, mismatch: Mismatch, role: str, rank: int) -> Iterator[CallPlace]:
    """The join by which a running function defines the tensor that the operand is a slice of."""
    for place in places(trace, mismatch, role):
        value = place.frame.frame.f_locals.get(place.name) if place.frame is not None and place.name else None
        if place.kind != "definition" or len(shape_of(value) or ()) != rank + 1:
            continue
        for part in walk(place.node):
            if isinstance(part, ast.Call) and callee(part) == "cat" and isinstance(part.func, ast.Attribute):
                yield CallPlace(place.source, part)
