"""``self.pool(x.transpose(1, 2))``: two axes are exchanged on one side of a layer, and not on the other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice
from typing import TypeGuard

from shapefault.faults.rewrite.axes.turned_back import turns_back
from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import of_self, parent
from shapefault.source.project import CallPlace

_MOST = 6


def turned_once(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same exchange behind the layer, or in front of it."""
    calls = bench_of(trace).project.calls
    turns = [turn for name in ("transpose", "permute") for turn in calls.get(name, []) if turns_back(turn)]
    yield from islice((found for turn in turns for found in _other_side(turn, prior)), _MOST)


def _other_side(turn: CallPlace, prior: float) -> Iterator[Fix]:
    node, function = turn.node, turn.node.func
    if not isinstance(function, ast.Attribute):
        return
    exchange = ast.unparse(node).removeprefix(ast.unparse(function.value))
    outer, inner = parent(node), function.value
    if _of_layer(outer) and outer.args == [node] and not isinstance(parent(outer), ast.Attribute):
        yield fix(
            "exchange the axes back behind the layer", wrapped(turn.source, outer, "{}" + exchange), prior,
            stage=Stage.RESHAPE, why=f"they are exchanged for {ast.unparse(outer.func)} alone",
        )  # fmt: skip
    if _of_layer(inner) and len(inner.args) == 1 and isinstance(inner.args[0], ast.Name | ast.Attribute):
        yield fix(
            "exchange the axes in front of the layer, too", wrapped(turn.source, inner.args[0], "{}" + exchange),
            prior, stage=Stage.RESHAPE, why=f"they are exchanged behind {ast.unparse(inner.func)} alone",
        )  # fmt: skip


def _of_layer(call: ast.AST | None) -> TypeGuard[ast.Call]:
    """Whether it calls an attribute of ``self``, or an entry of one."""
    if not isinstance(call, ast.Call):
        return False
    return of_self(call.func.value if isinstance(call.func, ast.Subscript) else call.func)
