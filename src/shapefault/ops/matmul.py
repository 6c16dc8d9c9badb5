"""Matrix products: the inner sizes agree, the batch axes agree (``bmm``) or broadcast (``matmul``).

Sources: https://docs.pytorch.org/docs/stable/generated/torch.matmul.html, ``…torch.mm``, ``…torch.bmm``,
``…torch.mv``, ``…torch.dot``, ``…torch.addmm``, ``…torch.baddbmm``, ``…torch.tensordot``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    different,
    dim_in_range,
    equal_axis,
    holds,
    listed,
    numbered,
    rank_at_least,
    rank_in,
    signed,
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


@listed
def _exact_check(
    left: str, right: str, ranks: tuple[int, int], operands: Operands, params: Params
) -> Iterator[Requirement]:
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


def _contracted(operands: Operands, params: Params) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes of both sides that are summed away: the last and the first ones, where only their number is given."""
    value = params.get("dims", 2)
    if isinstance(value, int):
        rank = len(operands["a"])
        return tuple(range(rank - value, rank)), tuple(range(value))
    return tuple(int(d) for d in value[0]), tuple(int(d) for d in value[1])


@listed
def _tensordot_check(operands: Operands, params: Params) -> Iterator[Requirement]:
    count = params.get("dims", 2)
    if isinstance(count, int):
        yield Requirement("parameter", count >= 0, "dims ≥ 0", signed(count), "≥ 0", "dims")
        found = [rank_at_least(operands, role, max(count, 0)) for role in ("a", "b")]
        yield from found
        if count < 0 or not holds(found):
            return
    left, right = _contracted(operands, params)
    alike = len(left) == len(right)
    yield Requirement(
        "parameter", alike, "as many axes of a as of b", str(len(left)), str(len(right)), "dims",
        got_value=len(left), want_value=len(right),
    )  # fmt: skip
    if not alike:
        return
    named = [rank_at_least(operands, role, 1) for role in ("a", "b") if left]
    named += [dim_in_range(operands, role, d) for role, dims in (("a", left), ("b", right)) for d in dims]
    yield from named
    if not holds(named):
        return
    for role, dims in (("a", left), ("b", right)):
        yield different(operands, role, dims)
    for i, j in zip(left, right, strict=True):
        # A size of 1 is spread, as in a sum of products.
        meets = equal_axis(operands, "features", "a", i, "b", j)
        yield replace(meets, holds=meets.holds or 1 in (meets.got_value, meets.want_value))


def _tensordot_result(operands: Operands, params: Params) -> Shape | None:
    left, right = _contracted(operands, params)
    kept = []
    for role, dims in (("a", left), ("b", right)):
        shape = operands[role]
        gone = {d % max(len(shape), 1) for d in dims}
        kept += [size for i, size in enumerate(shape) if i not in gone]
    return tuple(kept)


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
    OpSpec(
        "tensordot",
        ("a", "b"),
        _tensordot_check,
        _tensordot_result,
        signature=("a", "b", "dims"),
        source=DOC.format("tensordot"),
    ),
    _spec("mm", ("input", "mat2"), (2, 2)),
    _spec("bmm", ("input", "mat2"), (3, 3)),
    _spec("mv", ("input", "vec"), (2, 1)),
    _spec("dot", ("input", "tensor"), (1, 1), ("vdot", "inner_1d")),
    _spec("addmm", ("input", "mat1", "mat2"), (2, 2), ("_addmm_activation",), SCALES),
    _spec("baddbmm", ("input", "batch1", "batch2"), (3, 3), (), SCALES),
    _spec("addmv", ("input", "mat", "vec"), (2, 1), (), SCALES),
)
