"""What changes in training mode: a batch of one, of which batch normalisation can take no statistics."""

from __future__ import annotations

import time

from torch import nn

from shapefault.check.domain.explore import Exploration, Explorer, Region
from shapefault.check.domain.grid import Grid
from shapefault.check.domain.result import Limit
from shapefault.check.domain.runs import run_shapes
from shapefault.check.domain.words import describe
from shapefault.check.inputs import InputSpec

SECONDS = 2.0
MOST_RUNS = 12


def lone_sample(twin: nn.Module, spec: InputSpec, grid: Grid, found: Exploration) -> Limit | None:
    """A statement where a batch of one fails in training mode at sizes that two samples are accepted with.

    The spatial axes are taken to be equal. None where nothing fails, or nothing normalises over the batch.
    """
    if "N" not in grid.axes or grid.ranges["N"][0] > 1 or not _normalises(twin):
        return None
    spatial = [axis for axis in grid.axes if axis != "N"]
    low = max((grid.ranges[a][0] for a in spatial), default=1)
    high = min((grid.ranges[a][1] for a in spatial), default=1)
    ranges = {"N": (1, 1)} | ({"S": (low, high)} if spatial else {})
    axes = dict.fromkeys(spatial, "S")
    tied = InputSpec(
        tuple(
            type(t)(tuple(axes.get(a, a) if isinstance(a, str) else a for a in t.axes), t.dtype, t.name)
            for t in spec.tensors
        )
    )
    modes = {module: module.training for module in twin.modules()}
    twin.train()
    try:
        wanted = {"N": 1, "S": min(224, high)}
        explored = Explorer(twin, tied, Grid(ranges), wanted).explore(time.process_time() + SECONDS, MOST_RUNS)
        failing = [r for r in explored.regions if r.outcome.accepted is False]
        failing.sort(key=lambda r: -len(r.points))
        if not explored.complete or not failing:
            return None
        first = failing[0]
        if not run_shapes(twin, tied, {**first.point, "N": 2}).accepted:
            return None
    finally:
        for module, mode in modes.items():
            module.training = mode
    return _statement(explored, first, spatial, ranges)


def _normalises(model: nn.Module) -> bool:
    return any(
        isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d | nn.SyncBatchNorm) for m in model.modules()
    )


def _statement(
    explored: Exploration, first: Region, spatial: list[str], ranges: dict[str, tuple[int, int]]
) -> Limit | None:
    import numpy as np

    axes = ("S",) if spatial else ()
    fails, works = (
        sum((r.points.on(axes, {"N": 1}) for r in explored.regions if r.outcome.accepted is accepted), np.array(False))
        for accepted in (False, True)
    )
    text = "N = 1 fails in training mode"
    if spatial and works.any():
        text += f" at {' = '.join(spatial)} {describe(fails, ranges['S'][0]).text.removeprefix('any size ')}"
    site = first.outcome.site
    if site is None:
        return Limit((), text, first.outcome.reason)
    return Limit((), f"{text} [{site}]", first.outcome.reason, site.layer, site.file, site.line)
