"""Each sample with the whole batch of something else: ``[warp(m, grid) for m in masks]``, ``grid`` of all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.witness import Held
from shapefault.source.nodes import walk

_WORTH = 0.44


def each_of_batch(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """The sample's own row of each tensor that has one row for each that the comprehension goes through."""
    del trace
    taken = {part.id for part in scope.parts if isinstance(part, ast.Name)}
    index = next((name for name in "ijkn" if name not in taken), None)
    for part in scope.parts:
        if not isinstance(part, ast.ListComp) or len(part.generators) != 1 or index is None:
            continue
        loop = part.generators[0]
        rows = _rows(scope.held(loop.iter.id)) if isinstance(loop.iter, ast.Name) else None
        if rows is None or rows < 2 or not isinstance(loop.target, ast.Name):
            continue
        for use in walk(part.elt):
            if isinstance(use, ast.Name) and use.id != loop.target.id and _holds(scope.held(use.id), rows):
                target, each = scope.source.span(loop.target), scope.source.span(loop.iter)
                edits = (
                    Edit(scope.source.span(use), f"{use.id}[{index} : {index} + 1]"),
                    Edit(target, f"{index}, {target.text}"),
                    Edit(each, f"enumerate({each.text})"),
                )
                title = f"take the row of {use.id} that belongs to each of {each.text}"
                yield fix(title, edits, _WORTH, stage=Stage.RESHAPE)


def _rows(held: Held | None) -> int | None:
    """The entries of a list, the rows of a tensor."""
    value = held.value if held is not None else None
    if isinstance(value, tuple):
        return value[0] if value else None
    return value if isinstance(value, int) and held is not None and held.kind in ("list", "tuple") else None


def _holds(held: Held | None, rows: int) -> bool:
    return held is not None and isinstance(held.value, tuple) and held.value[:1] == (rows,)
