"""Fourier transforms along one axis, and along several.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.fft.fft.html, ``…torch.fft.rfft``,
``…torch.fft.irfft``, ``…torch.fft.fftn``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    at_least,
    different,
    dim_in_range,
    holds,
    listed,
    rank_at_least,
    signed,
    sizes,
)

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
    """The axes that are transformed: the last ones of ``s``, or all, where none are named."""
    value, wanted = params.get("dim"), params.get("s")
    if value is not None:
        return (value,) if isinstance(value, int) else tuple(int(v) for v in value)
    if default is not None:
        return tuple(range(-default, 0))
    count = len(sizes(params, "s")) if wanted is not None else len(operands["input"])
    return tuple(range(-count, 0))


def _lengths(default: int | None, kind: str, operands: Operands, params: Params) -> list[tuple[int, int]]:
    """Each transformed axis with the number of points along it: ``s``, where it is given and not −1."""
    shape, dims = operands["input"], _dims(default, operands, params)
    wanted = sizes(params, "s") if params.get("s") is not None else (-1,) * len(dims)
    found = [(d % len(shape), n if n != -1 else shape[d]) for d, n in zip(dims, wanted, strict=True)]
    if kind == "full" and found and wanted[-1] == -1:
        found[-1] = (found[-1][0], 2 * (shape[dims[-1]] - 1))
    return found


@listed
def _several_check(default: int | None, kind: str, operands: Operands, params: Params) -> Iterator[Requirement]:
    shape, dims = operands["input"], _dims(default, operands, params)
    if params.get("s") is not None:
        count = len(sizes(params, "s"))
        if params.get("dim") is None and default is None:
            fits = count <= len(shape)
            yield Requirement("rank", fits, "len(s) ≤ input.dim()", str(count), f"≤ {len(shape)}", "s")
        else:
            fits = count == len(dims)
            yield Requirement("parameter", fits, "len(s) = len(dim)", str(count), str(len(dims)), "s")
        if not fits:
            return
    if kind != "same":
        yield Requirement("parameter", bool(dims), "an axis is transformed", "none", "≥ 1", "dim")
    if dims and not shape:
        yield rank_at_least(operands, "input", 1)
        return
    named = [*(dim_in_range(operands, "input", d) for d in dims), different(operands, "input", dims)]
    yield from named
    if not holds(named) or (kind != "same" and not dims):
        return
    lengths = _lengths(default, kind, operands, params)
    for axis, points in lengths:
        yield Requirement(
            "size", points >= 1, f"points along axis {axis} ≥ 1", signed(points), "≥ 1", "input", axis,
            got_value=shape[axis],
        )  # fmt: skip
    transformed = [axis for axis, _ in lengths]
    yield from (r for r in _filled(shape) if dims and r.axis not in transformed)


def _several_result(default: int | None, kind: str, operands: Operands, params: Params) -> Shape | None:
    made = list(operands["input"])
    lengths = _lengths(default, kind, operands, params)
    for axis, points in lengths:
        made[axis] = points
    if kind == "half" and lengths:
        made[lengths[-1][0]] = lengths[-1][1] // 2 + 1
    return tuple(made)


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
            partial(_several_check, default, kind),
            partial(_several_result, default, kind),
            signature=("input", "s", "dim"),
            source=DOC.format(name),
        )
        for start, kind in (("", "same"), ("i", "same"), ("r", "half"), ("ir", "full"), ("h", "full"), ("ih", "half"))
        for name, default in ((f"{start}fft2", 2), (f"{start}fftn", None))
    ),
)  # fmt: skip
