"""A filter as wide as its map that is padded on that side, too: more than one column comes out, for any squeeze."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import in_shape
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source


def padded_width(trace: Trace, prior: float) -> Iterator[Fix]:
    """``padding=(k - 2, 0)`` for ``padding=k - 2`` of ``Conv2d(1, n, (k, embedding_dim))``."""
    seen: set[tuple[str, int]] = set()
    for record in trace.records:
        module, shape = record.module, in_shape(record)
        kernel, padding = getattr(module, "kernel_size", None), getattr(module, "padding", None)
        if not shape or not isinstance(kernel, tuple) or not isinstance(padding, tuple) or len(kernel) != 2:
            continue
        if shape[-1] != kernel[1] or kernel[0] == kernel[1] or kernel[1] == 1 or not padding[1]:
            continue
        call = constructor(module)
        node = argument(call, module, "padding") if call is not None else None
        if call is None or node is None or isinstance(node, ast.Tuple | ast.List):
            continue
        key = (call.source.path, node.lineno)
        if key not in seen:
            seen.add(key)
            yield _one_side(call.source, node, shape[-1], padding[1], prior)


def _one_side(source: Source, node: ast.expr, width: int, padding: int, prior: float) -> Fix:
    text = source.span(node).text
    return fix(
        "pad along the first axis alone", Edit(source.span(node), f"({text}, 0)"), prior, stage=Stage.LAYER_CONFIG,
        why=f"the filter is as wide as its map of {width}, padded it stands in {2 * padding + 1} places there",
    )  # fmt: skip
