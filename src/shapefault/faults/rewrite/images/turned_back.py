"""Predictions for turned pictures that are joined as they come: each is turned back first, to lie as the others do."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.keywords import given
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent


def turned_back(trace: Trace, a: Shape, b: Shape, prior: float) -> Iterator[Fix]:
    """``torch.rot90(net(torch.rot90(x, k, dims)), -k, dims)`` where two sizes are exchanged."""
    differing = [i for i, (m, n) in enumerate(zip(a, b, strict=False)) if m != n]
    if len(a) != len(b) or len(differing) != 2 or [a[i] for i in differing] != [b[i] for i in differing[::-1]]:
        return
    for call in bench_of(trace).project.calls.get("rot90", []):
        around, turns, dims = parent(call.node), given(call.node, 1, "k"), given(call.node, 2, "dims")
        if not isinstance(around, ast.Call) or call.node not in around.args:
            continue
        if turns is None or dims is None:
            continue
        text = call.source.span(turns).text
        back = f"-{text}" if isinstance(turns, ast.Name | ast.Constant) else f"-({text})"
        name, axes = call.source.span(call.node.func).text, call.source.span(dims).text
        yield fix(
            "turn each prediction back", wrapped(call.source, around, f"{name}({{}}, {back}, {axes})"), prior,
            stage=Stage.AUGMENTATION, why="the prediction for a turned picture is turned, too",
        )  # fmt: skip
