"""A layer that reads another one: built with the very expression that the other one gives its output by."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing


def as_given_before(
    trace: Trace, layer: Any, parameter: str, owner: tuple[Any, str] | None, prior: float
) -> Iterator[Fix]:
    """``nn.Conv2d(rate, ...)`` behind ``nn.Conv2d(c, squeezed)`` of one function: ``nn.Conv2d(squeezed, ...)``."""
    call = constructor(layer) if layer is not None else None
    before = constructor(owner[0]) if owner is not None else None
    if call is None or before is None or owner is None or call.source.path != before.source.path:
        return
    node, given = argument(call, layer, parameter), argument(before, owner[0], owner[1])
    function = enclosing(call.node, ast.FunctionDef)
    if node is None or given is None or function is None or enclosing(before.node, ast.FunctionDef) is not function:
        return
    if isinstance(node, ast.Constant) or isinstance(given, ast.Constant) or ast.dump(node) == ast.dump(given):
        return
    text = before.source.span(given).text
    yield fix(
        f"build {attribute_text(trace, layer)} with {text}, as the layer before it",
        Edit(call.source.span(node), text),
        prior,
        stage=Stage.LAYER_CONFIG,
        why=f"{attribute_text(trace, owner[0])} gives {text}, this layer is built for {ast.unparse(node)}",
    )
