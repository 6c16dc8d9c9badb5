"""Matrices: ``torch.linalg``, distances, outer and cross products, triangles and diagonals.

Sources: https://docs.pytorch.org/docs/stable/linalg.html (one page an op, such as
https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve.html), ``…torch.cdist``, ``…torch.outer``,
``…torch.diagonal``, ``…torch.tril``.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    dim_in_range,
    equal_axis,
    equals,
    holds,
    listed,
    numbered,
    rank_at_least,
    rank_in,
    same_shape,
    shape_text,
    signed,
)
from shapefault.ops.broadcast import broadcast, pairwise

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.{}.html"


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    return numbered(rank) if rank < 2 else (*numbered(rank - 2), "rows", "columns")


def _matrix_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return (rank_at_least(operands, "input", 2),)


def _square_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_at_least(operands, "input", 2)
    if not rank.holds:
        return (rank,)
    return rank, equal_axis(operands, "size", "input", -1, "input", -2, formula="columns = rows")


def _batch(operands: Operands, params: Params) -> Shape | None:
    return operands["input"][:-2]


def _eigenvalues(operands: Operands, params: Params) -> Shape | None:
    return operands["input"][:-1]


def _singular(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    return (*shape[:-2], min(shape[-2:]))


def _transposed(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    return (*shape[:-2], shape[-1], shape[-2])


def _is_vectors(left: Shape, right: Shape) -> bool:
    """Whether the right side of a system is one vector a matrix."""
    return len(right) == 1 or right == left[:-1]


@listed
def _solve_check(operands: Operands, params: Params) -> Iterator[Requirement]:
    square = _square_check(operands, {})
    other = rank_at_least(operands, "other", 1)
    yield from (*square, other)
    if not holds((*square, other)):
        return
    left, right = operands["input"], operands["other"]
    if _is_vectors(left, right):
        yield equal_axis(operands, "size", "other", -1, "input", -1, formula="other: rows = input: columns")
        lead = {"other": right[:-1], "input": left[:-2]}
    else:
        yield equal_axis(operands, "size", "other", -2, "input", -1, formula="other: rows = input: columns")
        lead = {"other": right[:-2], "input": left[:-2]}
    yield from pairwise(lead, "other", "input", "batch")


def _solve_result(operands: Operands, params: Params) -> Shape | None:
    left, right = operands["input"], operands["other"]
    own = right[-1:] if _is_vectors(left, right) else right[-2:]
    lead = broadcast((left[:-2], right[: len(right) - len(own)]))
    return None if lead is None else (*lead, *own)


@listed
def _least_squares_check(operands: Operands, params: Params) -> Iterator[Requirement]:
    left, right = operands["input"], operands["other"]
    ranks = (rank_at_least(operands, "input", 2), rank_at_least(operands, "other", 1))
    yield from ranks
    if not holds(ranks):
        return
    near = rank_in(operands, "other", (len(left), len(left) - 1))
    yield near
    if not near.holds:
        return
    if len(right) < len(left):
        # One vector a matrix: the batch axes are not spread.
        for axis in range(len(right)):
            rows = axis == len(right) - 1
            kind, formula = ("size", "other: rows = input: rows") if rows else ("batch", "")
            yield equal_axis(operands, kind, "other", axis, "input", axis, formula=formula)
        return
    yield equal_axis(operands, "size", "other", -2, "input", -2, formula="other: rows = input: rows")
    yield from pairwise({"other": right[:-2], "input": left[:-2]}, "other", "input", "batch")


def _least_squares_result(operands: Operands, params: Params) -> Shape | None:
    left, right = operands["input"], operands["other"]
    if len(right) < len(left):
        return (*left[:-2], left[-1])
    lead = broadcast((left[:-2], right[:-2]))
    return None if lead is None else (*lead, left[-1], right[-1])


def _orthogonal(operands: Operands, params: Params) -> Shape | None:
    """Q; with mode "r" it is not made, and empty."""
    shape, mode = operands["input"], params.get("mode", "reduced")
    if mode == "r":
        return (0,)
    return (*shape[:-1], shape[-2] if mode == "complete" else min(shape[-2:]))


def _cross_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape, dim = operands["input"], int(params.get("dim", -1))
    found = [rank_in(operands, "other", (len(shape),)), dim_in_range(operands, "input", dim)]
    if not shape:
        return (rank_at_least(operands, "input", 1),)
    if not holds(found):
        return tuple(found)
    for role in ("input", "other"):
        found.append(equals(operands, "size", role, dim, 3, formula=f"{role}.shape[{dim}] = 3"))
    return (*found, *pairwise(operands, "other", "input"))


def _broadcast(operands: Operands, params: Params) -> Shape | None:
    return broadcast((operands["input"], operands["other"]))


def _vectors_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return rank_in(operands, "input", (1,)), rank_in(operands, "other", (1,))


def _outer_result(operands: Operands, params: Params) -> Shape | None:
    return (*operands["input"], *operands["other"])


def _inner_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    if not operands["input"] or not operands["other"]:
        return ()
    return (equal_axis(operands, "features", "input", -1, "other", -1),)


def _inner_result(operands: Operands, params: Params) -> Shape | None:
    left, right = operands["input"], operands["other"]
    return (*left[:-1], *right[:-1]) if left and right else left or right


def _distance_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    ranks = (rank_at_least(operands, "input", 2), rank_at_least(operands, "other", 2))
    if not holds(ranks):
        return ranks
    lead = {role: operands[role][:-2] for role in ("input", "other")}
    columns = equal_axis(operands, "features", "other", -1, "input", -1, formula="other: columns = input: columns")
    return (*ranks, columns, *pairwise(lead, "other", "input", "batch"))


def _distance_result(operands: Operands, params: Params) -> Shape | None:
    left, right = operands["input"], operands["other"]
    lead = broadcast((left[:-2], right[:-2]))
    return None if lead is None else (*lead, left[-2], right[-2])


def _trace_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return (rank_in(operands, "input", (2,)),)


def _diagonal_dims(operands: Operands, params: Params) -> tuple[int, int]:
    return int(params.get("dim1", 0)), int(params.get("dim2", 1))


def _diagonal_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape, (first, second) = operands["input"], _diagonal_dims(operands, params)
    found = [dim_in_range(operands, "input", d) for d in (first, second)]
    if holds(found):
        rank = max(len(shape), 1)
        found.append(
            Requirement(
                "dim",
                first % rank != second % rank,
                "dim1 and dim2 name two axes",
                shape_text((signed(first), signed(second))),
                "two axes",
                "input",
            )
        )
    return tuple(found)


def _diagonal_result(operands: Operands, params: Params) -> Shape | None:
    shape, (first, second) = operands["input"], _diagonal_dims(operands, params)
    first, second, offset = first % len(shape), second % len(shape), int(params.get("offset", 0))
    length = min(shape[first], shape[second] - offset) if offset >= 0 else min(shape[first] + offset, shape[second])
    return (*(s for i, s in enumerate(shape) if i not in (first, second)), max(length, 0))


def _one(name: str, check: object, result: object, *aliases: str) -> OpSpec:
    return OpSpec(
        name,
        ("input",),
        check,  # type: ignore[arg-type]
        result,  # type: ignore[arg-type]
        _axes,
        ("input",),
        aliases,
        source=DOC.format(name.replace("linalg_", "linalg.", 1)),
    )


TWO = ("input", "other")

SPECS = (
    _one("linalg_inv", _square_check, same_shape, "inverse"),
    _one("linalg_cholesky", _square_check, same_shape, "cholesky"),
    _one("matrix_exp", _square_check, same_shape, "linalg_matrix_exp"),
    _one("linalg_det", _square_check, _batch, "det", "logdet", "slogdet", "linalg_slogdet"),
    _one("linalg_eigvals", _square_check, _eigenvalues, "linalg_eig", "linalg_eigh", "linalg_eigvalsh"),
    _one("linalg_svdvals", _matrix_check, _singular),
    _one("linalg_matrix_rank", _matrix_check, _batch),
    _one("linalg_pinv", _matrix_check, _transposed, "pinverse"),
    _one("tril", _matrix_check, same_shape),
    _one("triu", _matrix_check, same_shape),
    _one("trace", _trace_check, lambda o, p: ()),
    OpSpec(
        "linalg_solve",
        TWO,
        _solve_check,
        _solve_result,
        _axes,
        TWO,
        source=DOC.format("linalg.solve"),
    ),
    OpSpec(
        "linalg_lstsq",
        TWO,
        _least_squares_check,
        _least_squares_result,
        _axes,
        TWO,
        source=DOC.format("linalg.lstsq"),
    ),
    OpSpec(
        "linalg_qr",
        ("input",),
        _matrix_check,
        _orthogonal,
        _axes,
        ("input", "mode"),
        source=DOC.format("linalg.qr"),
    ),
    OpSpec(
        "linalg_cross",
        TWO,
        _cross_check,
        _broadcast,
        signature=TWO,
        source=DOC.format("linalg.cross"),
    ),
    OpSpec("outer", TWO, _vectors_check, _outer_result, signature=TWO, aliases=("ger",), source=DOC.format("outer")),
    OpSpec("inner", TWO, _inner_check, _inner_result, signature=TWO, source=DOC.format("inner")),
    OpSpec("cdist", TWO, _distance_check, _distance_result, _axes, (*TWO, "p"), source=DOC.format("cdist")),
    OpSpec(
        "diagonal",
        ("input",),
        _diagonal_check,
        _diagonal_result,
        signature=("input", "offset", "dim1", "dim2"),
        aliases=("diagonal_copy",),
        source=DOC.format("diagonal"),
    ),
)
