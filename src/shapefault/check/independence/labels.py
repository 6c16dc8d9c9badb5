"""Which samples an element depends on, from runs in which one sample each was replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch


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
