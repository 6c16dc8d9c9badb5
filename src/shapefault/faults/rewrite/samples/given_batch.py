"""``loss(a, b, batch_size)``: the size of a full batch, where the last one has fewer samples."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.batches import batch_of, loop_of
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.frames import Frame


def size_of_the_batch(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each use of that number in the loop's body, up to the crash, replaced by the length of what the batch holds."""
    batch, found = batch_of(trace.crash.frames), loop_of(trace.crash.frames)
    if batch is None or not batch.is_last or found is None:
        return
    frame, loop, loader = found
    source, full = frame.site.source(), getattr(loader, "batch_size", None)
    held = _of_the_batch(frame, loop)
    if source is None or held is None or type(full) is not int or held[1] == full:
        return
    values = ((node, frame.held(node)) for node in _read(loop, frame.lineno))
    uses = [node for node, value in values if type(value) is int and value == full]
    if uses:
        name, rows = held
        yield fix(
            f"take the number of samples of {name} in place of {ast.unparse(uses[0])}",
            [Edit(source.span(node), f"len({name})") for node in uses],
            prior,
            stage=Stage.RESHAPE,
            why=f"{ast.unparse(uses[0])} is {full}, this batch has {rows}",
            applicability="safe",
        )


def _of_the_batch(frame: Frame, loop: ast.For) -> tuple[str, int] | None:
    """The first name of the loop's target that is a tensor, with its number of samples."""
    for node in ast.walk(loop.target):
        shape = shape_of(frame.held(node)) if isinstance(node, ast.Name) else None
        if isinstance(node, ast.Name) and shape:
            return node.id, shape[0]
    return None


def _read(loop: ast.For, until: int) -> Iterator[ast.Name | ast.Attribute]:
    """Names and attributes that the loop's body reads down to a line."""
    for statement in loop.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and node.lineno <= until:
                yield node
