"""``len(sizes)`` where the sizes themselves are summed up: the parts are counted, their widths are needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import Place, callee

_HOPS = 2


def widths_summed(trace: Trace, module: Any, name: str, prior: float) -> Iterator[Fix]:
    """``len(xs)`` behind an argument as the sum of ``xs``, or of the last or first entries of its pairs."""
    call = constructor(module)
    node = argument(call, module, name) if call is not None else None
    if call is None or node is None:
        return
    why = f"{name} of {attribute_text(trace, module)} counts the parts, not their widths"
    for place in _behind(trace, Place(call.source, node), _HOPS):
        for part in walk(place.node):
            if isinstance(part, ast.Call) and callee(part) == "len" and len(part.args) == 1:
                listed = place.source.span(part.args[0]).text
                for number, text in enumerate((f"sum(d for _, d in {listed})", f"sum({listed})")):
                    yield fix(f"add the widths up, {text}", Edit(place.source.span(part), text), prior - 0.01 * number,
                              stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip


def _behind(trace: Trace, place: Place, hops: int) -> Iterator[Place]:
    """The expression, and what its names are assigned."""
    yield place
    for part in walk(place.node) if hops else ():
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            for definition in bench_of(trace).resolver.definitions(place.source, part)[:3]:
                yield from _behind(trace, definition, hops - 1)
