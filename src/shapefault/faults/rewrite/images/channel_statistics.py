"""``(image - mean) / std`` with three numbers each, where the picture has its channels first: (3, H, W)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import statement_of


def along_channels(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Each name of the failing statement that holds a number a channel, along the axis of the channels."""
    shapes = [operand.shape for operand in mismatch.operands.values()]
    rows = next((s for s in shapes if len(s) == 1), None)
    picture = next((s for s in shapes if len(s) in (3, 4)), None)
    user, source, node = trace.crash.user, trace.source(), trace.crash.expression
    statement = statement_of(node) if node is not None else None
    if rows is None or picture is None or user is None or source is None or statement is None:
        return
    if rows[0] not in (3, 4) or picture[-3] != rows[0] or picture[-1] == rows[0]:
        return
    names = [n for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    edits = [wrapped(source, n, "{}[:, None, None]") for n in names if shape_of(user.names.get(n.id)) == rows]
    if edits:
        why = f"the {rows[0]} numbers meet the last axis, the channels are axis {len(picture) - 3}"
        yield fix("put the numbers along the channels", edits, prior, stage=Stage.DATA_LOADING, why=why)
