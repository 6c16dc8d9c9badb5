"""A part of a network that works along the other axis: turned before it and back behind it, as in an MLP mixer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.around import accepts, called_at, detoured, detours
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import parent


def there_and_back(trace: Trace, want: int, prior: float) -> Iterator[Fix]:
    """The outermost part whose result is added to what it was given, between two moves of the last two axes."""
    for frame in reversed(list(trace.user_frames())):
        found = called_at(trace, frame)
        shape = shape_of(found[4]) if found is not None else None
        if found is None or shape is None or len(shape) != 3 or shape[1] != want or not _added(found[1]):
            continue
        source, call, argument, module, tensor = found
        move = detours(3)[0]
        if not accepts(module, tensor, shape, move):
            continue
        yield fix(
            "swap the last two axes around this part",
            detoured(source, call, argument, move.before, move.after),
            prior,
            stage=Stage.RESHAPE,
            why=f"it works along the axis of {want}, which is not the last",
        )
        return


def _added(call: ast.Call) -> bool:
    """Whether what the part gives is added to something, directly or through dropout and the like."""
    around = parent(call)
    while isinstance(around, ast.Call):
        around = parent(around)
    return isinstance(around, ast.BinOp | ast.AugAssign) and isinstance(around.op, ast.Add)
