"""A loader that counts frames where the model views clips: ``x.view(-1, 10, 3, h, w)`` of a batch of one frame."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import integers_named
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace

_BATCH = re.compile(r"batch_?size|(^|_)bs$|^batch$", re.IGNORECASE)


def clips_of_frames(trace: Trace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """So many frames a batch that they are whole clips."""
    if len(sizes) < 3 or sizes[0] != -1 or tuple(sizes[2:]) != tuple(shape[1:]) or shape[0] % sizes[1] == 0:
        return
    frames, clip = shape[0], sizes[1]
    for name, now, place in integers_named(bench_of(trace).project, _BATCH):
        if now == frames:
            yield fix(
                f"load {now * clip} frames a batch, for {now} clips of {clip}",
                Edit(place.span, str(now * clip)), prior, stage=Stage.DATA_LOADING,
                why=f"{name} counts frames, the view takes {clip} of them for a clip",
            )  # fmt: skip
