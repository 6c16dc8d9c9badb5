"""``linear`` and ``bilinear``.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html and
https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.bilinear.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    equal_axis,
    listed,
    numbered,
    product,
    rank_at_least,
    rank_in,
)
from shapefault.ops.broadcast import expandable

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.{}.html"


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    if role == "weight" and rank == 2:
        return ("out_features", "in_features")
    if role == "weight" and rank == 3:
        return ("out_features", "in1_features", "in2_features")
    if role == "bias" and rank == 1:
        return ("out_features",)
    return {0: (), 1: ("F",), 2: ("N", "F"), 3: ("N", "L", "F")}.get(rank, ("N", *numbered(rank)[1:-1], "F"))


def _check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank, weight_rank = rank_at_least(operands, "input", 1), rank_in(operands, "weight", (1, 2))
    if not (rank.holds and weight_rank.holds):
        return rank, weight_rank
    found = [
        rank,
        equal_axis(operands, "features", "input", -1, "weight", -1, formula="F = weight.shape[1]"),
    ]
    bias, weight = operands.get("bias"), operands["weight"]
    if bias is not None and len(weight) == 1:
        found.append(rank_in(operands, "weight", (2,)))
    elif bias is not None and len(bias) <= 2:
        # A bias of two axes is not documented; torch adds it to all rows together.
        several = len(bias) == 2 and len(operands["input"]) > 1
        rows = (product(operands["input"][:-1]), weight[0]) if several else weight[:1]
        found += expandable({"bias": bias, "weight": rows}, "bias", "weight", "features")
    return tuple(found)


def _result(operands: Operands, params: Params) -> Shape | None:
    return (*operands["input"][:-1], *operands["weight"][:-1])


@listed
def _bilinear_check(operands: Operands, params: Params) -> Iterator[Requirement]:
    left = operands["input1"]
    ranks = (rank_at_least(operands, "input1", 1), rank_in(operands, "input2", (len(left),)))
    yield from ranks
    if not all(r.holds for r in ranks):
        return
    for i in range(len(left) - 1):
        yield equal_axis(operands, "batch", "input2", i, "input1", i)
    weight = rank_in(operands, "weight", (3,))
    yield weight
    if not weight.holds:
        return
    yield equal_axis(operands, "features", "input1", -1, "weight", 1, formula="in1_features = weight.shape[1]")
    yield equal_axis(operands, "features", "input2", -1, "weight", 2, formula="in2_features = weight.shape[2]")
    if "bias" in operands:
        bias = rank_at_least(operands, "bias", 1)
        yield bias
        if not bias.holds:
            return
        yield equal_axis(operands, "features", "bias", 0, "weight", 0, formula="bias.shape[0] = out_features")
        # A bias of several axes is not documented; torch adds it to the result as it is.
        result = (*left[:-1], operands["weight"][0])
        yield from expandable({"bias": operands["bias"], "result": result}, "bias", "result", "features")


def _bilinear_result(operands: Operands, params: Params) -> Shape | None:
    return (*operands["input1"][:-1], operands["weight"][0])


SPECS = (
    OpSpec(
        "linear",
        ("input", "weight", "bias"),
        _check,
        _result,
        _axes,
        ("input", "weight", "bias"),
        ("_linear", "mkldnn_linear", "lazy_linear", "non_dynamically_quantizable_linear"),
        source=DOC.format("linear"),
    ),
    OpSpec(
        "bilinear",
        ("input1", "input2", "weight", "bias"),
        _bilinear_check,
        _bilinear_result,
        _axes,
        ("input1", "input2", "weight", "bias"),
        source=DOC.format("bilinear"),
    ),
)
