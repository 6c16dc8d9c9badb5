"""The exact set of input shapes that a model accepts, and what comes out.

The real ``forward`` runs on sketches of tensors, and on meta tensors where a rule is not sure, whose free sizes are
symbols. What it and torch ask about those symbols splits a grid of all sizes into regions, one run for each, and the
smallest point of each region is run again, for real where that is small. A disagreement makes a region undecided;
nothing is guessed.

    spec → explore (path, equalities, symnode, algebra, grid; quick, sketch; modes, rules, strict)
         → witness → describe → Domain
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shapefault.check.domain.result import Domain, Limit, Part
from shapefault.check.inputs import InputSpec

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Domain", "Limit", "Part", "domain_of"]


def domain_of(
    model: nn.Module,
    spec: InputSpec,
    *,
    limits: Mapping[str, tuple[int, int]] | None = None,
    tie: Sequence[tuple[str, str]] = (),
    seconds: float = 30.0,
) -> Domain:
    """The input shapes that ``model`` accepts, in the mode it is in.

    ``limits`` are the inclusive ranges of sizes to decide, by free axis (1 … 64 for ``N``, 1 … 1024 for any other);
    ``tie`` names pairs of free axes that have the same size. After ``seconds`` of CPU time what is left is undecided.
    The model is left as it is: copies of it run. Raises ValueError for limits or ties that do not fit the spec.
    """
    from shapefault.check.domain.analysis import analyse

    collecting = gc.isenabled()
    gc.disable()  # a copy of a model is many objects, and none of them is garbage yet
    try:
        return analyse(model, spec, limits or {}, tie, seconds)
    finally:
        if collecting:
            gc.enable()
