"""Look-up tables: ``embedding``, ``embedding_bag``, ``one_hot``.

What fails is most often a value, not a shape: pass the extremes of the indices as ``index_min`` and
``index_max``. Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html,
``…embedding_bag``, ``…one_hot``.
"""

from __future__ import annotations

from shapefault.model import Shape
from shapefault.ops.base import Operands, OpSpec, Params, Requirement, at_least, holds, numbered, rank_in, signed

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.{}.html"


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    if role == "weight" and rank == 2:
        return ("num_embeddings", "embedding_dim")
    if role == "output" and rank >= 1:
        return (*_axes("input", rank - 1, params), "embedding_dim")
    return {1: ("L",), 2: ("N", "L")}.get(rank, numbered(rank))


def in_range(role: str, params: Params, rows: int, kind: str, formula: str) -> tuple[Requirement, ...]:
    """The smallest and largest index against the number of rows or classes, where they are known."""
    found = []
    low, high = params.get("index_min"), params.get("index_max")
    if low is not None:
        found.append(Requirement(kind, low >= 0, "smallest index ≥ 0", signed(int(low)), "≥ 0", role))
    if high is not None:
        found.append(
            Requirement(
                kind,
                high < rows,
                formula,
                signed(int(high)),
                f"< {rows}",
                role,
                None,
                "weight",
                0,
                int(high),
                rows - 1,
            )
        )
    return tuple(found)


def _check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_in(operands, "weight", (2,))
    if not rank.holds:
        return (rank,)
    return rank, *in_range("input", params, operands["weight"][0], "range", "largest index < weight.shape[0]")


def _result(operands: Operands, params: Params) -> Shape | None:
    return (*operands["input"], operands["weight"][1])


def _bag_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    found = [*_check(operands, params), rank_in(operands, "input", (1, 2))]
    if "offsets" in operands:
        found.append(rank_in(operands, "offsets", (1,)))
    if not holds(found):
        return tuple(found)
    if len(operands["input"]) == 2:
        length = operands["input"][1]
        found.append(Requirement("size", length > 0, "entries of a bag ≥ 1", str(length), "≥ 1", "input", 1))
    rank = len(operands["input"])
    given = "offsets" in operands
    want = "offsets" if rank == 1 else "no offsets"
    got = "offsets" if given else "no offsets"
    found.append(Requirement("offsets", given == (rank == 1), "offsets for 1-D input only", got, want, "input"))
    if "per_sample_weights" in operands:
        weights = operands["per_sample_weights"]
        found.append(
            Requirement(
                "size",
                weights == operands["input"],
                "per_sample_weights.shape = input.shape",
                str(weights),
                str(operands["input"]),
                "per_sample_weights",
                None,
                "input",
            )
        )
    return tuple(found)


def _bag_result(operands: Operands, params: Params) -> Shape | None:
    if len(operands["input"]) == 2:
        return (operands["input"][0], operands["weight"][1])
    last = 1 if params.get("include_last_offset") else 0
    return (operands["offsets"][0] - last, operands["weight"][1])


def _one_hot_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    classes = params.get("num_classes", -1)
    if not isinstance(classes, int) or classes == -1:
        return ()
    if 0 in operands["input"]:
        return tuple(at_least(params, num_classes=1))
    return in_range("input", params, classes, "classes", "largest index < num_classes")


def _one_hot_result(operands: Operands, params: Params) -> Shape | None:
    classes = params.get("num_classes", -1)
    if classes == -1:
        high = params.get("index_max")
        return None if high is None else (*operands["input"], int(high) + 1)
    return (*operands["input"], int(classes))


SPECS = (
    OpSpec(
        "embedding",
        ("input", "weight"),
        _check,
        _result,
        _axes,
        ("input", "weight", "padding_idx"),
        source=DOC.format("embedding"),
    ),
    OpSpec(
        "embedding_bag",
        ("input", "weight", "offsets", "per_sample_weights"),
        _bag_check,
        _bag_result,
        _axes,
        ("input", "weight", "offsets"),
        ("_embedding_bag",),
        source=DOC.format("embedding_bag"),
    ),
    OpSpec(
        "one_hot",
        ("input",),
        _one_hot_check,
        _one_hot_result,
        signature=("input", "num_classes"),
        source=DOC.format("one_hot"),
    ),
)
