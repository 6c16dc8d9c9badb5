"""Edits with which a model gives a row for each sample and a map as large as its picture, where others only fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shapefault.model import Fix, Shape

_ROUNDING = 32
"""What five halvings can lose of a side, in pixels."""


def batch_kept(passed: Sequence[Fix], given: Shape | None) -> list[Fix]:
    """Without those whose result has another first size than the input ``given``, if any of the others has the same."""
    batch = given[0] if given else 1
    if batch == 1 or not any(_first(fix) == batch for fix in passed):
        return list(passed)
    return [fix for fix in passed if _first(fix) in (batch, None)]


def _first(fix: Fix) -> int | None:
    shape = fix.verified.result_shape if fix.verified is not None else None
    return shape[0] if shape else None


def picture_kept(passed: Sequence[Fix], input_under: Callable[[Fix], Shape | None]) -> list[Fix]:
    """First those that give a map as large as the picture, if others give one that differs by what rounding loses.

    A mask of 350 by 526 for a picture of 350 by 525 has no target: the loss behind the model would say so.
    ``input_under`` gives the model's input under an edit, N × C × H × W.
    """
    off = {id(fix): _off(input_under(fix), fix) for fix in passed}
    if 0 not in off.values():
        return list(passed)
    return sorted(passed, key=lambda fix: 0 < (off[id(fix)] or 0) < _ROUNDING)


def _off(given: Shape | None, fix: Fix) -> int | None:
    """By how much the sides of the map differ from those of the picture; None where it is no map."""
    result = fix.verified.result_shape if fix.verified is not None else None
    if given is None or result is None or len(given) != 4 or len(result) != 4:
        return None
    return max(abs(one - other) for one, other in zip(given[2:], result[2:], strict=True))
