"""Give a constructor's parameter a value, wherever the call writes it: by position, by keyword, or not at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.model import Edit
from shapefault.observe.trace import Trace
from shapefault.source.retarget import retarget


def given(module: Any, name: str, text: str) -> Edit | None:
    """The edit under which ``module`` is built with ``name=text``; None where its constructor call is not known."""
    call = constructor(module) if module is not None else None
    if call is None:
        return None
    node = argument(call, module, name)
    return Edit(call.source.span(node), text) if node is not None else set_keyword(call, name, text)


def per_axis(values: tuple[int, ...]) -> str:
    """``3`` where all axes have one value, else ``(3, 5)``."""
    return str(values[0]) if len(set(values)) == 1 else f"({', '.join(map(str, values))})"


def sizes_given(
    trace: Trace, module: Any, name: str, old: tuple[int, ...], new: tuple[int, ...]
) -> Iterator[tuple[Edit, ...]]:
    """Edits under which a parameter with one number an axis changes from ``old`` to ``new``, in the author's form."""
    call = constructor(module) if module is not None else None
    node = argument(call, module, name) if call is not None else None
    if call is None or node is None:
        return
    if isinstance(node, ast.Tuple | ast.List) and len(node.elts) == len(old):
        edits: list[Edit] = []
        for element, a, b in zip(node.elts, old, new, strict=True):
            if a != b:
                targets = retarget(bench_of(trace).resolver, call.source, element, a, b)
                edits += targets[0].edits if targets else (Edit(call.source.span(element), str(b)),)
        yield tuple(dict.fromkeys(edits))
        return
    if len(set(new)) == 1:
        for target in retarget(bench_of(trace).resolver, call.source, node, old[0], new[0])[:2]:
            yield target.edits
    yield (Edit(call.source.span(node), per_axis(new)),)
