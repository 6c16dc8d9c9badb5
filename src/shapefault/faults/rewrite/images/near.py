"""The image sizes next to the present one at which the model's forward succeeds: 90 -> 88, 92 or 96."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.images.cut_batch import cut_batches
from shapefault.faults.rewrite.images.padded_call import padded_call
from shapefault.faults.rewrite.images.sizes import STEPS, image_argument, resize_literals, runs_at, size_literals
from shapefault.faults.rewrite.images.sizing_calls import given_to_transforms
from shapefault.faults.rewrite.images.transforms import insert_resize
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import Place

_EVALUATED = 0.8


def nearest_sizes(trace: Trace, limit: int = 2) -> list[tuple[int, int]]:
    """Heights and widths rounded to a power of two, the least change first, where the outermost call succeeds."""
    found_at, root = image_argument(trace), trace.root
    if found_at is None or root is None:
        return []
    index, shape = found_at
    height, width = shape[-2:]
    sizes: dict[tuple[int, int], None] = {}
    for step in STEPS:
        for up in (True, False):
            rounded = [-(-s // step) * step if up else s // step * step for s in (height, width)]
            sizes[rounded[0], rounded[1]] = None
    sizes.pop((height, width), None)
    order = sorted((s for s in sizes if min(s) > 0), key=lambda s: abs(s[0] - height) + abs(s[1] - width) - 0.1)
    found: list[tuple[int, int]] = []
    for size in order:
        if runs_at(root, index, (*shape[:-2], *size)):
            found.append(size)
            if len(found) >= limit:
                break
    return found


def sized_by_transforms(trace: Trace) -> bool:
    """Whether the size of the images is one that the program cuts or scales them to."""
    image = image_argument(trace)
    return image is not None and _given(trace, size_literals(trace, image[1][-2:]))


def _given(trace: Trace, literals: Sequence[tuple[Place, float, str]]) -> bool:
    """Whether one of the literals stands in a transform, or is handed on to one."""
    if any(kind == "transform" for _, _, kind in literals):
        return True
    given = given_to_transforms(trace) if literals else set()
    return any(id(place.node) in given for place, _, _ in literals)


def nearest_images(trace: Trace, prior: float) -> Iterator[Fix]:
    """Give the images one of these sizes where the program decides it; transforms first, they are made for that."""
    image = image_argument(trace)
    if image is None:
        return
    now = (image[1][-2], image[1][-1])
    literals = size_literals(trace, now)
    by_transform = any(kind == "transform" for _, _, kind in literals)
    stage = Stage.AUGMENTATION if _given(trace, literals) else Stage.LAYER_CONFIG
    why = f"{now[0]}×{now[1]} cannot be halved as often as the model does"
    for rank, size in enumerate(nearest_sizes(trace)):
        worth = prior - 0.05 * rank + (0.06 if by_transform else 0.0)
        yield from resize_literals(trace, now, size, worth, why=why, stage=stage)
        yield from insert_resize(trace, size, worth - 0.08)
        if not by_transform:
            yield from cut_batches(trace, size, worth - 0.04, why=why)
    root = trace.root
    if root is not None and not by_transform:
        # It has been trained on pictures that suited it, and these come as they are: the model is not the one to blame.
        evaluates = not getattr(root.module, "training", True) and not literals
        yield from padded_call(trace, _EVALUATED if evaluates else prior - 0.1, why=why)
