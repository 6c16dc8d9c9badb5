"""Layers built from a list of widths, ``zip(dims[:-1], dims[1:])``, which begins with another one than comes in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.project import Function

_Listed = ast.List | ast.Tuple


def first_width(trace: Trace, module: Any, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The first entry made ``got``: in the list that is given, else in the one that is there by default."""
    call = constructor(module)
    node = argument(call, module, "in_features") if call is not None else None
    loop = enclosing(node, ast.For) if node is not None else None
    function = enclosing(node, ast.FunctionDef) if node is not None else None
    if call is None or not isinstance(loop, ast.For) or not isinstance(function, ast.FunctionDef):
        return
    names = {n.id for n in ast.walk(loop.iter) if isinstance(n, ast.Name)}
    for name in sorted(names):
        for source, listed in _lists(trace, call.source, function, name):
            entry = listed.elts[0] if listed.elts else None
            if isinstance(entry, ast.Constant) and entry.value == want:
                yield fix(f"let {name} begin with {got}", Edit(source.span(entry), str(got)), prior,
                          stage=Stage.LAYER_CONFIG, why=f"{name} begins with {want}, {got} arrive")  # fmt: skip


def _lists(trace: Trace, source: Source, function: Function, name: str) -> Iterator[tuple[Source, _Listed]]:
    """The lists that a parameter is given, or has by default; that a name is bound to."""
    for given in bench_of(trace).resolver.arguments(source, function, name):
        if isinstance(given.node, _Listed):
            yield given.source, given.node
    for bound, value in (pair for statement in ast.walk(function) for pair in bindings(statement)):
        if bound == name and isinstance(value, _Listed):
            yield source, value
