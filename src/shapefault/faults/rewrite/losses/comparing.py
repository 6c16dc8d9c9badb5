"""Predictions are compared with labels in the program's own loop: which axis an argmax is taken along."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.forms import forms
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_CHOOSING = {"max", "argmax", "min", "argmin", "topk", "softmax", "sort", "argsort"}


def choices(trace: Trace, mismatch: Mismatch, role: str, size: int, prior: float) -> Iterator[Fix]:
    """``torch.max(outputs, 0)`` looks for the largest sample of each class: take it along the classes."""
    frame = trace.crash.user
    source = frame.site.source() if frame is not None else None
    function = trace.function()
    if frame is None or source is None or function is None:
        return
    names = {n.id for form in forms(trace, mismatch, role) for n in walk(form.base) if isinstance(n, ast.Name)}
    operand = mismatch.operands[role]
    for part in walk(function):
        inside = isinstance(part, ast.Assign) and any(
            isinstance(n, ast.Name) and n.id in names for t in part.targets for n in walk(t)
        )
        crash = part is trace.crash.expression
        if not inside and not crash:
            continue
        for call in walk(part):
            if isinstance(call, ast.Call) and callee(call) in _CHOOSING:
                yield from _along(source, frame, call, operand.shape, size, prior)


def _along(
    source: Source, frame: Frame, call: ast.Call, shape: tuple[int, ...], size: int, prior: float
) -> Iterator[Fix]:
    function = call.func
    if not isinstance(function, ast.Attribute):
        return
    free = isinstance(function.value, ast.Name) and function.value.id in ("torch", "F", "np")
    tensor = call.args[0] if free and call.args else function.value
    of = shape_in(frame, tensor) if not free or call.args else None
    position = 1 if free else 0
    given = next((k.value for k in call.keywords if k.arg in ("dim", "axis")), None)
    if given is None and len(call.args) > position:
        given = call.args[position]
    if of is None or len(of) < 2 or of[0] != size:
        return
    new = "1"
    if given is None:
        edit = set_keyword(CallPlace(source, call), "dim", new)
    elif isinstance(given, ast.Constant) and given.value == 0:
        edit = Edit(source.span(given), new)
    else:
        return
    why = "the largest is taken along the samples here, the classes are axis 1"
    yield fix("take the largest along the classes", edit, prior, stage=Stage.LOSS_TARGET, why=why)


def namesakes(trace: Trace, mismatch: Mismatch, role: str, prior: float) -> Iterator[Fix]:
    """Another variable of the function has the shape that is wanted: the labels of this loop, not of the last."""
    frame = trace.crash.user
    if frame is None:
        return
    other = next((o for r, o in mismatch.operands.items() if r != role), None)
    for form in forms(trace, mismatch, role):
        if not form.plain or not isinstance(form.base, ast.Name) or form.place.kind != "use" or form.place.level:
            continue
        now: Any = frame.frame.f_locals.get(form.base.id)
        taken = (
            {n.id for n in walk(trace.crash.expression) if isinstance(n, ast.Name)} if trace.crash.expression else set()
        )
        for name, value in frame.frame.f_locals.items():
            if name in taken or not is_tensor(value) or other is None or tuple(value.shape) != other.shape:
                continue
            if is_tensor(now) and value.dtype == now.dtype and not name.startswith("_"):
                yield fix(
                    f"compare with {name}",
                    Edit(form.place.source.span(form.base), name),
                    prior,
                    stage=Stage.LOSS_TARGET,
                    why=f"{form.base.id} is not of this batch, {name} is",
                )
