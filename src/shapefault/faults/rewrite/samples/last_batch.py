"""The last batch, with fewer samples than the others, is the one that fails: left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.numbers.program import drop_last
from shapefault.faults.rewrite.samples.slices_over_end import beyond_end
from shapefault.faults.rewrite.samples.stepped_windows import is_stepped, without_rest
from shapefault.model import Fix, Stage
from shapefault.observe.batches import batch_of
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk


def without_last_batch(trace: Trace, prior: float) -> Iterator[Fix]:
    """``drop_last=True`` where the batch that fails is known to be the last of several."""
    batch = batch_of(trace.crash.frames)
    if batch is not None and batch.is_last:
        yield from drop_last(trace, prior)
    yield from _without_last_slice(trace, prior)


def _without_last_slice(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same in a loop that cuts its batches itself: ``for k in range(0, len(x), 16)`` with ``x[k:k + 16]``."""
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        for loop in walk(function) if function is not None else ():
            if not isinstance(loop, ast.For) or not loop.lineno <= frame.lineno <= (loop.end_lineno or 0):
                continue
            steps, index = loop.iter, loop.target
            if source is None or not is_stepped(steps) or not isinstance(index, ast.Name):
                continue
            if not _ends_short(frame, loop, index.id):
                continue
            yield fix(
                "leave out the last, shorter slice", without_rest(source, steps), prior,
                stage=Stage.DATA_LOADING, why="the last slice of the loop is shorter than the others",
            )  # fmt: skip
            return


def _ends_short(frame: Frame, loop: ast.For, index: str) -> bool:
    """Whether ``x[k:k + 16]`` asks for more than there is left of ``x``."""
    for node in walk(loop):
        bounds = node.slice if isinstance(node, ast.Subscript) else None
        starts = isinstance(bounds, ast.Slice) and isinstance(bounds.lower, ast.Name) and bounds.lower.id == index
        found = beyond_end(frame, node) if isinstance(node, ast.Subscript) and starts else None
        if found is not None and sum(value for _, value in found[0]) > found[1]:
            return True
    return False
