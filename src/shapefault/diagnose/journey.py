"""Provenance in words: the hops by which a number came to the fault, newest first."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

from shapefault import ops
from shapefault.faults.facts import in_shape
from shapefault.faults.rewrite.layers.constructor import constructor
from shapefault.model import Hop, Span
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.steps_first import reordered
from shapefault.observe.trace import Trace, layer_params
from shapefault.observe.values import shape_of, tensors_in
from shapefault.source.frames import function_node
from shapefault.source.nodes import walk

_MAX = 5


def provenance(mismatch: Mismatch, trace: Trace) -> tuple[Hop, ...]:
    """The hops of the operand that broke the requirement, then where the want was written."""
    hops: list[Hop] = []
    broken = mismatch.broken
    role = broken.operand if broken is not None else next(iter(mismatch.operands), None)
    if role is not None and (tensor := mismatch.tensor(role)) is not None:
        hops.extend(_tensor_hops(mismatch, trace, role, tensor))
    if broken is not None and broken.other and broken.other in mismatch.operands and broken.other != "weight":
        other = mismatch.tensor(broken.other)
        if other is not None:
            hops.extend(_tensor_hops(mismatch, trace, broken.other, other)[:3])
    layer = mismatch.layer
    if layer is not None and "weight" in mismatch.operands and (call := constructor(layer)) is not None:
        span = call.span
        value = broken.want_value if broken is not None else None
        hops.append(Hop(_short(span.text), span, value, note="built here"))
    return tuple(hops)


def _tensor_hops(mismatch: Mismatch, trace: Trace, role: str, tensor: Any) -> list[Hop]:
    hops: list[Hop] = []
    operand = mismatch.operands[role]
    broken = mismatch.broken
    axis = broken.axis if broken is not None and broken.operand == role and isinstance(broken.axis, int) else None
    value = operand.shape[axis] if axis is not None and -len(operand.shape) <= axis < len(operand.shape) else None
    name = operand.axes[axis] if value is not None and axis is not None and len(operand.axes) > axis else None
    last: Span | None = None
    shape = operand.shape
    for record in trace.journey(tensor):
        out = _out_shape(record, shape)
        before = in_shape(record)
        span = record.site.span() if record.site is not None else None
        if before == out and hops:
            continue  # an activation or a norm decides no number
        if span is not None and span == last:
            continue
        last = span
        hops.append(
            Hop(
                _short(span.text) if span is not None else record.name,
                span,
                value if not hops else None,
                name if not hops else None,
                out,
                reordered(_names(record, out), out or (), trace.steps_first),
                note=_note(record, before, out, trace),
            )
        )
        if len(hops) >= _MAX:
            break
    above = _above(trace, len(hops))
    if not hops and above and value is not None and above[0].shape == operand.shape:
        above[0] = replace(above[0], value=value, axis=name, axes=operand.axes)
    return [*hops, *above]


def _names(record: Record, shape: Any) -> tuple[str, ...]:
    """Axis names of a result; none where they would mean nothing."""
    if not shape:
        return ()
    op = ops.canonical(record.name)
    if len(shape) == 2 and op in ("flatten", "view", "reshape", "linear"):
        return ("N", "F")
    names = ops.axes(op, "output", len(shape), layer_params(record.module))
    return () if any(name.startswith("dim") for name in names) else names


def _above(trace: Trace, already: int) -> list[Hop]:
    """Where the outermost call got its input: the argument in the frame above, and its assignment."""
    root, replay = trace.root, trace.replay
    if root is None or replay is None or already >= _MAX:
        return []
    frame = next(
        (f for f in reversed(trace.crash.frames[: root.depth]) if f.is_user),
        None,
    )
    if frame is None:
        return []
    node, source = frame.site.node(), frame.site.source()
    if source is None or not isinstance(node, ast.Call) or not node.args:
        return []
    argument = node.args[0]
    shape = next((shape_of(t) for t in tensors_in(list(root.args))), None)
    loss = type(root.module).__module__.startswith("torch.nn.modules.loss")
    note = f"what the {'loss' if loss else 'model'} is given"
    hops = [Hop(_short(source.span(argument).text), source.span(argument), shape=shape, note=note)]
    if isinstance(argument, ast.Name):
        function = function_node(source, frame.site.code)
        for part in walk(function) if function is not None else ():
            if isinstance(part, ast.For) and any(
                isinstance(t, ast.Name) and t.id == argument.id for t in walk(part.target)
            ):
                hops.append(Hop(_short(source.span(part.iter).text), source.span(part.iter), note="the loop"))
                break
            if isinstance(part, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == argument.id for t in part.targets
            ):
                hops.append(Hop(_short(source.span(part.value).text), source.span(part.value)))
                break
    return hops


def _note(record: Record, before: Any, out: Any, trace: Trace) -> str:
    if before is None or out is None or record.module is None:
        return ""
    return type(_called(record, trace) or record.module).__name__


def _called(record: Record, trace: Trace) -> Any:
    """The module that the expression of a hop calls, where the op is one of a part of it: ``self.backbone(x)``."""
    node = record.site.node() if record.site is not None else None
    parts = (trace.path_of(record.module) or "").split(".")
    if trace.root is None or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr not in parts[:-1]:
        return None
    return trace.root.module.get_submodule(".".join(parts[: parts.index(node.func.attr) + 1]))


def _out_shape(record: Record, default: Any) -> Any:
    found = tensors_in(record.out)
    return shape_of(found[0]) if found else default


def _short(text: str, limit: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 12]} … {line[-9:]}"
