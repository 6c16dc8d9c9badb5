"""Statistics that stand in a table by the name of a data set: ``mean, std = NORMALIZE[name]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import bench_of
from shapefault.observe.hooks import recorded_modules, site_of
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Place


def entry_of_table(trace: Trace, call: CallPlace, node: ast.expr) -> Place | None:
    """The entry behind ``node``, an argument of the call of ``Normalize``: the one with the values that it holds."""
    values = [list(map(float, held)) for held in _held(call)]
    return next((place for place in _entries(trace, call, node) if _written(place.node) in values), None)


def _held(call: CallPlace) -> Iterator[Any]:
    """The statistics of the live transforms that the call has built."""
    for module in recorded_modules():
        built = call_at(site_of(module)) if type(module).__name__ == "Normalize" else None
        if built is not None and built.node is call.node:
            yield from (held for held in (module.mean, module.std) if isinstance(held, list | tuple))


def _entries(trace: Trace, call: CallPlace, node: ast.expr) -> Iterator[Place]:
    """What the table has at the place of the name that is bound from it."""
    function = enclosing(call.node, ast.FunctionDef)
    for part in walk(function or call.source.tree):
        target = part.targets[0] if isinstance(part, ast.Assign) else None
        if not isinstance(part, ast.Assign) or not isinstance(target, ast.Tuple):
            continue
        names, table = [ast.unparse(e) for e in target.elts], part.value
        if not isinstance(table, ast.Subscript) or ast.unparse(node) not in names:
            continue
        at = names.index(ast.unparse(node))
        for found in bench_of(trace).resolver.definitions(call.source, table.value):
            for entry in found.node.values if isinstance(found.node, ast.Dict) else ():
                if isinstance(entry, ast.Tuple | ast.List) and len(entry.elts) == len(names):
                    yield Place(found.source, entry.elts[at])


def _written(node: ast.AST) -> list[float] | None:
    try:
        return list(map(float, ast.literal_eval(node)))
    except (ValueError, TypeError):
        return None
