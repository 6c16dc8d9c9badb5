"""``x = F.interpolate(x, size=label.shape[-2:])`` where nothing reads ``x`` any more: the prediction was meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_RESIZES = ("interpolate", "upsample", "resize", "pad", "center_crop", "crop")


def resized_other(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The operand in the place of what such a statement resizes for nothing, between it and the crash."""
    frame = trace.crash.user
    source, function = (frame.site.source(), frame.function()) if frame is not None else (None, None)
    if frame is None or source is None or function is None:
        return
    given = [crash_argument(trace, mismatch, role) for role in mismatch.operands]
    names = [at[1].id for at in given if at is not None and isinstance(at[1], ast.Name)]
    for part in (p for p in walk(function) if isinstance(p, ast.Assign)):
        target, call = part.targets[0], part.value
        first = call.args[0] if isinstance(call, ast.Call) and callee(call) in _RESIZES and call.args else None
        if not isinstance(target, ast.Name) or not isinstance(first, ast.Name) or first.id != target.id:
            continue
        loaded = (n for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
        if part.lineno > frame.lineno or any(n.id == first.id and n.lineno > (part.end_lineno or 0) for n in loaded):
            continue
        for name in names:
            if name != target.id:
                edits = (Edit(source.span(target), name), Edit(source.span(first), name))
                yield fix(
                    f"resize {name} here, not {target.id}", edits, prior, stage=Stage.LOSS_TARGET,
                    why=f"nothing reads {target.id} behind it",
                )  # fmt: skip
