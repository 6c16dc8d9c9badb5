"""Parts that are each as wide as the layer behind their ``cat`` takes in all: ``layers[0] // 2`` for each of two."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import owner_along, records_of
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in


def shared_width(trace: Trace, mismatch: Mismatch, want: int, prior: float) -> Iterator[Fix]:
    """The width of each part divided by their number, where all are built with one and the same expression."""
    records = records_of(trace, mismatch, "input")[:4]
    join = next((r for r in records if ops.canonical(r.name) == "cat"), None)
    parts = tensors_in([*join.args, *join.kwargs.values()]) if join is not None else []
    if len(parts) < 2 or any((shape_of(part) or ())[-1:] != (want,) for part in parts):
        return
    edits: dict[Edit, None] = {}
    texts = set()
    for part in parts:
        owner = owner_along(trace.journey(part), -1)
        call = constructor(owner[0]) if owner is not None else None
        node = argument(call, *owner) if call is not None and owner is not None else None
        if call is None or node is None or isinstance(node, ast.Constant):
            return
        texts.add(call.source.span(node).text)
        edits[wrapped(call.source, node, f"{{}} // {len(parts)}")] = None
    if len(texts) == 1:
        yield fix(
            f"give each part {texts.pop()} // {len(parts)}",
            edits,
            prior,
            stage=Stage.LAYER_CONFIG,
            why=f"{len(parts)} parts of {want} are joined, {want} are taken",
        )
