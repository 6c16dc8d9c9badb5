"""Volumes cut along the wrong axis: ``for s in volume`` walks along axis 0, the slices may stand along the last."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import is_layer
from shapefault.faults.rewrite.bench import bench_of, fix, names_bound, wrapped
from shapefault.faults.rewrite.images.sizes import image_argument, runs_at
from shapefault.faults.rewrite.shapes import Template, root_structural
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, enclosing

_WORDS = ("vol", "scan", "stack", "cube", "slice", "ct", "mri", "nii", "image", "img", "frames")


def one_slice(trace: Trace, prior: float) -> Iterator[Fix]:
    """A picture (N, C, H, W) for a model of volumes or clips: the axis of slices or frames behind its channels."""
    root = trace.root
    shape = next((s for v in (root.args[:1] if root is not None else ()) if (s := shape_of(v))), ())
    modules = root.module.modules() if root is not None and hasattr(root.module, "modules") else ()
    first = next((m for m in modules if is_layer(m, "Conv3d")), None)
    if first is None or len(shape) != 4 or shape[1] != first.in_channels:
        return
    why = f"{type(root.module).__name__} takes volumes or clips, this is one picture"  # type: ignore[union-attr]
    template = Template("{}.unsqueeze(2)", prior, "add the axis of slices or frames", why)
    yield from root_structural(trace, [template], stage=Stage.DATA_LOADING)


def other_slices(trace: Trace, prior: float) -> Iterator[Fix]:
    """Where the images are oblong and a square one of the same side would fit: slices along the last axis."""
    image, root = image_argument(trace), trace.root
    if image is None or root is None:
        return
    index, shape = image
    sides = {shape[-2], shape[-1]}
    fits = [s for s in sides if runs_at(root, index, (*shape[:-2], s, s))] if len(sides) == 2 else []
    if not fits:
        return
    why = f"the slices are {shape[-2]}×{shape[-1]}, along another axis they would be {fits[0]}×{fits[0]}"
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            edit = _along_last(source, node)
            if edit is not None:
                yield fix("take the slices along the last axis", edit, prior, stage=Stage.DATA_LOADING, why=why)


def _along_last(source: Source, node: ast.AST) -> Edit | None:
    if isinstance(node, ast.For | ast.comprehension):
        value = node.iter
        if isinstance(value, ast.Name | ast.Attribute | ast.Call) and _speaks(source, value):
            return wrapped(source, value, f"{names_bound(source, 'numpy', 'np')}.moveaxis({{}}, -1, 0)")
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _speaks(source, node.value):
        place = node.slice
        inside = enclosing(node, ast.FunctionDef)
        if isinstance(place, ast.Name) and inside is not None:
            return Edit(source.span(place), f"..., {source.span(place).text}")
    return None


def _speaks(source: Source, node: ast.expr) -> bool:
    text = source.span(node).text.lower()
    return any(w in text for w in _WORDS) and "range(" not in text and "enumerate" not in text and len(text) < 60
