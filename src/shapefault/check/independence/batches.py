"""Batches of one, two, three and seven: outputs whose rank or meaning changes with their number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapefault.check.independence.labels import batch_axis

Runs = Mapping[int, list[Any] | str]
"""For each size of the batch the tensors of the output, or the error."""
BATCHES = (1, 2, 3, 7)
CLOSE = 1e-3
"""How far, relative to its largest value, an output for one sample may lie from itself in another batch: kernels add in
another order there."""


def shapes_by_batch(runs: Runs) -> dict[int, tuple[tuple[int, ...], ...] | str]:
    """The shapes of each run's outputs, or its error."""
    return {n: r if isinstance(r, str) else tuple(tuple(t.shape) for t in r) for n, r in runs.items()}


def axes_of(runs: Runs) -> list[int | None]:
    """The batch's axis of each output; None where there is not one for all batches."""
    worked = {n: tensors for n, tensors in runs.items() if not isinstance(tensors, str)}
    counts = {len(tensors) for tensors in worked.values()}
    if len(counts) != 1:
        return []
    return [batch_axis({n: tuple(t[i].shape) for n, t in worked.items()}) for i in range(counts.pop())]


def changes(runs: Runs) -> list[str]:
    """Statements about what a batch of another size changes."""
    found = [f"N = {n} fails: {error}" for n, error in runs.items() if isinstance(error, str)]
    worked = {n: tensors for n, tensors in runs.items() if not isinstance(tensors, str)}
    if len({len(tensors) for tensors in worked.values()}) > 1:
        counts = ", ".join(f"{len(tensors)} for N = {n}" for n, tensors in worked.items())
        return [*found, f"the number of outputs changes with N: {counts}"]
    for i, axis in enumerate(axes_of(runs)):
        which = f"output {i}" if len(next(iter(worked.values()))) > 1 else "the output"
        shapes = {n: tuple(t[i].shape) for n, t in worked.items()}
        told = ", ".join(f"{list(shape)} for N = {n}" for n, shape in shapes.items())
        if len({len(shape) for shape in shapes.values()}) > 1:
            found.append(f"{which} changes its rank with N: {told}")
        elif axis is None and len(set(shapes.values())) == len(shapes) > 1 and not _follows(shapes):
            found.append(f"{which} has no axis of N samples: {told}")
        elif axis is not None and (n := _other_values({n: t[i] for n, t in worked.items()}, axis)) is not None:
            found.append(f"{which} for the first sample has other values in a batch of {n}")
    return found


def _follows(shapes: Mapping[int, tuple[int, ...]]) -> bool:
    """Whether one axis is a multiple of N, as where samples and steps are one axis, or several axes are N."""
    rank = len(next(iter(shapes.values())))
    return any(len({shape[a] / n for n, shape in shapes.items()}) == 1 for a in range(rank))


def _other_values(outputs: Mapping[int, Any], axis: int) -> int | None:
    """The first batch in which sample 0 comes out otherwise than in the smallest one."""
    first, *others = sorted(outputs)
    before = outputs[first].select(axis, 0)
    for n in others:
        after = outputs[n].select(axis, 0)
        if not before.is_floating_point():
            if not before.equal(after):
                return n
        elif before.numel() and (before - after).abs().max() > CLOSE * before.abs().max().clamp(min=1e-6):
            return n
    return None
