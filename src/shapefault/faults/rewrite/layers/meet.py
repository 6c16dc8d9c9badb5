"""Two tensors meet and differ in a size: change what decides either one, in the model or in the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from shapefault.faults.facts import out_shape
from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.images.built_for import built_for
from shapefault.faults.rewrite.images.sizes import fitting_sizes, image_argument, plainness, resize_literals
from shapefault.faults.rewrite.images.sizing_calls import transform_calls
from shapefault.faults.rewrite.images.transforms import crop_pairs, insert_resize
from shapefault.faults.rewrite.layers.constructor import outer_constructor
from shapefault.faults.rewrite.layers.moved import before_moves
from shapefault.faults.rewrite.layers.spatial import tweaks_along
from shapefault.faults.rewrite.numbers.program import constants, number_of_class
from shapefault.model import Fix, Stage
from shapefault.observe.hooks import site_of
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of


def meeting(
    trace: Trace, mismatch: Mismatch, roles: Sequence[str], a: int, b: int, prior: float, *, data: Stage | None = None
) -> Iterator[Fix]:
    """Edits under which two operands of the failing call agree in the size where they differ (``a`` and ``b``)."""
    for index, role in enumerate(roles):
        other = roles[1 - index] if len(roles) > 1 else None
        tensor = mismatch.tensor(role)
        if tensor is None or other is None or other not in mismatch.operands:
            continue
        journey = trace.journey(tensor)
        want = _like(shape_of(tensor), mismatch.operands[other].shape)
        if want is None:  # features may stand last here, and behind the samples in the layers
            journey, wanted = before_moves(journey, mismatch.operands[other].shape)
            want = _like(out_shape(journey[0]) if journey else None, wanted)
        if want is not None:
            yield from tweaks_along(trace, journey, want, prior - 0.04 * index)
    yield from image_sizes(trace, prior + 0.06)
    for old, new in ((a, b), (b, a)):
        if old != new and min(old, new) > 1:
            yield from constants(trace, old, new, prior - 0.16, stage=data or Stage.LAYER_CONFIG)
    for module in _own_modules(trace):
        yield from number_of_class(trace, module, ((a, b), (b, a)), prior - 0.14, Stage.LAYER_CONFIG)


def image_sizes(trace: Trace, prior: float) -> Iterator[Fix]:
    """Image sizes at which the outermost call succeeds, changed where the program decides them."""
    image = image_argument(trace)
    if image is None:
        return
    now = (image[1][-2], image[1][-1])
    yield from crop_pairs(trace, now, prior + 0.05)
    has_transforms = bool(transform_calls(trace))
    for index, size in enumerate(fitting_sizes(trace)):
        worth = prior - 0.05 * index - (0.0 if has_transforms else 0.04) - plainness(now, size)
        yield from resize_literals(trace, now, size, worth)
        yield from built_for(trace, now, size, worth - (0.06 if has_transforms else 0.0))
        yield from insert_resize(trace, size, worth - (0.05 if _given(trace) else 0.12))


def _given(trace: Trace) -> bool:
    """Whether the images come from a data set of the library, whose files have the size that they have."""
    return any(name in bench_of(trace).project.calls for name in ("FakeData", "MNIST", "CIFAR10", "ImageFolder"))


def _like(now: tuple[int, ...] | None, other: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape that ``now`` must have to meet ``other``: same spatial sizes."""
    if now is None or len(now) != len(other) or len(now) < 3 or now[2:] == other[2:]:
        return None
    return (*now[:2], *other[2:])


def _own_modules(trace: Trace) -> list[Any]:
    """The program's own modules that were running, and those that it built at its top level."""
    found: list[Any] = []
    for call in trace.crash.model_calls:
        if site_of(call.module) is not None and outer_constructor(call.module) is not None:
            found.append(call.module)
    return found[:4]
