"""Layers built along a list from its end, ``widths[::-1]``, and run from its start."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import attribute_text, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def unreversed(trace: Trace, layer: Any, prior: float) -> Iterator[Fix]:
    """The loop or comprehension around the layer's constructor along the list as it is."""
    call = constructor(layer)
    around = enclosing(call.node, ast.ListComp, ast.GeneratorExp, ast.For) if call is not None else None
    loops = [around.iter] if isinstance(around, ast.For) else [g.iter for g in getattr(around, "generators", [])]
    for part in (p for loop in loops for p in walk(loop)):
        listed: ast.expr | None = None
        if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Slice) and part.slice.step is not None:
            whole = part.slice.lower is None and part.slice.upper is None
            listed = part.value if whole and ast.unparse(part.slice.step) == "-1" else None
        elif isinstance(part, ast.Call) and callee(part) == "reversed" and len(part.args) == 1:
            listed = part.args[0]
        if listed is not None and call is not None and isinstance(part, ast.expr):
            yield fix(
                f"go along {call.source.span(listed).text} from its start",
                Edit(call.source.span(part), call.source.span(listed).text),
                prior,
                stage=Stage.LAYER_CONFIG,
                why=f"{attribute_text(trace, layer)} is built for the list from its end",
            )
