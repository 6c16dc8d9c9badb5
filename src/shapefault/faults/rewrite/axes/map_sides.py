"""A map put together of tokens with its width first: ``x.reshape(n, c, w // 8, h // 8)``, right for squares only."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import exchange, fix
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.recorder import Record


def map_sides(records: list[Record], got: Shape, want: Shape, prior: float) -> Iterator[Fix]:
    """The two sides the other way round in each view of a map on its way to ``got``, which is ``want`` turned."""
    if len(got) < 3 or got[-1] == got[-2] or got[-2:] != want[-1:-3:-1]:
        return
    for record in records:
        made = out_shape(record)
        if ops.canonical(record.name) not in ("view", "reshape") or made is None or len(made) < 3:
            continue
        call = call_at(record.site)
        args = call.node.args if call is not None else []
        if call is None or len(args) < 3 or made[-2] * got[-1] != made[-1] * got[-2] or made[-1] == made[-2]:
            continue
        first, second = args[-2:]
        if not isinstance(first, ast.Starred | ast.UnaryOp) and not isinstance(second, ast.Starred | ast.UnaryOp):
            text = f"{call.source.span(second).text}, {call.source.span(first).text}"
            yield fix(
                f"put the map together as {text}", exchange(call.source, first, second), prior,
                stage=Stage.RESHAPE, why=f"it comes out as {got[-2]}×{got[-1]} for {want[-2]}×{want[-1]}",
            )  # fmt: skip
