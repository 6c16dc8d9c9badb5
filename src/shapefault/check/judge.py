"""Whether the real kernel takes a call that a meta kernel refused: the call again, on zeros of the same shapes."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

from shapefault import ops
from shapefault.observe.recorder import Record
from shapefault.observe.values import shape_of, tensors_in

_MOST = 30_000_000
"""Numbers that the operands may have in all, so that the judgement stays cheap."""

STRICTER = frozenset(
    [
        *(f"conv_transpose{n}d" for n in (1, 2, 3)),
        *(f"max_unpool{n}d" for n in (1, 2, 3)),
        *(f"adaptive_{kind}_pool{n}d" for kind in ("avg", "max") for n in (1, 2, 3)),
        "interpolate",
        "upsample",
    ]
)
"""Calls in which the real kernel checks what the meta kernel does not (torch 2.14)."""


@dataclass(frozen=True)
class Verdict:
    """What the real kernel did: its result on the meta device, or its error."""

    result: Any = None
    error: BaseException | None = None


def judged(record: Record) -> Verdict | None:
    """Run the recorded call on real zeros; None where that would cost too much or is not possible."""
    import torch
    from torch.utils import _pytree

    values = (record.args, record.kwargs)
    if sum(_numel(t) for t in _tensors(values)) > _MOST:
        return None

    def real(value: Any) -> Any:
        if not isinstance(value, torch.Tensor) or value.device.type != "meta":
            return torch.device("cpu") if isinstance(value, torch.device) and value.type == "meta" else value
        size = _storage(value)
        return torch.zeros(size, dtype=value.dtype).as_strided(value.shape, value.stride())

    def meta(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device="meta")
        return value

    try:
        args, kwargs = _pytree.tree_map(real, values)
    except (RuntimeError, MemoryError):
        return None
    if kwargs.get("device") == "meta":
        kwargs["device"] = "cpu"
    try:
        return Verdict(_pytree.tree_map(meta, record.func(*args, **kwargs)))
    except NotImplementedError:
        return None
    except Exception as error:
        return Verdict(None, error)


def suspect(record: Record) -> bool:
    """Whether an accepted call breaks a requirement that only the real kernel checks."""
    if record.name not in STRICTER:
        return False
    bound = ops.bind(record.name, record.args, record.kwargs)
    return bound is not None and not all(r.holds for r in ops.check(ops.canonical(record.name), *bound))


def _tensors(values: Any) -> list[Any]:
    args, kwargs = values
    return tensors_in([*args, *kwargs.values()])


def _numel(tensor: Any) -> int:
    return prod(shape_of(tensor) or ())


def _storage(tensor: Any) -> int:
    """How many numbers lie under a tensor with these sizes and strides."""
    if any(size == 0 for size in tensor.shape):
        return 0
    return int(1 + sum((size - 1) * abs(stride) for size, stride in zip(tensor.shape, tensor.stride(), strict=True)))
