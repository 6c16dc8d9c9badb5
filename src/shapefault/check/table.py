"""The layers of a model as one forward met them: sizes, costs, receptive field, and the arithmetic of each size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapefault import ops
from shapefault.check.costs import Counts, mult_adds, parameter_bytes
from shapefault.check.field import fields
from shapefault.check.forward import Call, Observation
from shapefault.model import Shape
from shapefault.observe.recorder import Record
from shapefault.observe.values import shape_of, tensors_in


@dataclass(frozen=True, slots=True)
class Row:
    """One call of a module. ``None`` where there is no such number or it is not known."""

    path: str
    """Its qualified name; empty for the model itself."""
    type: str
    depth: int
    leaf: bool
    """Whether it has no modules below it: only then it has costs of its own."""
    input: Shape | None
    output: Shape | None
    kernel: tuple[int, ...] | None
    params: int
    trainable: int
    """How many of ``params`` are trained."""
    mult_adds: int
    activation_bytes: int
    field: tuple[int, ...] | None
    """How many pixels of the input one position sees, by spatial axis."""
    stride: tuple[float, ...] | None
    """How many pixels of the input lie between two positions."""
    math: tuple[str, ...]
    """The formula of each spatial size that it changes: ``H: floor((28 + 2·1 − 3)/2) + 1 = 14``."""
    again: bool
    """Whether the module was called before; its parameters are counted there."""
    conditional: bool
    """Whether it stands behind a fault: so it would be, had the number there been right."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums over a table, counted as torchinfo does; bytes are of one forward's layer outputs."""

    params: int
    trainable: int
    mult_adds: int
    input_bytes: int
    activation_bytes: int
    param_bytes: int


@dataclass(frozen=True, slots=True)
class Table:
    """The calls in the order in which they began."""

    rows: tuple[Row, ...]
    totals: Totals


def table_of(model: Any, seen: Observation, inputs: list[Any]) -> Table:
    """The table of an observed forward; ``inputs`` are the tensors that it was given."""
    field_of = fields(seen.replay.records, tensors_in(list(seen.replay.arguments)) or inputs)
    met: set[int] = set()
    rows = []
    counts = Counts()
    for call in seen.calls:
        again = id(call.module) in met
        met.add(id(call.module))
        rows.append(_row(call, again, counts(call.module), seen.replay.records, field_of))
    total, trained = counts(model)
    leaves = [row for row in rows if row.leaf]
    totals = Totals(
        total,
        trained,
        sum(row.mult_adds for row in leaves),
        sum(t.numel() * t.element_size() for t in inputs),
        sum(row.activation_bytes for row in leaves if row.params),
        parameter_bytes(model),
    )
    return Table(tuple(rows), totals)


def _row(call: Call, again: bool, counts: tuple[int, int], records: list[Record], field_of: Any) -> Row:
    module = call.module
    leaf = next(iter(module.children()), None) is None
    output = call.outputs[0] if call.outputs else None
    own = records[call.first : call.last] if call.outputs is not None else []
    field = next((f for t in (tensors_in(own[-1].out) if own else []) if (f := field_of(t)) is not None), None)
    return Row(
        path=call.path,
        type=type(module).__name__,
        depth=call.path.count(".") + 1 if call.path else 0,
        leaf=leaf,
        input=call.inputs[0] if call.inputs else None,
        output=output,
        kernel=_kernel(module),
        params=counts[0],
        trainable=counts[1],
        mult_adds=mult_adds(module, output) if leaf and output is not None and counts[0] else 0,
        activation_bytes=call.bytes_out if leaf else 0,
        field=field.size if field is not None else None,
        stride=tuple(float(s) for s in field.stride) if field is not None else None,
        math=_math(own) if leaf else (),
        again=again,
        conditional=call.conditional,
    )


def _kernel(module: Any) -> tuple[int, ...] | None:
    kernel = getattr(module, "kernel_size", None)
    if isinstance(kernel, int):
        return (kernel,)
    if isinstance(kernel, tuple | list) and all(isinstance(k, int) for k in kernel):
        return tuple(kernel)
    return None


def _math(own: list[Record]) -> tuple[str, ...]:
    """The formula of each size that the layer's last op with a formula changes; equal axes once."""
    for record in reversed(own):
        spec = ops.spec(record.name)
        tensors = tensors_in(list(record.args))
        if spec is None or spec.explain is None or not tensors:
            continue
        given, out = record.in_shapes.get(id(tensors[0])), next((shape_of(t) for t in tensors_in(record.out)), None)
        if given is None or out is None or len(given) != len(out):
            continue
        if given[2:] == out[2:]:
            return ()
        if ops.bind(record.name, record.args, record.kwargs) is None:
            continue
        changes = ops.explain_change(record.name, record.args, record.kwargs, given, out)
        return tuple(f"{axes}: {text}" for axes, text in changes)
    return ()
