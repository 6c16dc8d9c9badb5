"""Both directions of the first layer's state alone, ``cat((h[0:1], h[1:2]), dim=2)``, where there are more layers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def states_of_all_layers(trace: Trace, prior: float) -> Iterator[Fix]:
    """``cat((h[0::2], h[1::2]), dim=2)``: torch gives a layer's two directions one after the other."""
    edits: list[Edit] = []
    calls = bench_of(trace).project.calls
    for call in (*calls.get("cat", []), *calls.get("concat", [])):
        given = call.node.args[0] if call.node.args else None
        parts = given.elts if isinstance(given, ast.Tuple | ast.List) else []
        slices = [_slice(part, at) for at, part in enumerate(parts)]
        names = {ast.unparse(part.value) for part in parts if isinstance(part, ast.Subscript)}
        if len(parts) == 2 and len(names) == 1 and all(slices):
            edits += [Edit(call.source.span(s), f"{at}::2") for at, s in enumerate(slices) if s is not None]
    if edits:
        yield fix(
            "join the directions of every layer", edits, prior, stage=Stage.RESHAPE,
            why="0:1 and 1:2 are the two directions of the first layer alone",
        )  # fmt: skip


def _slice(node: ast.expr, at: int) -> ast.expr | None:
    """The slice of ``h[0:1]`` for 0, of ``h[1:2]`` for 1."""
    part = node.slice if isinstance(node, ast.Subscript) else None
    if isinstance(part, ast.Tuple):
        part = part.elts[0] if part.elts else None
    wanted = (":1", "0:1") if at == 0 else ("1:2",)
    return part if isinstance(part, ast.Slice) and ast.unparse(part) in wanted else None
