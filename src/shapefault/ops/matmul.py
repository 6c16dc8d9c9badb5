"""Matrix products: the inner sizes agree, the batch axes agree (``bmm``) or broadcast (``matmul``).

Sources: https://docs.pytorch.org/docs/stable/generated/torch.matmul.html, ``…torch.mm``, ``…torch.bmm``,
``…torch.mv``, ``…torch.dot``, ``…torch.addmm``, ``…torch.baddbmm``.
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
    equal_axis,
    holds,
    numbered,
    rank_at_least,
    rank_in,
)
from shapefault.ops.broadcast import broadcast, expandable, pairwise

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.{}.html"


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    right = role in ("mat2", "batch2", "other", "vec2")
    if rank == 1:
        return ("K",)
    if rank < 2 or (role == "input" and params.get("_bias")):
        return numbered(rank)
    last = ("K", "M") if right else ("N", "K")
    return (*(("B",) if rank == 3 else numbered(rank - 2)), *last)


def _inner(operands: Operands, left: str, right: str) -> Requirement:
    axis = -2 if len(operands[right]) > 1 else -1
    return equal_axis(operands, "features", left, -1, right, axis)


def _check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    ranks = (rank_at_least(operands, "input", 1), rank_at_least(operands, "other", 1))
    if not holds(ranks):
        return ranks
    left, right = operands["input"], operands["other"]
    found = [*ranks, _inner(operands, "input", "other")]
    lead = {"input": left[:-2], "other": right[:-2]}
    for r in pairwise(lead, "input", "other", "batch"):
        found.append(r)
    return tuple(found)


def _result(operands: Operands, params: Params) -> Shape | None:
    left, right = operands["input"], operands["other"]
    lead = broadcast((left[:-2], right[:-2]))
    if lead is None:
        return None
    rows = left[-2:-1] if len(left) > 1 else ()
    columns = right[-1:] if len(right) > 1 else ()
    return (*lead, *rows, *columns)


def _exact_check(
    left: str, right: str, ranks: tuple[int, int], operands: Operands, params: Params
) -> tuple[Requirement, ...]:
    return tuple(_exact(left, right, ranks, operands))


def _exact(left: str, right: str, ranks: tuple[int, int], operands: Operands) -> Iterator[Requirement]:
    found = (rank_in(operands, left, ranks[:1]), rank_in(operands, right, ranks[1:]))
    yield from found
    if not holds(found):
        return
    if ranks == (3, 3):
        yield equal_axis(operands, "batch", left, 0, right, 0)
    yield _inner(operands, left, right)


def _exact_result(left: str, right: str, operands: Operands, params: Params) -> Shape | None:
    return _result({"input": operands[left], "other": operands[right]}, params)


def _added_check(
    left: str, right: str, ranks: tuple[int, int], operands: Operands, params: Params
) -> tuple[Requirement, ...]:
    found = _exact_check(left, right, ranks, operands, params)
    if not holds(found):
        return found
    made = _exact_result(left, right, operands, params)
    assert made is not None
    return (*found, *expandable({**operands, "product": made}, "input", "product"))


def _spec(
    name: str,
    roles: tuple[str, ...],
    ranks: tuple[int, int],
    aliases: tuple[str, ...] = (),
    extra: tuple[str, ...] = (),
) -> OpSpec:
    left, right = roles[-2:]
    check = partial(_exact_check if len(roles) == 2 else _added_check, left, right, ranks)
    return OpSpec(
        name,
        roles,
        check,
        partial(_exact_result, left, right),
        _axes,
        (*roles, *extra),
        aliases,
        source=DOC.format(name),
    )


SCALES = ("beta", "alpha")

SPECS = (
    OpSpec(
        "matmul",
        ("input", "other"),
        _check,
        _result,
        _axes,
        ("input", "other"),
        ("__matmul__", "__imatmul__"),
        source=DOC.format("matmul"),
    ),
    OpSpec(
        "rmatmul",
        ("other", "input"),
        _check,
        _result,
        _axes,
        ("other", "input"),
        ("__rmatmul__",),
        source=DOC.format("matmul"),
    ),
    _spec("mm", ("input", "mat2"), (2, 2)),
    _spec("bmm", ("input", "mat2"), (3, 3)),
    _spec("mv", ("input", "vec"), (2, 1)),
    _spec("dot", ("input", "tensor"), (1, 1), ("vdot", "inner_1d")),
    _spec("addmm", ("input", "mat1", "mat2"), (2, 2), ("_addmm_activation",), SCALES),
    _spec("baddbmm", ("input", "batch1", "batch2"), (3, 3), (), SCALES),
    _spec("addmv", ("input", "mat", "vec"), (2, 1), (), SCALES),
)
