"""A crop that may be left out, ``crop=32``, where the data and the model are made for another size."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.sizes import image_argument, runs_at
from shapefault.faults.rewrite.numbers.defaults import all_defaults
from shapefault.faults.rewrite.numbers.naming import integers_named
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

_CUTS = re.compile(r"crop|resize|patch|tile", re.IGNORECASE)
_SIZES = re.compile(r"size|res|side|height")


def optional_crop(trace: Trace, prior: float) -> Iterator[Fix]:
    """``crop=None``, the parameter's own default, where the model takes the pictures as they are without it."""
    image, root = image_argument(trace), trace.root
    if image is None or root is None or image[1][-1] != image[1][-2]:
        return
    index, shape = image
    project = bench_of(trace).project
    optional = {name for _, _, _, name, default in all_defaults(project)
                if isinstance(default, ast.Constant) and default.value is None and _CUTS.search(name)}  # fmt: skip
    for name, now, place in integers_named(project, _CUTS):
        if name not in optional or now != shape[-1]:
            continue
        larger = {told for _, told, _ in integers_named(project, _SIZES)
                  if told > now and runs_at(root, index, (*shape[:-2], told, told))}  # fmt: skip
        for told in sorted(larger)[:1]:
            yield fix(
                f"leave {name} out", Edit(place.span, "None"), prior, stage=Stage.AUGMENTATION,
                why=f"the model is made for {told}×{told}, {name} makes them {now}×{now}",
            )  # fmt: skip
