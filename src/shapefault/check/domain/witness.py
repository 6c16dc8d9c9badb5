"""A second opinion on every region: its smallest point is run again, for real where that is small.

A disagreement makes the region undecided. The real kernels decide; shapes on concrete sizes stand in where a real run
would cost too much or the model has no weights.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

import torch
from torch import nn

from shapefault.check.domain.evaluate import Evaluator
from shapefault.check.domain.explore import Exploration, Region
from shapefault.check.domain.runs import Outcome, Shapes, run_real, run_shapes
from shapefault.check.domain.twin import CannotCopy, real_twin
from shapefault.check.inputs import InputSpec

SMALL = 300_000_000
"""Multiply-adds of a run that counts as small."""
MOST_PARAMETERS = 600_000_000
ALIKE = 3
"""Refused regions of one layer and line that are run again; the rest are taken to be like them."""


class Witness:
    """Runs points of a model again."""

    def __init__(self, model: nn.Module, twin: nn.Module, spec: InputSpec) -> None:
        self._model, self._twin, self._spec = model, twin, spec
        self._real: nn.Module | None = None
        tensors = [*model.parameters(), *model.buffers()]
        self._weights = sum(t.numel() for t in tensors)
        self._can_run = self._weights <= MOST_PARAMETERS and all(t.device.type != "meta" for t in tensors)

    def check(self, found: Exploration, until: float) -> None:
        """Replace the outcome of every region that a second run contradicts."""
        met: dict[object, int] = {}
        for region in sorted(found.regions, key=lambda r: -len(r.points)):
            outcome = region.outcome
            if outcome.accepted is None:
                continue
            if outcome.accepted is False:
                met[outcome.site] = met.get(outcome.site, 0) + 1
                if met[outcome.site] > ALIKE:
                    continue
            points = [region.points.nearest({a: low for a, (low, _) in region.points.bounds().items()})]
            if outcome.accepted and self._looks_up:
                points.append(region.points.nearest({a: high for a, (_, high) in region.points.bounds().items()}))
            for point in points:
                self._compare(region, point, until)

    @property
    def _looks_up(self) -> bool:
        """Whether the model takes integers: then a table may be too short for the largest size."""
        return any(not getattr(torch, t.dtype).is_floating_point for t in self._spec.tensors)

    def _compare(self, region: Region, point: Mapping[str, int], until: float) -> None:
        outcome = region.outcome
        second, how = self._run(outcome, point, until)
        if second.accepted is None:
            return
        where = ", ".join(f"{axis} = {size}" for axis, size in point.items())
        if second.accepted != outcome.accepted:
            said = outcome.reason if outcome.accepted is False else second.reason
            reason = f"a {how} run at {where} and the analysis disagree ({said})"
        elif outcome.accepted and shapes_at(outcome.outputs, point) != second.outputs:
            reason = f"a {how} run at {where} gives {second.outputs}, the analysis {shapes_at(outcome.outputs, point)}"
        else:
            return
        site = second.site or outcome.site
        region.outcome = replace(outcome, accepted=None, reason=reason, site=site)

    def _run(self, outcome: Outcome, point: Mapping[str, int], until: float) -> tuple[Outcome, str]:
        if self._can_run and time.process_time() < until and self._small(outcome, point):
            try:
                if self._real is None:
                    self._real = real_twin(self._model)
                return run_real(self._real, self._spec, point), "real"
            except CannotCopy:
                self._can_run = False
        return run_shapes(self._twin, self._spec, point), "concrete"

    def _small(self, outcome: Outcome, point: Mapping[str, int]) -> bool:
        return multiply_adds(outcome, point) <= SMALL and self._elements(point) <= SMALL // 100

    def _elements(self, point: Mapping[str, int]) -> int:
        return sum(math.prod(point[a] if isinstance(a, str) else a for a in t.axes) for t in self._spec.tensors)


def multiply_adds(outcome: Outcome, point: Mapping[str, int]) -> int:
    """What the convolutions and matrix products of a run cost at a point."""
    value = _at(point)
    return sum(math.prod(map(value, result)) * math.prod(map(value, inner)) for result, inner in outcome.work)


def shapes_at(shapes: Shapes, point: Mapping[str, int]) -> Shapes:
    """Shapes over expressions, as numbers."""
    value = _at(point)
    return tuple(tuple(map(value, shape)) for shape in shapes)


def _at(point: Mapping[str, int]) -> Callable[[object], int]:
    evaluate = Evaluator(point)
    return lambda size: int(evaluate(size))
