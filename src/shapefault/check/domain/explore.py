"""The partition of a grid of sizes into regions whose points take one path through a forward."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from torch import nn

from shapefault.check.domain.algebra import Algebra
from shapefault.check.domain.evaluate import Evaluator
from shapefault.check.domain.grid import Grid, PointSet
from shapefault.check.domain.path import Path
from shapefault.check.domain.private import symbolic, symbolic_sizes_work
from shapefault.check.domain.runs import Outcome, run_shapes
from shapefault.check.domain.symnode import SizeNode
from shapefault.check.inputs import InputSpec
from shapefault.check.limits import time_over

MOST_RUNS = 3000
MOST_CONCRETE = 2048
"""Points of a region that are run one by one where symbolic sizes do not do."""

MOST_LISTED = 1 << 16


@dataclass(slots=True)
class Region:
    """Points with one outcome; ``point`` is the one that the run followed."""

    points: PointSet
    outcome: Outcome
    point: dict[str, int]


@dataclass(slots=True)
class Exploration:
    """The regions that were found, and the point sets that there was no time for."""

    regions: list[Region] = field(default_factory=list)
    left: list[PointSet] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every point has a decided outcome."""
        return not self.left and all(r.outcome.accepted is not None for r in self.regions)


class Explorer:
    """Runs a meta twin, once for each region."""

    def __init__(self, twin: nn.Module, spec: InputSpec, grid: Grid, wanted: Mapping[str, int]) -> None:
        self._twin, self._spec, self._grid, self._wanted = twin, spec, grid, wanted
        self._algebra = Algebra()
        self.evaluate = Evaluator(grid.sizes)

    def explore(self, until: float, most_runs: int = MOST_RUNS) -> Exploration:
        """Regions until all points are covered, or ``time.process_time()`` reaches ``until``."""
        found = Exploration(left=[self._grid.everything()])
        if not symbolic_sizes_work():
            found.reasons.append("this torch computes no shapes over symbolic sizes")
            self._concretely(found, found.left.pop(), until)
            return found
        runs = 0
        while found.left:
            if runs and time.process_time() > until:
                found.reasons.append(f"out of time after {runs} runs")
                break
            if runs >= most_runs:
                found.reasons.append(f"more than {most_runs} paths through the forward")
                break
            found.left.sort(key=len)
            region = self._run(found, found.left.pop())
            runs += 1
            if region.outcome.accepted is None and len(region.points) <= MOST_CONCRETE and not time_over():
                self._concretely(found, region.points, until)
            else:
                found.regions.append(region)
        return found

    def _run(self, found: Exploration, points: PointSet) -> Region:
        point = points.nearest(self._wanted)
        path = Path(self._algebra, self.evaluate, points, point)
        sizes: dict[str, Any] = dict(point)
        for axis, (low, high) in points.bounds().items():
            if low < high:
                sizes[axis] = symbolic(SizeNode(path, int, self._algebra.var(axis), point[axis]))
        outcome = run_shapes(self._twin, self._spec, sizes)
        found.left += path.left
        if path.failed is not None:
            outcome = replace(outcome, accepted=None, reason=path.failed)
        return Region(path.points, outcome, point)

    def _concretely(self, found: Exploration, points: PointSet, until: float) -> None:
        """Every point by itself; those with one outcome become one region."""
        if len(points) > MOST_LISTED:
            found.reasons.append(f"{len(points):,} sizes to run one by one")
            found.left.append(points)
            return
        groups: dict[tuple[object, ...], list[dict[str, int]]] = {}
        outcomes: dict[tuple[object, ...], Outcome] = {}
        rest = []
        for at, point in enumerate(points):
            if at >= MOST_CONCRETE or (at and time.process_time() > until):
                rest.append(point)
                continue
            outcome = run_shapes(self._twin, self._spec, point)
            key: tuple[object, ...] = (outcome.accepted, outcome.outputs, outcome.site)
            groups.setdefault(key, []).append(point)
            outcomes.setdefault(key, outcome)
        for key, members in groups.items():
            found.regions.append(Region(self._grid.points(members), outcomes[key], members[0]))
        if rest:
            found.reasons.append("out of time in running sizes one by one")
            found.left.append(self._grid.points(rest))
