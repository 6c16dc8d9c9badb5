"""Which sizes the free axes have in the table: those that a user expects, or the nearest that the model accepts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from shapefault.check.inputs import InputSpec

if TYPE_CHECKING:
    from shapefault.check.domain import Domain

_USUAL = (
    (re.compile(r"(?i)(n|b|bs|batch(_?size)?)$"), 2),
    (re.compile(r"(?i)(c|ch|channels?|in_channels)$"), 3),
    (re.compile(r"(?i)(h|w|height|width|x|y|img_?size)$"), 224),
    (re.compile(r"(?i)(d|depth|frames)$"), 16),
    (re.compile(r"(?i)(l|t|s|len(gth)?|seq(_?len)?|time|steps|tokens)$"), 64),
)
_OTHER = 32
_FURTHER = (224, 256, 299, 384, 128, 96, 64, 32, 28, 16, 512, 8, 4, 1)


def usual(spec: InputSpec) -> dict[str, int]:
    """The size that an axis of this name mostly has."""
    return {name: next((size for pattern, size in _USUAL if pattern.match(name)), _OTHER) for name in spec.free}


def attempts(spec: InputSpec) -> Iterator[dict[str, int]]:
    """Sizes to try in turn where the set of accepted ones is not known: the usual ones, then others."""
    first = usual(spec)
    yield first
    large = [name for name in spec.free if first[name] >= _OTHER]
    for size in _FURTHER if large else ():
        chosen = {**first, **dict.fromkeys(large, size)}
        if chosen != first:
            yield chosen


def fitting(spec: InputSpec, accepts: Callable[[Mapping[str, int]], bool]) -> dict[str, int]:
    """The first sizes that pass, else the usual ones."""
    return next((sizes for sizes in attempts(spec) if accepts(sizes)), usual(spec))


def accepted(spec: InputSpec, domain: Domain) -> dict[str, int] | None:
    """The accepted sizes next to the usual ones; None where none is known to be accepted."""
    wanted = usual(spec)
    if domain.accepts(wanted):
        return wanted
    for sizes in squares(wanted):
        if domain.accepts(sizes):
            return sizes
    found = domain.nearest(wanted)
    return dict(found[0]) if found else None


def squares(wanted: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """``wanted`` with other sizes for a height and width that are alike, the nearest first."""
    if "H" not in wanted or wanted.get("W") != wanted["H"]:
        return
    for size in sorted(range(1, 2 * wanted["H"]), key=lambda size: abs(size - wanted["H"])):
        yield {**wanted, "H": size, "W": size}


def with_free_maps(spec: InputSpec) -> InputSpec | None:
    """The spec with the height and width of its images free; None where it has no images of a fixed size."""
    image = next((t for t in spec.tensors if len(t.axes) == 4 and all(isinstance(a, int) for a in t.axes[2:])), None)
    if image is None or {"H", "W"} & set(spec.free):
        return None
    free = replace(image, axes=(*image.axes[:2], "H", "W"))
    return InputSpec(tuple(free if t is image else t for t in spec.tensors))
