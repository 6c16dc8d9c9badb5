"""A reduction over the wrong axis: ``h.max(dim=1)`` of (N, C, L) leaves the steps where the channels are needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import given_to, in_shape, out_shape
from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.axes.reshapes import call_at, without
from shapefault.faults.rewrite.behind import ancestors
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.shapes import accepted, meta
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.project import CallPlace, Place
from shapefault.source.retarget import retarget

REDUCE = frozenset([
    "sum", "mean", "max", "min", "amax", "amin", "argmax", "argmin", "norm", "prod", "std", "var", "logsumexp",
    "median", "select",
])  # fmt: skip
"""Calls that take an axis away, or leave one entry of it."""


_ONE_TENSOR = REDUCE - {"max", "min", "median", "select", "argmax", "argmin"}


def reductions_left_out(trace: Trace, mismatch: Mismatch, role: str, prior: float) -> Iterator[Fix]:
    """Leave out the reduction that the operand comes from, where the call takes what went into it."""
    tensor, shape = mismatch.tensor(role), mismatch.operands[role].shape
    for record in trace.journey(tensor)[:4] if tensor is not None else ():
        before, call = in_shape(record), call_at(record.site)
        if before is None or out_shape(record) != shape:
            return
        if record.name in _ONE_TENSOR and len(before) == len(shape) + 1:
            edit = without(call) if call is not None and accepted(mismatch, role, meta(before, tensor)) else None
            if edit is not None:
                why = f"it takes an axis of {before} away that is needed"
                yield fix(f"leave out this {record.name}", edit, prior, stage=Stage.RESHAPE, why=why)
            return
        if before != shape:
            return


def reduced_axes(
    trace: Trace,
    mismatch: Mismatch,
    prior: float,
    *,
    stage: Stage = Stage.RESHAPE,
    pair: tuple[int, int] | None = None,
) -> Iterator[Fix]:
    """Each reduction behind the operands over another axis, where that puts the wanted size in its place.

    ``pair`` is the size that is there and the one that is wanted, where no requirement tells them.
    """
    broken = mismatch.broken
    if pair is None and broken is not None and broken.got_value is not None and broken.want_value is not None:
        pair = broken.got_value, broken.want_value
    if pair is None:
        return
    wrong = {pair, pair[::-1]}
    seen: set[int] = set()
    given = next((s for v in (trace.root.args if trace.root is not None else ()) if (s := shape_of(v))), ())
    rows = given[0] if len(given) > 1 and given[0] > 1 else None
    for role in mismatch.operands:
        tensor = mismatch.tensor(role)
        for record in ancestors(trace.records, tensor) if tensor is not None and role != "weight" else ():
            call = call_at(record.site) if record.name in REDUCE and id(record) not in seen else None
            seen.add(id(record))
            if call is not None:
                yield from _over_others(trace, record, call, wrong, prior, stage, rows)


def _over_others(
    trace: Trace,
    record: Record,
    call: CallPlace,
    wrong: set[tuple[int, int]],
    prior: float,
    stage: Stage,
    rows: int | None,
) -> Iterator[Fix]:
    before, after, written = in_shape(record), out_shape(record), _written(call)
    if before is None or after is None or written is None or len(after) != len(before) - 1:
        return
    dim = given_to(record, 1, "dim")
    if type(dim) is not int:
        return
    rank, now = len(before), dim % len(before)
    for axis in sorted(range(rank), key=lambda a: (a == 0, abs(a - now))):
        instead = before[:axis] + before[axis + 1 :]
        if axis == now or not any((a, b) in wrong for a, b in zip(after, instead, strict=True)):
            continue
        new = axis - rank if dim < 0 else axis
        why = f"axis {dim} of {before} is not the one that goes"
        worth = prior - (0.0 if axis else 0.3 if before[0] == rows else 0.1)
        if isinstance(written, ast.Constant | ast.UnaryOp):
            yield fix(f"reduce axis {new}", Edit(call.source.span(written), str(new)), worth, stage=stage, why=why)
            continue
        for given in _handed_in(record, dim):
            yield fix(f"reduce axis {new}", Edit(given.source.span(given.node), str(new)), worth, stage=stage, why=why)
        for target in retarget(bench_of(trace).resolver, call.source, written, dim, new):
            yield fix(f"reduce axis {new}", target.edits, worth - 0.01 * target.hops, stage=stage, why=why)


def _handed_in(record: Record, dim: int) -> list[Place]:
    """The literal axis in the call above, where the reducing function has it as a parameter."""
    site = record.frames[1] if len(record.frames) > 1 else None
    source, node = (site.source(), site.node()) if site is not None else (None, None)
    if source is None or not isinstance(node, ast.Call):
        return []
    given = [a for a in (*node.args, *(k.value for k in node.keywords)) if number(a) == dim]
    return [Place(source, given[0])] if len(given) == 1 else []


def _written(call: CallPlace) -> ast.expr | None:
    """The axis as the call writes it."""
    node = call.node
    for keyword in node.keywords:
        if keyword.arg in ("dim", "axis"):
            return keyword.value
    library = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in ("torch", "torch.linalg")
    rest = node.args[1:] if library else node.args
    return rest[0] if rest else None
