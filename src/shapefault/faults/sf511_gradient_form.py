"""SF511: ``backward`` is given a gradient of another form than the tensor it belongs to, or a loss of many numbers.

What it is
    The gradient handed to ``y.backward(gradient)`` has the shape of ``y``. Without one, ``y`` is a single number.

Why it happens
    The gradient got an axis of size 1 that the values do not have, or the other way round; the loss was computed for
    each sample (``reduction="none"``) and never averaged.

Not this fault
    Shapes that do not fit within the loss itself: see SF801 to SF807.

See also
    torch.Tensor.backward
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.aligning import aligned
from shapefault.faults.rewrite.axes.reshapes import receiver, without
from shapefault.faults.rewrite.axes.rows_among_columns import rows_among_columns
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.losses.averaged import averaged
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import value_in
from shapefault.faults.rewrite.shapes import apply, meta
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of, shape_text
from shapefault.source.project import CallPlace, callee

_REGROUP = ("unsqueeze", "squeeze", "view", "reshape", "flatten")


class GradientForm(Fault):
    """The gradient has not the shape of its tensor; or there is none and the tensor has many numbers."""

    code = "SF511"
    name = "gradient-form"
    title = "backward is given a gradient of another form than the tensor it belongs to"
    ops = ("backward",)
    rule = "gradient.shape = tensor.shape"
    example = """
        values = torch.rand(32, requires_grad=True) * 2
        errors = torch.rand(32)
        values.backward(errors.unsqueeze(1))
    """
    fixed = """
        values = torch.rand(32, requires_grad=True) * 2
        errors = torch.rand(32)
        values.backward(errors)
    """
    expected = """
        error[SF511]: the gradient (32, 1) is not of the form (32) of what it belongs to
    """
    near_misses = ("(torch.rand(3, requires_grad=True) * 2).backward(torch.rand(3))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Both shapes are known and differ."""
        if "scalar outputs" in trace.crash.message:
            own = next((o.shape for o in mismatch.operands.values()), None)
            return Cause(
                f"backward needs one number, the loss is {shape_text(own)}" if own else "backward needs one number",
                Stage.LOSS_TARGET,
                None,
                (MathLine("loss.dim() = 0", shape_text(own), "()"),) if own else (),
                confidence=0.8,
                data={"scalar": True},
            )
        found = _shapes(trace)
        if found is None or found[0] == found[1]:
            return None
        own, given = found
        return Cause(
            f"the gradient {shape_text(given)} is not of the form {shape_text(own)} of what it belongs to",
            Stage.LOSS_TARGET,
            None,
            (MathLine("gradient.shape = tensor.shape", shape_text(given), shape_text(own)),),
            confidence=0.8,
            primary_label=f"{shape_text(given)} against {shape_text(own)}",
            data={"own": own, "given": given},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The reshaping of either side left out; else the gradient brought into the tensor's form."""
        if "scalar" in cause.data:
            loss = trace.crash.expression
            if isinstance(loss, ast.Call) and isinstance(loss.func, ast.Attribute):
                yield from averaged(trace, loss.func.value)
            return
        own, given = cause.data["own"], cause.data["given"]
        yield from rows_among_columns(trace, 0.86)
        frame, node, source = trace.crash.user, trace.crash.expression, trace.source()
        parts = _parts(node)
        if frame is None or source is None or parts is None:
            return
        for side, now, want in ((parts[1], given, own), (parts[0], own, given)):
            if isinstance(side, ast.Call) and callee(side) in _REGROUP:
                call = CallPlace(source, side)
                base, edit = receiver(call), without(call)
                before = shape_of(value_in(frame, base[0])) if base is not None else None
                if edit is not None and before in (want, None):
                    yield fix(f"leave out this {callee(side)}", edit, 0.9, stage=Stage.LOSS_TARGET,
                              why=f"it gives {shape_text(now)}, the other side has {shape_text(want)}")  # fmt: skip
        for template in aligned(given, own, 0.7):
            result = apply(template.text, meta(given, None))
            if result is None or tuple(result.shape) != own:
                continue
            yield fix(template.title, wrapped(source, parts[1], template.text), template.prior, stage=Stage.LOSS_TARGET,
                      why=template.why)  # fmt: skip
            for place in places(trace, mismatch, "gradient")[1:4] if "gradient" in mismatch.operands else ():
                if place.kind == "definition" and isinstance(parts[1], ast.Name) and place.name == parts[1].id:
                    yield fix(template.title, place.edit(template.text), template.prior - 0.02, stage=Stage.LOSS_TARGET,
                              why=template.why)  # fmt: skip


def _parts(node: ast.expr | None) -> tuple[ast.expr, ast.expr] | None:
    """The tensor and the gradient of ``y.backward(g)`` or ``torch.autograd.backward(y, g)``."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "backward":
        return None
    args = [*node.args, *(k.value for k in node.keywords if k.arg in ("gradient", "grad_tensors"))]
    if ast.unparse(node.func.value) == "torch.autograd":
        return (args[0], args[1]) if len(args) > 1 else None
    return (node.func.value, args[0]) if args else None


def _shapes(trace: Trace) -> tuple[Shape, Shape] | None:
    frame, parts = trace.crash.user, _parts(trace.crash.expression)
    if frame is None or parts is None:
        return None
    values = [value_in(frame, p) for p in parts]
    return (tuple(values[0].shape), tuple(values[1].shape)) if all(is_tensor(v) for v in values) else None
