"""From what the user wrote for the inputs (text, shapes, example tensors) to an :class:`InputSpec`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

from shapefault.check.errors import UsageError
from shapefault.check.inputs import InputSpec, TensorSpec, call_of
from shapefault.observe.values import is_tensor, shape_of

HOW = 'give axes as "N,3,H,W", with a dtype as "N,L:int64", by name as "mask=N,L:bool"'
MOST = 1 << 56
"""Numbers that a tensor can have: as many take more bytes than can be counted."""
UNKNOWN = ""
"""The dtype of a tensor for which none was given: that of the model's parameters."""

_TENSOR = re.compile(r"(?:(?P<name>[A-Za-z_][\w.]*)\s*=\s*)?(?P<axes>[^:=]*?)(?::\s*(?P<dtype>[\w.]+))?")
_DTYPES = {
    **{name: name for name in ("float16", "float32", "float64", "bfloat16", "complex64", "complex128", "bool")},
    **{name: name for name in ("int8", "int16", "int32", "int64", "uint8")},
    **{"float": "float32", "double": "float64", "half": "float16", "long": "int64", "int": "int32"},
}


def parse(texts: Sequence[str]) -> InputSpec:
    """The inputs written as text: one tensor a text, or several in one text with ``;`` between them."""
    parts = [part.strip() for text in texts for part in text.split(";") if part.strip()]
    if not parts:
        raise UsageError(f"no input is given; {HOW}")
    return InputSpec(tuple(_ordered(_tensor(part) for part in parts)))


def _tensor(text: str) -> TensorSpec:
    found = _TENSOR.fullmatch(text)
    if found is None:
        raise UsageError(f"cannot read the input {text!r}; {HOW}")
    written = found["axes"].strip()
    if written[:1] in ("(", "[") and written[-1:] in (")", "]"):
        written = written[1:-1]
    axes = [part.strip() for part in written.strip().rstrip(",").split(",")] if written.strip() else []
    return TensorSpec(tuple(_axis(part, text) for part in axes), _dtype(found["dtype"], text), found["name"])


def _axis(part: str, text: str) -> int | str:
    if part.isascii() and part.isdigit():
        return int(part)
    if part.isidentifier():
        return part
    raise UsageError(f"cannot read the axis {part!r} in the input {text!r}: expected a size or a name; {HOW}")


def _dtype(name: str | None, text: str) -> str:
    if name is None:
        return UNKNOWN
    known = _DTYPES.get(name.removeprefix("torch."))
    if known is None:
        raise UsageError(f"no such dtype: {name!r} in the input {text!r}; expected one of {', '.join(sorted(_DTYPES))}")
    return known


def _ordered(tensors: Any) -> list[TensorSpec]:
    """Positional tensors first, as a call has them."""
    return sorted(tensors, key=lambda tensor: tensor.name is not None)


def spec_of(given: object) -> InputSpec:
    """The inputs given in Python.

    A text, a shape (``("N", 3, 224, 224)``), an example tensor or array; a list of these for several inputs, a dict
    for inputs by keyword; a dict in a dict is a dict that ``forward`` takes, and several for one keyword are a list.
    Raises :class:`UsageError`.
    """
    if isinstance(given, InputSpec):
        return given
    if isinstance(given, str):
        return parse([given])
    if isinstance(given, Mapping):
        return InputSpec(tuple(_keywords(given, "")))
    if (tensor := _example(given)) is not None:
        return InputSpec((tensor,))
    if isinstance(given, Sequence) and given:
        found: list[TensorSpec] = []
        for item in given:
            found.extend(spec_of(item).tensors)
        return InputSpec(tuple(_ordered(found)))
    raise UsageError(f"expected an input as text, shape or example tensor, got {type(given).__name__}; {HOW}")


def _keywords(given: Mapping[Any, Any], prefix: str) -> list[TensorSpec]:
    found: list[TensorSpec] = []
    for key, value in given.items():
        if not isinstance(key, str):
            raise UsageError(f"expected the name of an argument, got the key {key!r}; {HOW}")
        if isinstance(value, Mapping):
            found += _keywords(value, f"{prefix}{key}.")
            continue
        tensors = spec_of(value).tensors
        if len(tensors) == 1 and tensors[0].name is None:
            found.append(replace(tensors[0], name=f"{prefix}{key}"))
            continue
        if any(tensor.name is not None for tensor in tensors):
            raise UsageError(f"expected tensors without names for {key!r}, got {text_of(InputSpec(tensors))!r}; {HOW}")
        found += [replace(tensor, name=f"{prefix}{key}.{at}") for at, tensor in enumerate(tensors)]
    return found


def _example(given: object) -> TensorSpec | None:
    """A tensor, an array, or a shape as a tuple of sizes and names."""
    if is_tensor(given) or type(given).__module__ == "numpy":
        shape = shape_of(given)
        if shape is not None:
            return TensorSpec(shape, _dtype(str(given.dtype), str(shape)))  # type: ignore[attr-defined]
    plain = isinstance(given, tuple | list) and given
    if plain and all(isinstance(part, int) or (isinstance(part, str) and part.isidentifier()) for part in given):  # type: ignore[attr-defined]
        return TensorSpec(tuple(given), UNKNOWN)  # type: ignore[arg-type]
    return None


def text_of(spec: InputSpec) -> str:
    """The spec as it is written on the command line."""
    return "; ".join(_text(tensor) for tensor in spec.tensors)


def _text(tensor: TensorSpec) -> str:
    name = f"{tensor.name}=" if tensor.name else ""
    dtype = f":{tensor.dtype}" if tensor.dtype not in (UNKNOWN, "float32") else ""
    return f"{name}{','.join(map(str, tensor.axes))}{dtype}"


def with_dtypes(spec: InputSpec, floating: str) -> InputSpec:
    """``spec`` with ``floating`` where no dtype was given."""
    return InputSpec(tuple(replace(t, dtype=floating) if t.dtype == UNKNOWN else t for t in spec.tensors))


def taken_by(model: Any, spec: InputSpec) -> InputSpec:
    """``spec`` itself; raises :class:`UsageError` for sizes that no tensor has, and for inputs that no call takes."""
    for tensor in spec.tensors:
        sizes = [axis for axis in tensor.axes if isinstance(axis, int)]
        if any(size < 0 for size in sizes) or prod(sizes) > MOST:
            raise UsageError(f"no tensor has the sizes {_text(tensor)}; {HOW}")
    try:
        signature = inspect.signature(model.forward)
    except (TypeError, ValueError):
        return spec
    named = {tensor.name.partition(".")[0] for tensor in spec.tensors if tensor.name is not None}
    count = sum(tensor.name is None for tensor in spec.tensors)
    try:
        signature.bind(*[None] * count, **dict.fromkeys(named))
    except TypeError as error:
        wanted = ", ".join(str(parameter) for parameter in signature.parameters.values())
        raise UsageError(
            f"{type(model).__name__}.forward takes ({wanted}), and the input is {text_of(spec)!r}: {error}; "
            "give one --input for each of its tensors"
        ) from None
    return spec


def arguments(spec: InputSpec, sizes: Mapping[str, int], device: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Empty tensors of ``spec`` on ``device``, as the arguments of a call; ``sizes`` has every free axis."""
    import torch

    def made(tensor: TensorSpec) -> Any:
        shape = tuple(sizes[axis] if isinstance(axis, str) else axis for axis in tensor.axes)
        return torch.zeros(shape, dtype=getattr(torch, tensor.dtype or "float32"), device=device)

    return call_of(spec, made)
