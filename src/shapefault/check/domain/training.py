"""What changes in training mode: a batch of one, of which batch normalisation can take no statistics."""

from __future__ import annotations

from typing import Any

from torch import nn

from shapefault.check.domain.evaluate import Evaluator
from shapefault.check.domain.explore import Exploration, Region
from shapefault.check.domain.grid import Grid
from shapefault.check.domain.result import Limit
from shapefault.check.domain.runs import Outcome, run_shapes
from shapefault.check.domain.words import describe
from shapefault.check.inputs import InputSpec
from shapefault.check.surroundings import as_it_was

_MESSAGE = "more than 1 value per channel"


def lone_sample(twin: nn.Module, spec: InputSpec, grid: Grid, found: Exploration) -> Limit | None:
    """A statement where a batch of one fails in training mode at sizes that two samples are accepted with.

    What batch normalisation takes in eval mode tells at which sizes that is one value for each channel; runs in
    training mode at the largest of them, and at the next size or with two samples, confirm it. The spatial axes are
    taken to be equal. None where nothing fails, or a run does not confirm it.
    """
    if "N" not in grid.axes or grid.ranges["N"][0] > 1:
        return None
    spatial = [axis for axis in grid.axes if axis != "N"]
    low = max((grid.ranges[a][0] for a in spatial), default=1)
    high = min((grid.ranges[a][1] for a in spatial), default=1)
    fails, works = _alone(spatial, low, high, found.regions)
    if not fails.any():
        return None
    last = int(fails.nonzero()[0][-1])
    larger = works[last:].nonzero()[0]

    def run(batch: int, at: int) -> Outcome:
        return run_shapes(twin, spec, {"N": batch, **dict.fromkeys(spatial, low + at)})

    with as_it_was(twin, True):
        alone = run(1, last)
        if alone.accepted is not False or _MESSAGE not in (alone.reason or ""):
            return None
        if not (run(1, last + int(larger[0])) if len(larger) else run(2, last)).accepted:
            return None
    text = "N = 1 fails in training mode"
    if spatial and works.any():
        text += f" at {' = '.join(spatial)} {describe(fails, low).text.removeprefix('any size ')}"
    site = alone.site
    if site is None:
        return Limit((), text, alone.reason)
    return Limit((), f"{text} [{site}]", alone.reason, site.layer, site.file, site.line)


def _alone(spatial: list[str], low: int, high: int, regions: list[Region]) -> tuple[Any, Any]:
    """The equal spatial sizes, from ``low`` on, at which a batch of one has one value for a channel, and the others."""
    import numpy as np

    sizes = np.arange(low, high + 1)
    value = Evaluator({"N": np.array(1), **dict.fromkeys(spatial, sizes)})
    fails: Any = np.zeros(len(sizes), bool)
    works: Any = fails.copy()
    for region in regions:
        if not region.outcome.accepted:
            continue
        members = _diagonal(region, spatial, low, high)
        single: Any = np.zeros(len(sizes), bool)
        for shape in region.outcome.normalised:
            taken: Any = np.ones(len(sizes), np.int64)
            for size in (shape[0], *shape[2:]):
                taken = taken * value(size)
            single |= taken == 1
        fails |= members & single
        works |= members & ~single
    return fails, works


def _diagonal(region: Region, spatial: list[str], low: int, high: int) -> Any:
    """The points of a region with a batch of one and equal spatial sizes, as a mask over ``low … high``."""
    import numpy as np

    points = region.points
    found: Any = np.ones(high - low + 1, bool)
    for axes, mask in points.masks.items():
        where: list[Any] = []
        for axis in points.grid.axes:
            first = points.grid.ranges[axis][0]
            where.append(0 if axis not in axes else 1 - first if axis == "N" else np.arange(low, high + 1) - first)
        found = found & mask[tuple(where)]
    return found
