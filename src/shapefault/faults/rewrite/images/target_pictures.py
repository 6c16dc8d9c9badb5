"""A target picture has another height and width than its image: do to the mask what is done to the image."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.images.masks import speaks_of_masks
from shapefault.faults.rewrite.images.sizes import resize_literals
from shapefault.faults.rewrite.images.transforms import insert_resize
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk

_STEPS = ("resize", "crop", "center_crop", "pad", "transform", "thumbnail", "rescale", "tf", "augment", "interpolate")


def target_pictures(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The image's resize or crop given to the mask; else the mask's own size changed where it is written."""
    image, mask = mismatch.operands["input"].shape[-2:], mismatch.operands["target"].shape[-2:]
    yield from twins(trace, prior)
    now, want = (mask[0], mask[1]), (image[0], image[1])
    for found in resize_literals(trace, now, want, prior - 0.04, why=f"the targets are {now[0]}×{now[1]} here"):
        if found.stage is Stage.AUGMENTATION:
            yield found
    yield from insert_resize(trace, want, prior - 0.06)


def twins(trace: Trace, prior: float) -> Iterator[Fix]:
    """``image = resize(image)`` in a data set that leaves its mask as it is."""
    for name in ("__getitem__", "load", "__call__", "preprocess"):
        for source, function in bench_of(trace).project.functions.get(name, []):
            assigned = [s for s in walk(function) if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name)]
            masks = {s.targets[0].id for s in assigned if _mask_like(s.targets[0].id)}  # type: ignore[attr-defined]
            for statement in assigned:
                yield from _twin(source, statement, assigned, masks, prior)


def _twin(
    source: Source, statement: ast.Assign, assigned: list[ast.Assign], masks: set[str], prior: float
) -> Iterator[Fix]:
    image = statement.targets[0].id  # type: ignore[attr-defined]
    step = _step(statement)
    if (
        step is None
        or image in masks
        or not any(isinstance(n, ast.Name) and n.id == image for n in walk(statement.value))
    ):
        return
    for mask in sorted(masks):
        own = [s for s in assigned if s.targets[0].id == mask]  # type: ignore[attr-defined]
        if any(_step(s) == step for s in own):
            continue
        text = re.sub(rf"\b{re.escape(image)}\b", mask, source.span(statement).text)
        last = max((s for s in (*own, statement)), key=lambda s: s.lineno)
        yield fix(
            f"{step} the {mask} as the {image} is",
            _behind(source, statement if own and own[0].lineno < statement.lineno else last, text),
            prior + (0.06 if step != "transform" else -0.04),
            stage=Stage.AUGMENTATION,
            why=f"the {image} goes through {step}, the {mask} does not",
        )


def _behind(source: Source, statement: ast.stmt, text: str) -> Edit:
    return insert_after(source, statement, text)


def _step(statement: ast.Assign) -> str | None:
    """The resizing or cropping call that a statement makes."""
    for part in walk(statement.value):
        if isinstance(part, ast.Call):
            function = part.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            for step in _STEPS:
                if step in name.lower():
                    return step
    return None


def _mask_like(name: str) -> bool:
    return speaks_of_masks(ast.Name(id=name, ctx=ast.Load()))
