"""A reshape that stands where a transpose belongs: it gives the sizes that the transpose gives, with other numbers.

A reshape that only splits and merges neighbouring axes is right whatever the sizes are. One that keeps an axis, on the
other side of what it splits or merges, would have been a transpose. Which axis is kept is a guess as long as sizes are
compared in one run: 16 steps can be 16 features. So the model runs again with other sizes, as far as it takes them, and
what is told has held in every run.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isqrt

from shapefault.check.independence.labels import changed
from shapefault.check.independence.order import Order, first_difference, is_permutation, orders, tears
from shapefault.check.independence.record import Event
from shapefault.check.independence.result import Place
from shapefault.check.independence.trial import BATCH, SAMPLES, Trial
from shapefault.check.inputs import InputSpec, TensorSpec

_SKEWS = frozenset(["pad", "cat", "concat", "concatenate"])
"""What stands before a reshape that skews a matrix of relative positions on purpose: (T, T + 1) as (T + 1, T)."""
_SECONDS = 10.0
"""CPU time for the runs with other sizes."""

Suspects = Mapping[int, list[Order]]
"""The transposes that a reshape may stand for, by the number of its event."""


def transposed(trial: Trial, base: Sequence[Event]) -> tuple[Place | None, str | None]:
    """The first reshape in the place of a transpose, and what a labelled tensor shows of it.

    ``base`` is a run of :data:`SAMPLES` samples.
    """
    suspects = {at: found for at, event in enumerate(base) if (found := _orders(event))}
    suspects = {at: suspects[at] for at in _following_input(trial, suspects)}
    torn = {at for at in suspects if _torn(base[at])}
    for events in _other_runs(trial) if suspects else ():
        if len(events) != len(base):
            continue  # the sizes decide what code runs: then the numbers of the events do not agree
        suspects = {at: [o for o in _orders(events[at]) if o in found] for at, found in suspects.items()}
        suspects = {at: found for at, found in suspects.items() if found}
        torn |= {at for at in suspects if _torn(events[at])}
        if not suspects:
            break
    for at, found in suspects.items():
        if at in torn:
            event = base[at]
            return event.place, first_difference(event.given or (), event.shapes[0], found[0])
    return None, None


def _orders(event: Event) -> list[Order]:
    if event.given is None:
        return []
    found = orders(event.given, event.shapes[0])
    return [order for order in found if event.source not in _SKEWS or not is_permutation(order)]


def _torn(event: Event) -> bool:
    return event.given is not None and tears(event.given, event.shapes[0])


def _following_input(trial: Trial, suspects: Suspects) -> list[int]:
    """The reshapes of something that the input has a part in: the order of weights means nothing."""
    if not suspects:
        return []
    runs = [trial.record(SAMPLES, replaced, suspects)[0] for replaced in (None, *range(SAMPLES))]
    found = []
    for at in suspects:
        before, *others = (events[at].input if at < len(events) else None for events in runs)
        masks = [changed(before, other) for other in others if before is not None and other is not None]
        if any(mask is None or bool(mask.any()) for mask in masks):
            found.append(at)
    return found


def _other_runs(trial: Trial) -> Iterator[Sequence[Event]]:
    """The events of runs with another batch, and with other sizes of one axis, of those of equal size, and of all."""
    until = time.process_time() + _SECONDS
    yield trial.record(SAMPLES - 1)[0]
    spec, sizes = _freed(trial.spec, trial.sizes)
    groups = [*([axis] for axis in sizes), *_alike(sizes), list(sizes)]
    for group in [g for i, g in enumerate(groups) if g and g not in groups[:i]]:
        for vary in (_prime_below, _prime_above, _longer, _longest, _next_square):
            if time.process_time() > until:
                return
            other = Trial(trial.original, spec, {**sizes, **{axis: vary(sizes[axis]) for axis in group}})
            if not isinstance(other.batch(SAMPLES), str):
                yield other.record(SAMPLES)[0]
                break


def _freed(spec: InputSpec, sizes: Mapping[str, int]) -> tuple[InputSpec, dict[str, int]]:
    """The spec with a name for every axis but those of one element, and the sizes of all but the batch."""
    found = {axis: sizes[axis] for axis in spec.free if axis != BATCH}
    tensors: list[TensorSpec] = []
    for number, tensor in enumerate(spec.tensors):
        axes = list(tensor.axes)
        for at, axis in enumerate(axes):
            if isinstance(axis, int) and axis > 1:
                axes[at] = f"{number}.{at}"
                found[f"{number}.{at}"] = axis
        tensors.append(replace(tensor, axes=tuple(axes)))
    return InputSpec(tuple(tensors)), found


def _alike(sizes: Mapping[str, int]) -> list[list[str]]:
    """The axes of each size that several have."""
    groups = [[axis for axis, size in sizes.items() if size == wanted] for wanted in dict.fromkeys(sizes.values())]
    return [group for group in groups if len(group) > 1]


def _prime_below(size: int) -> int:
    return next((n for n in range(size - 1, SAMPLES, -1) if _is_prime(n)), _prime_above(size))


def _prime_above(size: int) -> int:
    return next(n for n in range(size + 1, 2 * size + 3) if _is_prime(n))


def _longer(size: int) -> int:
    """For what has to be a multiple of 4, or of 16."""
    return size * 5 // 4


def _longest(size: int) -> int:
    return size * 7 // 4


def _next_square(size: int) -> int:
    """For steps that become a square map."""
    return (isqrt(size) + 1) ** 2


def _is_prime(n: int) -> bool:
    return all(n % d for d in range(2, isqrt(n) + 1))
