"""The size that the program tells its model of, ``"height": 608``, and pictures of another size."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.sizes import image_argument, resize_literals
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaving
from shapefault.faults.rewrite.numbers.naming import integers_named
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import has_forward

_TOLD = re.compile(
    r"^((img|image|input|inp|net|im|in|out)_?(h|w|height|width|size|dim|hw|res)|height|width|resolution)$",
    re.IGNORECASE,
)
_OF_MODEL = re.compile(r"^(in|out|img|image|input|output)_?(size|res|resolution|height|width)$", re.IGNORECASE)
_LEAST = 16


def told_sizes(trace: Trace, prior: float) -> Iterator[Fix]:
    """The pictures' own size where another one is told; pictures of the size that is told."""
    image = image_argument(trace)
    if image is None or image[1][-1] != image[1][-2]:
        return
    size = image[1][-1]
    yield from _left_out(trace, size, prior + 0.34)
    for name, told, place in integers_named(bench_of(trace).project, _TOLD):
        if told == size or told < _LEAST:
            continue
        why = f"{name} is {told}, the pictures are {size}×{size}"
        yield fix(
            f"change {name} to {size}, the size of the pictures", Edit(place.span, str(size)), prior,
            stage=Stage.LAYER_CONFIG, why=why,
        )  # fmt: skip
        yield from resize_literals(trace, (size, size), (told, told), prior - 0.02, why=why, stage=Stage.AUGMENTATION)


def _left_out(trace: Trace, size: int, prior: float) -> Iterator[Fix]:
    """Models that are built without their size, for the pictures of another one that is written in the program.

    All that share a default get it: the pictures that the one makes are looked at by the other.
    """
    project = bench_of(trace).project
    apart: dict[int, dict[Edit, str]] = {}
    for called, _, function, name, default in defaults_of(project):
        owner = project.classes.get(called)
        of_model = owner is not None and has_forward(owner[1]) and _OF_MODEL.match(name)
        if of_model and type(default.value) is int and _LEAST <= default.value != size:
            for call in leaving(project, function, name)[:2]:
                apart.setdefault(default.value, {})[set_keyword(call, name, str(size))] = f"{called} with {name}={size}"
    for told, edits in apart.items():
        yield fix(
            f"build {' and '.join(dict.fromkeys(edits.values()))}", tuple(edits), prior, stage=Stage.LAYER_CONFIG,
            why=f"it is built for {told}×{told} by default, the pictures are {size}×{size}",
        )  # fmt: skip
