"""Boxes: ``torchvision.ops``.

Sources: https://docs.pytorch.org/vision/stable/generated/torchvision.ops.nms.html, ``…box_iou``, ``…roi_align``,
``…roi_pool``.
"""

from __future__ import annotations

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    at_least,
    equal_axis,
    equals,
    holds,
    numbered,
    rank_in,
    sizes,
)

DOC = "https://docs.pytorch.org/vision/stable/generated/torchvision.ops.{}.html"


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    if role == "input" and rank == 4:
        return ("N", "C", "H", "W")
    if role.startswith("boxes") and rank == 2:
        return ("boxes", "x1 y1 x2 y2")
    if role == "scores" and rank == 1:
        return ("boxes",)
    return numbered(rank)


def _boxes(operands: Operands, role: str, columns: int = 4) -> tuple[Requirement, ...]:
    rank = rank_in(operands, role, (2,))
    if not rank.holds:
        return (rank,)
    return rank, equals(operands, "size", role, 1, columns, formula=f"{role}.shape[1] = {columns}")


def _nms_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    found = (*_boxes(operands, "boxes"), rank_in(operands, "scores", (1,)))
    if not holds(found):
        return found
    return (*found, equal_axis(operands, "size", "scores", 0, "boxes", 0, formula="one score a box"))


def _iou_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return (*_boxes(operands, "boxes1"), *_boxes(operands, "boxes2"))


def _iou_result(operands: Operands, params: Params) -> Shape | None:
    return (operands["boxes1"][0], operands["boxes2"][0])


def _regions(operands: Operands) -> list[str]:
    return [role for role in operands if role.startswith("boxes")]


def _regions_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    """One tensor names each box's image in its first column; a list holds the boxes of one image after the other."""
    found = [rank_in(operands, "input", (4,)), *at_least(params, output_size=0)]
    for role in _regions(operands):
        found += _boxes(operands, role, 5 if role == "boxes" else 4)
    return tuple(found)


def _regions_result(operands: Operands, params: Params) -> Shape | None:
    count = sum(operands[role][0] for role in _regions(operands))
    pooled = sizes(params, "output_size")
    return (count, operands["input"][1], *(pooled * 2)[:2])


SPECS = (
    *(
        OpSpec(
            name,
            ("input", "boxes"),
            _regions_check,
            _regions_result,
            _axes,
            ("input", "boxes", "output_size", "spatial_scale"),
            source=DOC.format(name),
        )
        for name in ("roi_align", "roi_pool")
    ),
    OpSpec(
        "nms",
        ("boxes", "scores"),
        _nms_check,
        lambda o, p: None,
        _axes,
        ("boxes", "scores", "iou_threshold"),
        source=DOC.format("nms"),
    ),
    OpSpec(
        "box_iou",
        ("boxes1", "boxes2"),
        _iou_check,
        _iou_result,
        _axes,
        ("boxes1", "boxes2"),
        ("generalized_box_iou",),
        source=DOC.format("box_iou"),
    ),
)
