"""Receptive field and stride of each tensor of a forward, from the ops that it came through.

Along one spatial axis a window of reach r and stride s, over a tensor whose positions are j input pixels apart and
see f of them, gives positions j·s apart that see f + (r − 1)·j. Source: Araujo, Norris and Sim, "Computing Receptive
Fields of Convolutional Neural Networks" (Distill, 2019). Where positions are mixed at will (attention, a linear layer
over positions), or nothing is known of an op, there is no such number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from shapefault import ops
from shapefault.model import Shape
from shapefault.observe.recorder import Record
from shapefault.observe.values import shape_of, tensors_in
from shapefault.ops.base import nth
from shapefault.ops.window import reach

_WINDOW = {
    f"{kind}{n}d": n for kind in ("conv", "conv_transpose", "max_pool", "avg_pool", "lp_pool") for n in (1, 2, 3)
}
_RESIZE = ("interpolate", "upsample")
_ALIASES = {"_max_pool1d": "max_pool1d", "_max_pool2d": "max_pool2d", "_max_pool3d": "max_pool3d"}


@dataclass(frozen=True)
class Field:
    """What one position of a tensor sees along each spatial axis, and how far apart two positions are, in pixels."""

    size: tuple[int, ...]
    stride: tuple[Fraction, ...]


def fields(records: list[Record], inputs: list[Any]) -> Callable[[Any], Field | None]:
    """The field of any tensor of a recorded run, asked for by the tensor."""
    known: dict[int, Field] = {}
    for tensor in inputs:
        rank = tensor.dim() - 2
        if 1 <= rank <= 3 and tensor.is_floating_point():
            known[id(tensor)] = Field((1,) * rank, (Fraction(1),) * rank)
    for record in records:
        if not record.done:
            continue
        before = [(shape, known[key]) for key, shape in record.in_shapes.items() if key in known]
        if not before:
            continue
        for out in tensors_in(record.out, 2):
            found = _after(record, before, shape_of(out))
            if found is not None:
                known[id(out)] = found
            else:
                known.pop(id(out), None)
    return lambda tensor: known.get(id(tensor))


def _after(record: Record, before: list[tuple[Shape, Field]], shape: Shape | None) -> Field | None:
    name = _ALIASES.get(record.name, record.name)
    given, field = before[0]
    rank = len(field.size)
    if shape is None or len(shape) != rank + 2:
        return None
    if name in _WINDOW:
        return _windowed(name, record, field) if _WINDOW[name] == rank else None
    if name in _RESIZE:
        scale = [Fraction(a, b) if b else Fraction(1) for a, b in zip(given[2:], shape[2:], strict=True)]
        wider = tuple(
            f if a >= b else f + int(j)
            for f, j, a, b in zip(field.size, field.stride, shape[2:], given[2:], strict=True)
        )
        return Field(wider, tuple(j * s for j, s in zip(field.stride, scale, strict=True)))
    if given[2:] != shape[2:] or name in ("matmul", "bmm", "linear", "einsum", "scaled_dot_product_attention"):
        return None
    several = [f for _, f in before if len(f.size) == rank]
    return Field(
        tuple(max(f.size[i] for f in several) for i in range(rank)),
        tuple(max(f.stride[i] for f in several) for i in range(rank)),
    )


def _windowed(name: str, record: Record, field: Field) -> Field | None:
    bound = ops.bind(name, record.args, record.kwargs)
    if bound is None:
        return None
    operands, params = bound
    sizes, strides = [], []
    for i, (size, step) in enumerate(zip(field.size, field.stride, strict=True)):
        kernel = operands["weight"][i + 2] if "weight" in operands else nth(params.get("kernel_size"), i, 1)
        pooling = "pool" in name
        stride = nth(params.get("stride"), i, kernel if pooling else 1) or kernel
        span = reach(kernel, nth(params.get("dilation"), i, 1) or 1)
        if "transpose" in name:
            sizes.append(field.size[i] + int((-(-span // stride) - 1) * step))
            strides.append(step / stride)
        else:
            sizes.append(size + int((span - 1) * step))
            strides.append(step * stride)
    return Field(tuple(sizes), tuple(strides))
