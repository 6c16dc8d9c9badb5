"""Input shapes that a model states itself: jaxtyping annotations on ``forward``; jaxtyping is not imported."""

from __future__ import annotations

import inspect
import re
from typing import Any

from shapefault.check.inputs import InputSpec, TensorSpec
from shapefault.check.specs import UNKNOWN

_DTYPES = {"Int": "int64", "Integer": "int64", "UInt": "uint8", "Bool": "bool"}
_EXACT = re.compile(r"^(?:float|int|uint|bfloat|complex|bool)\d*$")


def stated_spec(model: Any) -> InputSpec | None:
    """The inputs that the annotations of ``model.forward`` name; None unless every required one is annotated.

    An annotation like ``Float[Tensor, "batch 3 h w"]`` gives names and sizes. A shape with a part that has no
    size of its own (``...``, ``*rest``, ``h+1``) gives nothing.
    """
    forward = getattr(type(model), "forward", None)
    try:
        parameters = list(inspect.signature(inspect.unwrap(forward), eval_str=True).parameters.values())[1:]  # type: ignore[arg-type]
    except (TypeError, ValueError, NameError, AttributeError, SyntaxError):
        return None
    found = []
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        tensor = _tensor(parameter.annotation)
        if tensor is None:
            if parameter.default is parameter.empty:
                return None
            continue
        keyword = parameter.kind is parameter.KEYWORD_ONLY or parameter.default is not parameter.empty
        if keyword and parameter.default is None:
            continue
        found.append(TensorSpec(tensor.axes, tensor.dtype, parameter.name if keyword else None))
    return InputSpec(tuple(found)) if found else None


def _tensor(annotation: Any) -> TensorSpec | None:
    dims, kinds = getattr(annotation, "dim_str", None), getattr(annotation, "dtypes", None)
    if not isinstance(dims, str):
        return None
    axes: list[int | str] = []
    for part in dims.split():
        name = part.split("=")[-1].lstrip("#_?")
        if name.isascii() and name.isdigit():
            axes.append(int(name))
        elif name.isidentifier():
            axes.append(name)
        else:
            return None
    return TensorSpec(tuple(axes), _dtype(annotation, kinds))


def _dtype(annotation: Any, kinds: Any) -> str:
    exact = [k for k in kinds if isinstance(k, str) and _EXACT.match(k)] if isinstance(kinds, list | tuple) else []
    if len(exact) == 1:
        return exact[0]
    family = getattr(getattr(annotation, "dtype", None), "__name__", "")
    return _DTYPES.get(family, UNKNOWN)
