"""One-hot rows flattened as if they were class numbers: ``targets.view(-1)`` of (8, 4) gives 32 for 8 predictions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.losses.loss_forms import along
from shapefault.faults.rewrite.meeting import meeting
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_FLAT = ("view", "reshape", "flatten", "ravel")


def flattened_classes(trace: Trace, prior: float) -> Iterator[Fix]:
    """The class numbers of the rows in the place of the flattening, in any function that was running."""
    pairs = meeting(trace)
    for frame in trace.user_frames() if pairs else ():
        source, function = frame.site.source(), frame.function()
        for part in walk(function) if function is not None and source is not None else ():
            if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name) and source is not None:
                yield from _rows(source, frame, part, pairs, prior)


def _rows(
    source: Source, frame: Frame, part: ast.Assign, pairs: frozenset[tuple[int, int]], prior: float
) -> Iterator[Fix]:
    name = part.targets[0]
    call = part.value
    if not isinstance(name, ast.Name) or not isinstance(call, ast.Call) or callee(call) not in _FLAT:
        return
    flat = frame.frame.f_locals.get(name.id)
    rows = getattr(flat, "_base", None) if is_tensor(flat) else None
    if flat is None or rows is None or (flat.ndim, rows.ndim) != (1, 2) or not isinstance(call.func, ast.Attribute):
        return
    if (len(rows), flat.numel()) not in pairs or along(rows, 1) not in ("one-hot", "shares"):
        return
    text = source.span(call.func.value).text
    yield fix(
        "class numbers from the one-hot targets", Edit(source.span(call), f"{text}.argmax(1)"), prior,
        stage=Stage.LOSS_TARGET, why=f"the targets are one-hot rows of {rows.shape[1]}, flattened they are no classes",
    )  # fmt: skip
