"""Edits with which a model gives a row for each sample, where others only make the numbers fit."""

from __future__ import annotations

from collections.abc import Sequence

from shapefault.model import Fix, Shape


def batch_kept(passed: Sequence[Fix], given: Shape | None) -> list[Fix]:
    """Without those whose result has another first size than the input ``given``, if any of the others has the same."""
    batch = given[0] if given else 1
    if batch == 1 or not any(_first(fix) == batch for fix in passed):
        return list(passed)
    return [fix for fix in passed if _first(fix) in (batch, None)]


def _first(fix: Fix) -> int | None:
    shape = fix.verified.result_shape if fix.verified is not None else None
    return shape[0] if shape else None
