"""``Resize(64)`` leaves a picture that is no square with a longer side, for which the network has no place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import given
from shapefault.faults.rewrite.meeting import meeting
from shapefault.faults.rewrite.samples.samples import Pipeline, pipeline_around
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.files import parent
from shapefault.source.project import CallPlace

_WHY = "one number resizes the shorter side, the other follows the picture"


def square_sides(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Both sides in place of one, or a square cut out behind, where a picture of that shorter side is at hand.

    Or a map that is made of one: its sides are two sizes that met, for what stands beside it is a square.
    """
    shapes = _pictures(trace, mismatch)
    if not shapes:
        return
    pairs = meeting(trace)
    met = any(shape[-2:] in pairs for shape in shapes)
    bench = bench_of(trace)
    for call in bench.project.calls.get("Resize", []):
        node = given(call.node, 0, "size")
        inner = node.elts[0] if isinstance(node, ast.List | ast.Tuple) and len(node.elts) == 1 else node
        if inner is None or isinstance(inner, ast.List | ast.Tuple) or _cropped(call):
            continue
        sizes = set(bench.resolver.values(call.source, inner)) - {None}
        if not (sizes and met) and not any(min(shape[-2:]) in sizes for shape in shapes):
            continue
        listed = pipeline_around(call) if isinstance(parent(call.node), ast.List) else None
        yield from squared(call, listed, prior, prior - 0.02, _WHY)


def squared(call: CallPlace, pipeline: Pipeline | None, both: float, crop: float, why: str) -> Iterator[Fix]:
    """A ``Resize`` with one number given both sides (prior ``both``), or followed by a crop in its ``pipeline``."""
    node = given(call.node, 0, "size")
    if node is None:
        return
    size = call.source.span(node.elts[0] if isinstance(node, ast.List | ast.Tuple) else node).text
    if pipeline is not None:
        title = "crop to a square after the resize (cuts the edges of an image)"
        edits = pipeline.append_after(pipeline.index, f"CenterCrop({size})")
        yield fix(title, edits, crop, stage=Stage.AUGMENTATION, why=why)
    title = "resize both sides (keeps the whole image, but stretches it)"
    edit = Edit(call.source.span(node), f"({size}, {size})")
    yield fix(title, edit, both, stage=Stage.AUGMENTATION, why=why)


def _pictures(trace: Trace, mismatch: Mismatch) -> list[Shape]:
    """The maps at hand that are no squares: operands, and what the running functions of the program hold."""
    found = [operand.shape for operand in mismatch.operands.values()]
    for frame in trace.user_frames():
        found += [shape_of(v) or () for v in list(frame.frame.f_locals.values()) if is_tensor(v)]
    return [shape for shape in found if len(shape) in (3, 4) and shape[-1] != shape[-2]]


def _cropped(call: CallPlace) -> bool:
    """Whether a later step of the same list cuts to one size."""
    around = parent(call.node)
    later = around.elts[around.elts.index(call.node) + 1 :] if isinstance(around, ast.List) else []
    return any("Crop" in ast.unparse(step) for step in later)
