"""A class attribute that names fewer things than that of a class beside it: ``targets = ("image",)`` of a rotation."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import texts_of

_MOVING = ("rot", "flip", "crop", "scale", "affine", "resize", "shift", "warp", "elastic", "transpose", "zoom", "turn")
"""What moves the pixels of a picture has to move those of its mask as well."""


def class_attributes(trace: Trace, prior: float) -> Iterator[Fix]:
    """The longest of such lists, for the classes that say by their name that they move pixels first."""
    found: dict[str, list[tuple[str, Source, ast.expr]]] = defaultdict(list)
    for name, (source, cls) in bench_of(trace).project.classes.items():
        for bound, value in (pair for part in cls.body for pair in bindings(part)):
            if texts_of(value):
                found[bound].append((name, source, value))
    for bound, listed in found.items():
        whole = max(listed, key=lambda item: len(texts_of(item[2])))
        for name, source, value in listed:
            if set(texts_of(value)) < set(texts_of(whole[2])):
                moves = any(word in name.lower() for word in _MOVING)
                yield fix(
                    f"let {bound} of {name} be {whole[1].span(whole[2]).text}",
                    Edit(source.span(value), whole[1].span(whole[2]).text), prior if moves else prior - 0.2,
                    stage=Stage.AUGMENTATION, why=f"{whole[0]} has more in its {bound}",
                )  # fmt: skip
