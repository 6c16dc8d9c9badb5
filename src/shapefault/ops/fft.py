"""Fourier transforms along one axis, and along several.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.fft.fft.html, ``…torch.fft.rfft``,
``…torch.fft.irfft``, ``…torch.fft.fftn``.
"""

from __future__ import annotations

from functools import partial

from shapefault.model import Shape
from shapefault.ops.base import Operands, OpSpec, Params, Requirement, at_least, dim_in_range, holds, rank_at_least

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.fft.{}.html"


def _length(kind: str, size: int, wanted: object) -> int:
    """How long the result is: ``n`` where it is given."""
    n = int(wanted) if isinstance(wanted, int) else None
    if kind == "half":
        return (size if n is None else n) // 2 + 1
    if kind == "full":
        return 2 * (size - 1) if n is None else n
    return size if n is None else n


def _filled(shape: Shape) -> list[Requirement]:
    """Something is there to be transformed."""
    return [
        Requirement("size", False, f"input.shape[{axis}] ≥ 1", "0", "≥ 1", "input", axis)
        for axis, size in enumerate(shape)
        if size == 0
    ]


def _check(kind: str, operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape, dim = operands["input"], int(params.get("dim", -1))
    found = [rank_at_least(operands, "input", 1), dim_in_range(operands, "input", dim), *at_least(params, n=1)]
    if not holds(found):
        return tuple(found)
    axis = dim % len(shape)
    # With a length given, the transformed axis is filled up with zeros.
    found += [r for r in _filled(shape) if r.axis != axis]
    if params.get("n") is not None:
        return tuple(found)
    least = 2 if kind == "full" else 1
    size = shape[axis]
    formula = f"input.shape[{axis}] ≥ {least}"
    return (
        *found,
        Requirement("size", size >= least, formula, str(size), f"≥ {least}", "input", axis, got_value=size),
    )


def _result(kind: str, operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    axis = int(params.get("dim", -1)) % len(shape)
    return (*shape[:axis], _length(kind, shape[axis], params.get("n")), *shape[axis + 1 :])


def _dims(default: int | None, operands: Operands, params: Params) -> tuple[int, ...]:
    value = params.get("dim")
    if value is None:
        return tuple(range(len(operands["input"]))) if default is None else tuple(range(-default, 0))
    return (value,) if isinstance(value, int) else tuple(int(v) for v in value)


def _several_check(default: int | None, operands: Operands, params: Params) -> tuple[Requirement, ...]:
    if params.get("s") is not None:
        return ()
    dims, shape = _dims(default, operands, params), operands["input"]
    found = [dim_in_range(operands, "input", d) for d in dims]
    if not shape and dims:
        return (rank_at_least(operands, "input", 1),)
    if not holds(found):
        return tuple(found)
    axes = [d % len(shape) for d in dims]
    found.append(Requirement("dim", len(set(axes)) == len(axes), "no axis twice", str(dims), "different axes", "input"))
    return (*found, *_filled(shape))


def _several_result(operands: Operands, params: Params) -> Shape | None:
    return None if params.get("s") is not None else operands["input"]


ONE = ("input",)

SPECS = (
    *(
        OpSpec(
            f"fft_{name}",
            ONE,
            partial(_check, kind),
            partial(_result, kind),
            signature=("input", "n", "dim"),
            source=DOC.format(name),
        )
        for name, kind in (
            ("fft", "same"), ("ifft", "same"), ("rfft", "half"), ("ihfft", "half"), ("irfft", "full"), ("hfft", "full"),
        )
    ),
    *(
        OpSpec(
            f"fft_{name}",
            ONE,
            partial(_several_check, default),
            _several_result,
            signature=("input", "s", "dim"),
            source=DOC.format(name),
        )
        for name, default in (("fft2", 2), ("ifft2", 2), ("fftn", None), ("ifftn", None))
    ),
)  # fmt: skip
