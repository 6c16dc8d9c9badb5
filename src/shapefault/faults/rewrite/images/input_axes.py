"""The model takes its input with height and width exchanged: a spectrogram that is given as (time, frequency)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.images.sizes import image_argument, runs_at
from shapefault.faults.rewrite.operands import root_places
from shapefault.faults.rewrite.shapes import Template, root_structural
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk


def exchanged_axes(trace: Trace, prior: float) -> Iterator[Fix]:
    """Turn the input, where the model then succeeds and its own layers were worked out from the size found last.

    That the model succeeds is not enough: a size that fits by chance says nothing about which axis is which. The
    number 161 in the model's arithmetic, where the input has 161 on the other axis, does.
    """
    image, root = image_argument(trace), trace.root
    if image is None or root is None:
        return
    index, shape = image
    height, width = shape[-2:]
    if height == width or len(shape) < 4 or not _written_in(trace, type(root.module), width):
        return
    if _written_in(trace, type(root.module), height) or not runs_at(root, index, (*shape[:-2], width, height)):
        return
    why = f"the input is {height}×{width}, the layers of {type(root.module).__name__} are made for {width}×{height}"
    template = Template("{}.transpose(2, 3)", prior, "exchange the last two axes of the input", why)
    places = {(p.span.file, p.span.start): p.node for p in root_places(trace, index)}
    for found in root_structural(trace, [template], index=index):
        edit = found.edits[0]
        node = places.get((edit.span.file, edit.span.start))
        reshaped = node is not None and any(
            isinstance(n, ast.Attribute) and n.attr in ("view", "reshape", "unsqueeze") for n in walk(node)
        )
        yield replace(found, stage=Stage.RESHAPE if reshaped else Stage.DATA_LOADING)


def _written_in(trace: Trace, owner: type, size: int) -> bool:
    """Whether a number stands in the class of the model, in no call that makes data."""
    for place in bench_of(trace).project.integers:
        around = enclosing(place.node, ast.ClassDef)
        if isinstance(around, ast.ClassDef) and around.name == owner.__name__ and place.node.value == size:  # type: ignore[attr-defined]
            return True
    return False
