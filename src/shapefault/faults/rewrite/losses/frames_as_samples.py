"""The frames of a clip became samples of the batch, and the labels are one a clip: ``video.reshape(n * t, ...)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def frames_as_samples(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The mean of a clip's predictions where they are made; else the label of the clip for each of its frames."""
    first, second = mismatch.shape("input"), mismatch.shape("target")
    if not first or not second or first[0] <= second[0] or first[0] % second[0]:
        return
    frame = trace.crash.user
    joined = _joined(frame, second[0], first[0] // second[0]) if frame is not None else None
    if joined is None:
        return
    batch, frames = joined
    why = f"each of the {frames} frames of a clip is a sample of its own, and there is one label a clip"
    for place in [p for p in places(trace, mismatch, "input", 4) if p.kind in ("use", "definition")][::-1]:
        rest = "-1" if len(first) == 2 else ", ".join(map(str, first[1:]))
        shape = f"{batch}, {frames}, {rest}" if len(first) > 1 else f"{batch}, {frames}"
        yield fix("take the mean of a clip's predictions", place.edit(f"{{}}.view({shape}).mean(dim=1)"),
                  prior - 0.02 * (place.kind == "use"), stage=Stage.LOSS_TARGET, why=why)  # fmt: skip
    for place in [p for p in places(trace, mismatch, "target", 4) if p.kind in ("use", "definition")]:
        yield fix("give each frame the label of its clip", place.edit(f"{{}}.repeat_interleave({frames}, dim=0)"),
                  prior - 0.04 - 0.01 * (place.kind == "use"), stage=Stage.LOSS_TARGET, why=why)  # fmt: skip


def _joined(frame: Frame, batch: int, frames: int) -> tuple[str, str] | None:
    """The names of ``x.reshape(n * t, ...)`` in the running function, where they stand for these numbers."""
    function = frame.function()
    for call in walk(function) if function is not None else ():
        if not isinstance(call, ast.Call) or callee(call) not in ("view", "reshape") or not call.args:
            continue
        size = call.args[0]
        if isinstance(size, ast.BinOp) and isinstance(size.op, ast.Mult):
            for one, other in ((size.left, size.right), (size.right, size.left)):
                names = isinstance(one, ast.Name) and isinstance(other, ast.Name)
                if names and (frame.number(one), frame.number(other)) == (batch, frames):
                    return ast.unparse(one), ast.unparse(other)
    return None
