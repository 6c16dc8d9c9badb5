"""``(image - mean) / std`` with three numbers each, where the picture has its channels first: (3, H, W)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import own_values, shape_of
from shapefault.source.files import statement_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk


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
    uses = [n for n in walk(statement) if isinstance(n, ast.Name | ast.Attribute) and isinstance(n.ctx, ast.Load)]
    held = {id(n): n for n in uses if shape_of(_held(user, n)) == rows}
    edits = [wrapped(source, n, "{}[:, None, None]") for n in held.values()]
    why = f"the {rows[0]} numbers meet the last axis, the channels are axis {len(picture) - 3}"
    kept = {n.attr for n in held.values() if isinstance(n, ast.Attribute)}
    made = [c for c in bench_of(trace).project.calls.get("register_buffer", []) if len(c.node.args) > 1]
    tables = [wrapped(c.source, c.node.args[1], "{}.view(-1, 1, 1)") for c in made if _named(c.node) in kept]
    if tables and len(tables) == len(kept):
        yield fix("keep the numbers along the channels", tables, prior + 0.01, stage=Stage.LAYER_CONFIG, why=why)
    if edits:
        yield fix("put the numbers along the channels", edits, prior, stage=Stage.DATA_LOADING, why=why)


def _named(call: ast.Call) -> object:
    """The name that a buffer is registered under."""
    return call.args[0].value if isinstance(call.args[0], ast.Constant) else None


def _held(user: Frame, node: ast.expr) -> object:
    """What a name stands for, or an attribute of an object, a buffer of a module among them."""
    if isinstance(node, ast.Attribute):
        return own_values(user.held(node.value)).get(node.attr)
    return user.held(node)
