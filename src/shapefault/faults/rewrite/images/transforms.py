"""Image transforms as the program writes them: sizes given in the wrong form, a resize that is missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, listed_before
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.project import CallPlace, callee

_TENSOR_STEPS = ("ToTensor", "PILToTensor", "ToImage")


def crop_pairs(trace: Trace, now: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """``RandomCrop(120, 140)``: the second argument is the padding, not the width."""
    for name in ("RandomCrop", "Resize", "CenterCrop", "RandomResizedCrop"):
        for call in bench_of(trace).project.calls.get(name, []):
            args = call.node.args
            if len(args) >= 2 and not any(isinstance(a, ast.Starred | ast.Tuple | ast.List) for a in args[:2]):
                first, second = call.source.span(args[0]), call.source.span(args[1])
                yield fix(
                    f"give {name} height and width as one pair",
                    Edit(
                        Span(first.file, first.start, second.end, call.source.between(first.start, second.end)),
                        f"({first.text}, {second.text})",
                    ),
                    prior,
                    stage=Stage.AUGMENTATION,
                    why=f"the second argument of {name} is not the width",
                )


def insert_resize(trace: Trace, size: tuple[int, int], prior: float, *, step: str = "Resize") -> Iterator[Fix]:
    """A ``Resize`` (or another ``step``) before ``ToTensor`` where the transforms have none; in all, and in each."""
    calls = bench_of(trace).project.calls
    places = [call for name in _TENSOR_STEPS for call in calls.get(name, [])]
    known = [(call, edit) for call in places if (edit := _resize_before(call, size, step)) is not None]
    edits = [edit for _, edit in known]
    if known and all(_decides_a_size(call) for call, _ in known):
        prior -= 0.1  # what is decided by a crop is not left open: a second step would only override it
    verb = "resize" if step == "Resize" else "cut"
    title, why = f"{verb} the images to {size[0]}×{size[1]}", "the images keep the size that they have"
    if len(edits) > 1:
        yield fix(title, edits, prior + 0.02, stage=Stage.AUGMENTATION, why=why)
    for edit in edits:
        yield fix(title, edit, prior, stage=Stage.AUGMENTATION, why=why)


def _decides_a_size(call: CallPlace) -> bool:
    """Whether another step of the list that holds this one cuts the images to a size."""
    around = parent(call.node)
    steps = around.elts if isinstance(around, ast.List | ast.Tuple) else []
    return any(isinstance(step, ast.Call) and callee(step).endswith("Crop") for step in steps)


def _resize_before(call: CallPlace, size: tuple[int, int], step: str) -> Edit | None:
    """``Resize(size)`` before this step of a list, or the two composed where the step stands alone."""
    prefix = _prefix(call.source, call)
    if prefix is None:
        return None
    around = parent(call.node)
    resize = f"{prefix}{step}(({size[0]}, {size[1]}))"
    if isinstance(around, ast.List | ast.Tuple):
        if any(isinstance(e, ast.Call) and ast.unparse(e.func).endswith("Resize") for e in around.elts):
            return None
        return listed_before(call.source, call.node, resize)
    if isinstance(around, ast.keyword) and around.arg == "transform":
        return Edit(call.span, f"{prefix}Compose([{resize}, {call.span.text}])")
    return None


def _prefix(source: Source, call: CallPlace) -> str | None:
    function = call.node.func
    if isinstance(function, ast.Attribute):
        return f"{source.span(function.value).text}."
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and any((a.asname or a.name) == "Resize" for a in node.names):
            return ""
    return None
