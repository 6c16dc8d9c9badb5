"""``for pred, target in zip(outputs, targets)``: a list has one item for each kind, a tensor gives its samples."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import outwards
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def zipped(trace: Trace, prior: float) -> Iterator[Fix]:
    """The list joined to a tensor where it is written out, else the tensor split along its kinds where it is looped."""
    frame = trace.crash.user
    source = frame.site.source() if frame is not None else None
    function = trace.function()
    if frame is None or source is None or function is None:
        return
    for loop in walk(function):
        if not isinstance(loop, ast.For) or not isinstance(loop.iter, ast.Call) or callee(loop.iter) != "zip":
            continue
        if not loop.lineno <= frame.lineno <= (loop.end_lineno or loop.lineno):
            continue
        names = [a for a in loop.iter.args if isinstance(a, ast.Name)]
        for listed in names:
            for whole in names:
                kinds, samples = _items(frame, listed.id), _shape(frame, whole.id)
                if kinds is None or samples is None or len(samples) < 2 or len(kinds) != samples[1]:
                    continue
                if any(item[:1] != samples[:1] for item in kinds):
                    continue
                split = "split(1, dim=1)" if len(kinds[0]) == len(samples) else "unbind(dim=1)"
                why = f"{listed.id} has {len(kinds)} items of all samples, {whole.id} gives one sample after the other"
                frames = [f for f in trace.crash.frames if f.is_user]
                for place in outwards(frames, source, listed, 0, 6):
                    if isinstance(place.node, ast.List | ast.Tuple) and split.startswith("split"):
                        text = f"torch.cat({place.source.span(place.node).text}, dim=1)"
                        yield fix("join the list along the axis of its kinds", Edit(place.span, text), prior,
                                  stage=Stage.LOSS_TARGET, why=why)  # fmt: skip
                edit = Edit(source.span(whole), f"{whole.id}.{split}")
                yield fix(f"take {whole.id} apart by its kinds, as {listed.id} is", edit, prior - 0.02,
                          stage=Stage.LOSS_TARGET, why=why)  # fmt: skip


def _items(frame: Frame, name: str) -> list[Shape] | None:
    value = frame.frame.f_locals.get(name)
    if not isinstance(value, list | tuple) or len(value) < 2 or not all(is_tensor(v) for v in value):
        return None
    return [shape_of(v) or () for v in value]


def _shape(frame: Frame, name: str) -> Shape | None:
    value = frame.frame.f_locals.get(name)
    return shape_of(value) if is_tensor(value) else None
