"""The size that the program tells its model of, ``"height": 608``, and pictures of another size."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.sizes import image_argument, resize_literals
from shapefault.faults.rewrite.numbers.naming import integers_named
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

_TOLD = re.compile(
    r"^((img|image|input|inp|net|im|in)_?(h|w|height|width|size|dim|hw|res)|height|width|resolution)$", re.IGNORECASE
)
_LEAST = 16


def told_sizes(trace: Trace, prior: float) -> Iterator[Fix]:
    """The pictures' own size where another one is told; pictures of the size that is told."""
    image = image_argument(trace)
    if image is None or image[1][-1] != image[1][-2]:
        return
    size = image[1][-1]
    for name, told, place in integers_named(bench_of(trace).project, _TOLD):
        if told == size or told < _LEAST:
            continue
        why = f"{name} is {told}, the pictures are {size}×{size}"
        yield fix(
            f"change {name} to {size}, the size of the pictures", Edit(place.span, str(size)), prior,
            stage=Stage.LAYER_CONFIG, why=why,
        )  # fmt: skip
        yield from resize_literals(trace, (size, size), (told, told), prior - 0.02, why=why, stage=Stage.AUGMENTATION)
