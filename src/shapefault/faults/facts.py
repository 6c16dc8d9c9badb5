"""Small questions that several faults ask of a mismatch."""

from __future__ import annotations

import math
from typing import Any

from shapefault import ops
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.model import Label, Shape
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, shape_text, tensors_in

RECURRENT = ("lstm", "gru", "rnn_tanh", "rnn_relu")
"""The ops of recurrent layers."""


def sizes(axes: tuple[str, ...], shape: Shape) -> str:
    """``N=8 C=28 H=28 W=3``; plain sizes where the axes have no names."""
    if len(axes) == len(shape) and axes and not any(a.startswith("dim") for a in axes):
        return " ".join(f"{a}={s}" for a, s in zip(axes, shape, strict=True))
    return shape_text(shape)


def operand_sizes(mismatch: Mismatch, role: str) -> str:
    """An operand's sizes with their names."""
    operand = mismatch.operands.get(role)
    return sizes(operand.axes, operand.shape) if operand is not None else "?"


def want_label(mismatch: Mismatch, parameter: str, text: str) -> tuple[Label, ...]:
    """The place where the layer was told what to take."""
    if mismatch.layer is None or (call := constructor(mismatch.layer)) is None:
        return ()
    node = argument(call, mismatch.layer, parameter)
    return (Label(call.source.span(node) if node is not None else call.span, text),)


def layer_name(trace: Trace, mismatch: Mismatch) -> str:
    """How the program calls the failing layer."""
    return attribute_text(trace, mismatch.layer) if mismatch.layer is not None else mismatch.op


def records_of(trace: Trace, mismatch: Mismatch, role: str) -> list[Record]:
    """The journey of an operand, newest first."""
    tensor = mismatch.tensor(role)
    return trace.journey(tensor) if tensor is not None else []


def out_shape(record: Record) -> Shape | None:
    """The shape of a record's first result."""
    found = tensors_in(record.out)
    return shape_of(found[0]) if found else None


def in_shape(record: Record) -> Shape | None:
    """The shape of a record's first tensor argument when it was called."""
    found = tensors_in([*record.args, *record.kwargs.values()])
    return record.in_shapes.get(id(found[0])) if found else None


def given_to(record: Record, index: int, name: str, default: Any = None) -> Any:
    """What a call was given at a place, or under a name."""
    return record.args[index] if len(record.args) > index else record.kwargs.get(name, default)


def times(a: int, b: int) -> int:
    """How many times the smaller of two sizes goes into the larger; 0 where it does not go into it."""
    small, large = sorted((a, b))
    return large // small if small > 0 and large % small == 0 else 0


def is_turn(record: Record) -> bool:
    """Whether a call exchanges axes, and does no more."""
    return ops.canonical(record.name) in ("permute", "transpose", "movedim", "t")


def product_text(sizes: Shape) -> str:
    """``4·2 = 8``; of one size, or none, the number alone."""
    return f"{'·'.join(map(str, sizes))} = {math.prod(sizes)}" if len(sizes) > 1 else str(math.prod(sizes))


def is_reshape(record: Record) -> bool:
    """Whether a call regroups a tensor's numbers."""
    return ops.canonical(record.name) in ("view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze")


def flattened(trace: Trace, mismatch: Mismatch, role: str = "input") -> tuple[Record, Shape] | None:
    """The call that joined a feature map into one axis, and the map's shape before; None without one."""
    for record in records_of(trace, mismatch, role)[:12]:
        before, after = in_shape(record), out_shape(record)
        if before is None or after is None:
            continue
        if is_reshape(record) and len(before) > len(after) and len(before) >= 3 and before[-1:] != after[-1:]:
            return record, before
        if before != after and not is_reshape(record):
            return None  # a layer stands between: what it gives is no product of a map's sizes
    return None


_WIDTHS = {
    "linear": "out_features",
    **dict.fromkeys(("embedding", "embedding_bag"), "embedding_dim"),
    **dict.fromkeys(RECURRENT, "hidden_size"),
}


def deciding(op: str, axis: int, rank: int) -> str | None:
    """The parameter of an op's layer that decides the size of ``axis``, counted from the front, of what it gives."""
    if op.startswith("conv"):
        return "out_channels" if axis == 1 else None
    return _WIDTHS.get(op) if axis == rank - 1 else None


def is_layer(module: Any, name: str) -> bool:
    """Whether a module is torch's layer of that name, or one made of it: a program has an ``Embedding`` of its own."""
    return any(kind.__name__ == name and kind.__module__.startswith("torch.") for kind in type(module).__mro__)


def last_dim_owner(trace: Trace, mismatch: Mismatch, role: str, axis: int) -> tuple[Any, str] | None:
    """The layer that decided the size of an axis, and the name of its parameter."""
    return owner_along(records_of(trace, mismatch, role), axis)


def owner_along(journey: list[Record], axis: int) -> tuple[Any, str] | None:
    """The same for the tensor at the end of a journey, newest first."""
    for record in journey:
        op, out = ops.canonical(record.name), out_shape(record)
        module = record.module
        if out is None or module is None:
            if is_reshape(record) or op in ("permute", "transpose", "cat", "stack"):
                return None
            continue
        parameter = deciding(op, axis if axis >= 0 else len(out) + axis, len(out))
        if parameter is not None:
            return module, parameter
        if is_reshape(record) or op in ("permute", "transpose", "cat", "stack"):
            return None
    return None


def taken_next(trace: Trace, module: Any) -> int | None:
    """How many channels or features the next layer takes that the model registers behind ``module``."""
    root = trace.root.module if trace.root is not None else None
    try:
        modules = list(root.modules()) if root is not None else []
        at = next(i for i, m in enumerate(modules) if m is module)
    except Exception:
        return None  # not part of it, or the program's own code failed
    for following in modules[at + 1 :]:
        for name in ("in_channels", "in_features", "input_size"):
            taken = getattr(following, name, None)
            if isinstance(taken, int):
                return taken
    return None
