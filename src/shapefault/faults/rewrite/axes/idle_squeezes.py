"""A squeeze that did nothing: the axis that it is to drop has several entries, where a map or a clip is larger."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault import ops
from shapefault.faults.facts import RECURRENT, deciding, given_to, in_shape, out_shape
from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, replaced, source_text
from shapefault.faults.rewrite.behind import ancestors, calls_behind
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.images.sizes import image_argument, runs_at
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.meet import image_sizes
from shapefault.faults.rewrite.losses.outputs import by_layer, model_run
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.samples.lengths import fitting_lengths
from shapefault.faults.rewrite.shapes import accepted, meta
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of, tensors_in
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_ATOMS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)
_KEEPING = ("relu", "dropout", "tanh", "sigmoid", "gelu", "batch_norm", "layer_norm", "leaky_relu", "elu", "silu")


def idle_squeezes(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """For each ``x.squeeze(d)`` of an axis that is not 1: the average over it, and inputs for which it is 1."""
    records = calls_behind(trace, mismatch)
    for record in records:
        call, axis, before = call_at(record.site), _idle_axis(record), list(reversed(records))
        if call is None or axis is None:
            continue
        made, shape = ancestors(before, record.args[0]), in_shape(record) or ()
        owner = _owner(made, axis, len(shape))
        yield from _other_axis(mismatch, call, record, prior)
        if not made or not _helps(mismatch, record, axis):
            continue  # as it was given: a squeeze in case there is an axis too many
        if owner is not None:
            why = f"squeeze drops an axis of size 1, the layer gives {shape[axis]}"
            yield from set_argument(trace, *owner, shape[axis], 1, prior - 0.06, why=why)
            continue
        yield from _without_axis(trace, call, record, made, axis, prior)


def _other_axis(mismatch: Mismatch, call: CallPlace, record: Record, prior: float) -> Iterator[Fix]:
    """The axis of size 1 that there is, if it is the only one."""
    shape, parts = in_shape(record) or (), receiver(call)
    if shape.count(1) == 1 and parts is not None and len(parts[1]) == 1:
        axis = shape.index(1)
        if _helps(mismatch, record, axis):
            yield fix(
                f"squeeze axis {axis}, which is 1", Edit(call.source.span(parts[1][0]), str(axis)), prior + 0.06,
                stage=Stage.RESHAPE, why=f"squeeze drops axes of size 1, which axis {axis} is",
            )  # fmt: skip


def squeezed_outputs(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``out.squeeze(1)`` on the way into a loss where the model gives more than one: the layer that is to give one."""
    run = model_run(trace, mismatch, "input")
    shape = shape_of(run.output) if run is not None else None
    if run is None or shape is None or shape != mismatch.operands["input"].shape:
        return
    for place in places(trace, mismatch, "input"):
        for node in walk(place.node):
            if not (isinstance(node, ast.Call) and callee(node) == "squeeze"):
                continue
            parts = receiver(CallPlace(place.source, node))
            dim = number(parts[1][0]) if parts is not None and len(parts[1]) == 1 else None
            if dim is not None and -len(shape) <= dim < len(shape) and shape[dim] > 1:
                axis = dim % len(shape)
                yield from by_layer(trace, mismatch, run, axis, shape[axis], 1, prior)
                return


def _helps(mismatch: Mismatch, record: Record, axis: int) -> bool:
    """Whether the failing call, where it was given just this, takes it without the axis."""
    shape = in_shape(record) or ()
    for role in mismatch.operands:
        tensor = mismatch.tensor(role)
        if tensor is not None and any(tensor is out for out in tensors_in(record.out)):
            return accepted(mismatch, role, meta((*shape[:axis], *shape[axis + 1 :]), tensor))
    return True


def _idle_axis(record: Record) -> int | None:
    """The axis that a squeeze was to drop and did not."""
    before = in_shape(record)
    dim = given_to(record, 1, "dim")
    if record.name != "squeeze" or type(dim) is not int or not before or before != out_shape(record):
        return None
    floating = is_tensor(record.args[0]) and record.args[0].is_floating_point()
    return dim % len(before) if floating and before[dim] > 1 else None


def _owner(made: list[Record], axis: int, rank: int) -> tuple[Any, str] | None:
    """The layer that was told how large the axis is, and by which argument."""
    for record in made:
        op = ops.canonical(record.name)
        if op in _KEEPING:
            continue
        parameter = deciding(op, axis, rank)
        return (record.module, parameter) if parameter is not None else None
    return None


def _without_axis(
    trace: Trace, call: CallPlace, record: Record, made: list[Record], axis: int, prior: float
) -> Iterator[Fix]:
    parts, shape = receiver(call), in_shape(record) or ()
    if parts is None:
        return
    text, why = source_text(call.source, parts[0]), f"squeeze drops axes of size 1, axis {axis} has {shape[axis]}"
    if not isinstance(parts[0], _ATOMS):
        text = f"({text})"
    if axis == 0 and _is_state(record, made):
        edit = replaced(call, f"{text}[-1]")
        yield fix("take the last layer's state", edit, prior, stage=Stage.RESHAPE, why=why)
        return
    outside = 0.25 if not trace.crash.model_calls else 0.0  # the model's own sizes are more to be doubted there
    yield fix(f"average over axis {axis}, which squeeze leaves there", replaced(call, f"{text}.mean({axis})"),
              prior - outside, stage=Stage.RESHAPE, why=why)  # fmt: skip
    if image_argument(trace) is not None:
        yield from image_sizes(trace, prior - 0.06)
        return
    for now, fitting in [*_shrunk(trace, axis, shape[axis]), *fitting_lengths(trace, axes=(axis,))][:1]:
        why = f"with {fitting} there, {shape[axis]} become the one that squeeze drops"
        yield from constants(trace, now, fitting, prior - 0.06, stage=Stage.RESHAPE, limit=3, why=why)


def _shrunk(trace: Trace, axis: int, times: int) -> Iterator[tuple[int, int]]:
    """The input's size on this axis, and that many times less of it, where the outermost call then succeeds."""
    root = trace.root
    for index, value in enumerate(root.args if root is not None else ()):
        given = shape_of(value) or ()
        if len(given) > axis and given[axis] > times:
            less = given[axis] // times
            if runs_at(root, index, (*given[:axis], less, *given[axis + 1 :])):
                yield given[axis], less


def _is_state(record: Record, made: list[Record]) -> bool:
    """Whether what is squeezed is the last state of a recurrent layer, (layers, N, H)."""
    states = (r for r in made[:1] if ops.canonical(r.name) in RECURRENT)
    return any(record.args[0] is state for r in states for state in tensors_in(r.out)[1:])
