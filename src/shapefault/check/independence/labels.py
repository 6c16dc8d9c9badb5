"""Which samples an element depends on, from runs in which one sample each was replaced."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import torch

MOST_AXES = 6


def changed(before: Any, after: Any) -> Any:
    """Where two results differ; two NaNs do not."""
    if before.shape != after.shape:
        return None
    differs = before != after
    if before.is_floating_point():
        differs &= ~(before.isnan() & after.isnan())
    return differs


def meets(masks: Sequence[Any]) -> bool:
    """Whether some element changes with two samples: they have been mixed before it."""
    return bool((sum(mask.to(torch.uint8) for mask in masks) > 1).any())


def apart(masks: Sequence[Any]) -> bool:
    """Whether the samples lie apart along some axis: each of its slices changes with one of them at most."""
    if not masks[0].dim():
        return not meets(masks)
    for axis in range(masks[0].dim()):
        others = [a for a in range(masks[0].dim()) if a != axis]
        slices = [mask.any(dim=others) if others else mask for mask in masks]
        if not meets(slices):
            return True
    return False


def strays(masks: Sequence[Any], axis: int) -> bool:
    """Whether something changes outside of the slice of ``axis`` that belongs to the sample that was replaced."""
    for sample, mask in enumerate(masks):
        along = mask.movedim(axis, 0)
        if along[:sample].any() or along[sample + 1 :].any():
            return True
    return False


def batch_axis(shapes: dict[int, tuple[int, ...]]) -> int | None:
    """The one axis whose size is the batch's for every batch, the other axes being as they are."""
    ranks = {len(shape) for shape in shapes.values()}
    if len(ranks) != 1:
        return None
    found = [axis for axis in range(ranks.pop()) if all(shape[axis] == n for n, shape in shapes.items())]
    return found[0] if len(found) == 1 else None


def reordered(given: Sequence[int], wanted: Sequence[int]) -> tuple[int, ...] | None:
    """The order of axes that makes the shape ``given`` into ``wanted``; equal sizes keep their order.

    None where the shapes have other sizes, where nothing but axes of one element moves, or where the reshape does what
    a permutation does.
    """
    if len(given) != len(wanted) or sorted(given) != sorted(wanted) or len(given) > MOST_AXES:
        return None
    if [size for size in given if size != 1] == [size for size in wanted if size != 1]:
        return None
    orders = [p for p in permutations(range(len(given))) if [given[i] for i in p] == list(wanted)]
    labels = torch.arange(torch.Size(given).numel()).reshape(tuple(given))
    if any(labels.permute(*order).equal(labels.reshape(tuple(wanted))) for order in orders):
        return None
    return orders[0]


def first_difference(given: Sequence[int], wanted: Sequence[int], order: Sequence[int]) -> str:
    """What a labelled tensor shows: where an element is after the reshape, and where after the permutation."""
    labels = torch.arange(torch.Size(given).numel()).reshape(tuple(given))
    reshaped, moved = labels.reshape(tuple(wanted)), labels.permute(*order)
    where = (reshaped != moved).nonzero()[0].tolist()
    came = _index(int(reshaped[tuple(where)]), given)
    belongs = _index(int(moved[tuple(where)]), given)
    return (
        f"element {where} of the result is element {came} of the input, which has the shape {list(given)}; "
        f"permute{tuple(order)} gives the same shape and puts element {belongs} there"
    )


def _index(flat: int, shape: Sequence[int]) -> list[int]:
    index = []
    for size in reversed(shape):
        flat, at = divmod(flat, size)
        index.append(at)
    return index[::-1]
