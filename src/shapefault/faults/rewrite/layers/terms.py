"""``nn.Linear(3 + 3 * 2 * L, width)`` of features without the first three: the term that makes the difference."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def term_too_many(trace: Trace, module: Any, name: str, now: int, come: int, prior: float) -> Iterator[Fix]:
    """The argument without the term of a sum whose value is what is too much."""
    call = constructor(module)
    node = argument(call, module, name) if call is not None else None
    if call is None or not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add) or come >= now:
        return
    for gone, left in ((node.left, node.right), (node.right, node.left)):
        if now - come in bench_of(trace).resolver.values(call.source, gone):
            text = call.source.span(gone).text
            yield fix(f"leave {text} out of {name} of {attribute_text(trace, module)}",
                      Edit(call.source.span(node), call.source.span(left).text), prior, stage=Stage.LAYER_CONFIG,
                      why=f"{now} are counted with {text}, {come} arrive")  # fmt: skip
