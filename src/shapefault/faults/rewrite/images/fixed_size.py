"""A map resized to a size that is written out, where what it meets has followed the pictures: ``size=(16, 16)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import whole_number
from shapefault.faults.rewrite.images.sizes import sides_text
from shapefault.faults.rewrite.keywords import given
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_RESIZING = ("interpolate", "upsample", "resize", "adaptive_avg_pool2d", "adaptive_max_pool2d")


def fixed_size(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The size of the other map in the place of the numbers, in a running function that has both at hand."""
    shapes = [o.shape for r, o in mismatch.operands.items() if r not in ("weight", "bias") and len(o.shape) >= 3][:2]
    if len(shapes) != 2 or shapes[0][-2:] == shapes[1][-2:]:
        return
    stage = Stage.LOSS_TARGET if mismatch.layer is None and trace.root is None else Stage.LAYER_CONFIG
    for frame in list(trace.user_frames())[:2]:
        source, function = frame.site.source(), frame.function()
        for call in walk(function) if source is not None and function is not None else ():
            size = given(call, 1, "size") if isinstance(call, ast.Call) and callee(call) in _RESIZING else None
            if source is None or not isinstance(call, ast.Call) or size is None or call.lineno > frame.lineno:
                continue
            for mine, other in (shapes, shapes[::-1]):
                name = _known_before(frame, call, other) if _written(size) == mine[-2:] else None
                if name is not None:
                    yield fix(
                        f"resize to the size of {name}", Edit(source.span(size), f"{name}.shape[-2:]"), prior,
                        stage=stage, why=f"it is always resized to {sides_text(mine)}, {name} has {sides_text(other)}",
                    )  # fmt: skip


def _written(size: ast.expr) -> Shape | None:
    """Height and width that are written out, as two numbers or as one."""
    if isinstance(size, ast.Tuple | ast.List):
        sides = [whole_number(entry) for entry in size.elts]
        return tuple(s for s in sides if s is not None) if len(sides) == 2 else None
    one = whole_number(size)
    return (one, one) if one is not None else None


def _known_before(frame: Frame, call: ast.Call, shape: Shape) -> str | None:
    """A tensor with these sides that the function was given, or had made above the call."""
    code = frame.frame.f_code
    for name, value in list(frame.frame.f_locals.items()):
        own = shape_of(value) if is_tensor(value) else None
        if own is None or own[-2:] != shape[-2:] or len(own) < len(shape) - 1:
            continue
        if name in code.co_varnames[: code.co_argcount] or _bound_above(frame, name, call.lineno):
            return name
    return None


def _bound_above(frame: Frame, name: str, line: int) -> bool:
    function = frame.function()
    return function is not None and any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Store) and part.lineno < line
        for part in walk(function)
    )
