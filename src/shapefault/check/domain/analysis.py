"""From a model and an input spec to its domain: explore, check the regions, put them into words."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from torch import nn

from shapefault.check.domain.describe import Describer
from shapefault.check.domain.explore import Exploration, Explorer, Region
from shapefault.check.domain.grid import Grid
from shapefault.check.domain.result import Domain, Limit, Part
from shapefault.check.domain.training import lone_sample
from shapefault.check.domain.twin import CannotCopy, meta_twin
from shapefault.check.domain.witness import Witness
from shapefault.check.inputs import InputSpec

BATCH = "N"
MOST_BATCH, MOST_SPATIAL = 64, 1024
USUAL = 224
"""Where the exploration starts: a size that most models take."""


def analyse(
    model: nn.Module,
    spec: InputSpec,
    limits: Mapping[str, tuple[int, int]],
    tie: Sequence[tuple[str, str]],
    seconds: float,
) -> Domain:
    """See :func:`shapefault.check.domain.domain_of`."""
    started = time.process_time()
    ties = _ties(spec, tie)
    spatial = [axis for axis in _grid(spec, limits, ties).axes if axis != BATCH]
    if len(spatial) < 2:
        return _explored(model, spec, limits, ties, started + seconds * 0.9, started + seconds)[0]
    domain, explored = _explored(model, spec, limits, ties, started + seconds * 0.35, started + seconds * 0.4)
    if not explored.complete and len({domain.limits[a] for a in spatial}) == 1:
        tied = {axis: spatial[0] if head in spatial else head for axis, head in ties.items()}
        diagonal, _ = _explored(model, spec, limits, tied, started + seconds * 0.9, started + seconds)
        domain = replace(domain, diagonal=diagonal, facts=(*domain.facts, *diagonal.facts))
    return domain


def _ties(spec: InputSpec, tie: Sequence[tuple[str, str]]) -> dict[str, str]:
    ties = {axis: axis for axis in spec.free}
    for a, b in tie:
        for axis in (a, b):
            if axis not in ties:
                raise ValueError(
                    f"expected a free axis of the input to tie, got {axis!r} (there are {', '.join(ties)})"
                )
        kept, gone = ties[a], ties[b]
        ties = {axis: kept if head == gone else head for axis, head in ties.items()}
    return ties


def _grid(spec: InputSpec, limits: Mapping[str, tuple[int, int]], ties: Mapping[str, str]) -> Grid:
    for axis, (low, high) in limits.items():
        if axis not in ties:
            raise ValueError(f"expected limits for a free axis, got {axis!r} (there are {', '.join(ties) or 'none'})")
        if not 0 <= low <= high:
            raise ValueError(f"expected limits 0 ≤ least ≤ most for {axis}, got {low} and {high}")
    ranges: dict[str, tuple[int, int]] = {}
    for axis, head in ties.items():
        low, high = limits.get(axis, (1, MOST_BATCH if axis == BATCH else MOST_SPATIAL))
        before = ranges.get(head, (low, high))
        ranges[head] = (max(low, before[0]), min(high, before[1]))
        if ranges[head][0] > ranges[head][1]:
            raise ValueError(f"expected limits of {axis} and {head} that overlap, since they are tied")
    return Grid(ranges)


def _explored(
    model: nn.Module,
    spec: InputSpec,
    limits: Mapping[str, tuple[int, int]],
    ties: Mapping[str, str],
    explore_until: float,
    check_until: float,
) -> tuple[Domain, Exploration]:
    grid = _grid(spec, limits, ties)
    narrow = InputSpec(tuple(replace(t, axes=tuple(ties.get(a, a) for a in t.axes)) for t in spec.tensors))  # type: ignore[arg-type]
    names = {axis: tuple(a for a in spec.free if ties[a] == axis) for axis in grid.axes}
    try:
        twin = meta_twin(model)
    except CannotCopy as reason:
        found = Exploration(left=[grid.everything()], reasons=[str(reason)])
        return _domain(spec, grid, ties, found, names), found
    wanted = {a: min(max(2 if a == BATCH else USUAL, low), high) for a, (low, high) in grid.ranges.items()}
    found = Explorer(twin, narrow, grid, wanted).explore(explore_until)
    Witness(model, twin, narrow).check(found, check_until)
    domain = _domain(spec, grid, ties, found, names)
    lone = None if model.training else lone_sample(twin, narrow, grid, found)
    return (replace(domain, facts=(*domain.facts, lone)) if lone is not None else domain), found


def _domain(
    spec: InputSpec,
    grid: Grid,
    ties: Mapping[str, str],
    found: Exploration,
    names: Mapping[str, tuple[str, ...]],
) -> Domain:
    parts = [_part(region) for region in found.regions]
    reasons = list(found.reasons)
    for part in parts:
        if part.accepted is None:
            where = ", ".join(f"{a} {low} … {high}" for a, (low, high) in part.points.bounds().items())
            place = f" [{part.layer or part.layer_type or 'the model'}, {part.file}:{part.line}]" if part.file else ""
            reasons.append(f"unknown for {where}: {part.reason}{place}" if where else f"unknown: {part.reason}{place}")
    reason = found.reasons[-1] if found.reasons else None
    parts += [Part(points, None, reason=reason) for points in found.left]
    tied = [f"{head} = {axis}" for axis, head in ties.items() if axis != head]
    facts = [Limit((), text) for text in tied] + Describer(grid, parts, names).limits()
    return Domain(spec, spec.free, grid.ranges, dict(ties), tuple(parts), tuple(facts), tuple(dict.fromkeys(reasons)))


def _part(region: Region) -> Part:
    outcome, site = region.outcome, region.outcome.site
    product = outcome.accepted is False and outcome.op is not None and "mm." in outcome.op
    return Part(
        region.points,
        outcome.accepted,
        outcome.outputs,
        outcome.reason,
        site.layer if site else None,
        site.layer_type if site else None,
        site.file if site else None,
        site.line if site else None,
        outcome.flattened if product else None,
    )
