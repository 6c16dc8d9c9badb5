"""``Linear(n, 4 * n)`` whose result is taken apart into three: factor and count of parts say different things."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.facts import given_to, in_shape, owner_along
from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.behind import ancestors
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.faults.rewrite.operands import sides
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import tensors_in
from shapefault.source.project import CallPlace
from shapefault.source.scalars import factors_of


def factor_of_parts(trace: Trace, prior: float) -> Iterator[Fix]:
    """As many times the width as parts are taken, where a layer is built with another factor; else as many parts."""
    for record in trace.records:
        count, shape = _count(record), in_shape(record)
        if count is None or not shape:
            continue
        axis = _axis(record) % len(shape)
        giver = _giver(trace, record, axis)
        if giver is None:
            continue
        label, call, node = giver
        factors = [n for n in factors_of(node) if number(n) is not None] if isinstance(node, ast.BinOp) else []
        if not factors or count in map(number, factors):
            continue
        factor, why = factors[0], f"its {shape[axis]} features are taken apart into {count}"
        yield fix(
            f"give {label} {count} times the width", Edit(call.source.span(factor), str(count)), prior,
            stage=Stage.LAYER_CONFIG, why=why,
        )  # fmt: skip
        chunk = call_at(record.site)
        if chunk is not None and (place := _count_node(chunk, count)) is not None:
            edit = Edit(chunk.source.span(place), str(number(factor)))
            yield fix(
                f"take it apart into {number(factor)}", edit, prior - 0.1,
                stage=Stage.LAYER_CONFIG, why=f"{label} gives {number(factor)} times the width",
            )  # fmt: skip


def whole_parts(trace: Trace, mismatch: Mismatch, roles: Sequence[str], prior: float) -> Iterator[Fix]:
    """As many times what a layer gives as parts are taken of it, where each part should be as wide as the whole is."""
    for role, other in sides(mismatch, roles):
        tensor, want = mismatch.tensor(role), mismatch.operands[other].shape
        for record in ancestors(trace.records, tensor)[:4] if tensor is not None else ():
            count, shape = _count(record), in_shape(record)
            axis = _axis(record) % len(shape) if count is not None and shape else 0
            if count is None or not shape or len(want) != len(shape) or shape[axis] != want[axis]:
                continue
            giver = _giver(trace, record, axis)
            if giver is None:
                continue
            label, call, node = giver
            new = str(count * want[axis]) if isinstance(node, ast.Constant) else f"{{}} * {count}"
            why = f"its {shape[axis]} features are taken apart into {count}"
            edit = wrapped(call.source, node, new)
            yield fix(f"give {label} {count} times the width", edit, prior, stage=Stage.LAYER_CONFIG, why=why)
            return


def _giver(trace: Trace, record: Record, axis: int) -> tuple[str, CallPlace, ast.expr] | None:
    """The layer that gives what a call takes apart: its name, the call that built it, and the size that it was told."""
    owner = owner_along(trace.journey(tensors_in(record.args)[0]), axis)
    call = constructor(owner[0]) if owner is not None else None
    node = argument(call, *owner) if call is not None and owner is not None else None
    if owner is None or call is None or node is None:
        return None
    return attribute_text(trace, owner[0]), call, node


def _count(record: Record) -> int | None:
    value = given_to(record, 1, "chunks")
    return value if record.name == "chunk" and type(value) is int and value > 1 else None


def _axis(record: Record) -> int:
    value = given_to(record, 2, "dim", 0)
    return value if type(value) is int else 0


def _count_node(chunk: CallPlace, count: int) -> ast.expr | None:
    nodes = [*chunk.node.args, *(keyword.value for keyword in chunk.node.keywords if keyword.arg == "chunks")]
    return next((node for node in nodes if number(node) == count), None)
