"""Order along an axis: sorting, the k largest, turning round, rolling.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.sort.html, ``…torch.topk``, ``…torch.kthvalue``,
``…torch.flip``, ``…torch.roll``.
"""

from __future__ import annotations

from typing import Any

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    dim_in_range,
    holds,
    same_shape,
    signed,
)

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.{}.html"


def _sort_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return (dim_in_range(operands, "input", int(params.get("dim", -1))),)


def _k_check(least: int, operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape, dim, k = operands["input"], int(params.get("dim", -1)), int(params["k"])
    found = [dim_in_range(operands, "input", dim)]
    if not holds(found):
        return tuple(found)
    axis, size = (dim % len(shape), shape[dim]) if shape else (None, 1)
    formula = f"{least} ≤ k ≤ input.shape[{axis}]" if shape else f"{least} ≤ k ≤ 1"
    found.append(
        Requirement(
            "parameter", least <= k <= size, formula, signed(k), f"{least} to {size}", "k", axis, "input", axis, k, size
        )
    )
    return tuple(found)


def _topk_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return _k_check(0, operands, params)


def _topk_result(operands: Operands, params: Params) -> Shape | None:
    shape = list(operands["input"])
    if shape:
        shape[int(params.get("dim", -1))] = int(params["k"])
    return tuple(shape)


def _kth_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return _k_check(1, operands, params)


def _kth_result(operands: Operands, params: Params) -> Shape | None:
    shape = list(operands["input"])
    if shape:
        dim = int(params.get("dim", -1))
        shape[dim] = 1
        if not params.get("keepdim"):
            del shape[dim]
    return tuple(shape)


def _dims(value: Any) -> tuple[int, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, int) else tuple(int(v) for v in value)


def _flip_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    dims = _dims(params.get("dims"))
    found = [dim_in_range(operands, "input", d) for d in dims]
    rank = max(len(operands["input"]), 1)
    if holds(found):
        ok = len({d % rank for d in dims}) == len(dims)
        found.append(Requirement("dim", ok, "no axis twice", str(dims), "different axes", "input"))
    return tuple(found)


def _roll_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shifts, dims = _dims(params.get("shifts")), _dims(params.get("dims"))
    found = [Requirement("parameter", bool(shifts), "at least one shift", str(len(shifts)), "≥ 1", "shifts")]
    if dims or len(shifts) != 1:
        counts = Requirement(
            "parameter", len(shifts) == len(dims), "as many shifts as dims", str(len(shifts)), str(len(dims)), "shifts"
        )
        found.append(counts)
    if 0 in operands["input"]:
        return tuple(found)  # of nothing, nothing is rolled
    if not operands["input"]:
        if dims:
            found.append(Requirement("rank", False, "input.dim() ≥ 1", "0", "≥ 1", "input"))
        return tuple(found)
    return (*found, *(dim_in_range(operands, "input", d) for d in dims))


ONE = ("input",)

SPECS = (
    OpSpec("sort", ONE, _sort_check, same_shape, signature=("input", "dim", "descending"), source=DOC.format("sort")),
    OpSpec("argsort", ONE, _sort_check, same_shape, signature=("input", "dim"), source=DOC.format("argsort")),
    OpSpec("topk", ONE, _topk_check, _topk_result, signature=("input", "k", "dim"), source=DOC.format("topk")),
    OpSpec(
        "kthvalue",
        ONE,
        _kth_check,
        _kth_result,
        signature=("input", "k", "dim", "keepdim"),
        source=DOC.format("kthvalue"),
    ),
    OpSpec("flip", ONE, _flip_check, same_shape, signature=("input", "*dims"), source=DOC.format("flip")),
    OpSpec("roll", ONE, _roll_check, same_shape, signature=("input", "shifts", "dims"), source=DOC.format("roll")),
)
