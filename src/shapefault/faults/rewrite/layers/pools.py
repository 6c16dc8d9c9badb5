"""A pooling that gives one size whatever arrives, in place of one with a window of a fixed size."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import attribute_text, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import callee


def adaptive(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``nn.AvgPool2d(7)`` -> ``nn.AdaptiveAvgPool2d(1)``; ``F.avg_pool2d(x, 7)`` -> ``F.adaptive_avg_pool2d(x, 1)``."""
    dims = next((c for c in mismatch.op if c.isdigit()), "2")
    kind = "Avg" if "avg" in mismatch.op else "Max"
    call = constructor(mismatch.layer) if mismatch.layer is not None else None
    if call is not None and isinstance(call.node.func, ast.Attribute) and callee(call.node).endswith(f"Pool{dims}d"):
        text = f"{call.source.span(call.node.func.value).text}.Adaptive{kind}Pool{dims}d(1)"
        yield fix(
            f"let {attribute_text(trace, mismatch.layer)} pool a map of any size",
            Edit(call.span, text),
            prior,
            stage=Stage.LAYER_CONFIG,
            why="the window counts on a larger map",
        )
        return
    source, node = trace.source(), trace.crash.expression
    if source is None or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
        return
    if callee(node) != mismatch.op:
        return
    base, image = source.span(node.func.value).text, source.span(node.args[0]).text
    yield fix(
        "pool a map of any size",
        Edit(source.span(node), f"{base}.adaptive_{mismatch.op}({image}, 1)"),
        prior,
        stage=Stage.LAYER_CONFIG,
        why="the window counts on a larger map",
    )
