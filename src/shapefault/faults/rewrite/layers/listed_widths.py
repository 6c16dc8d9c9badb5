"""Layers built from a list of widths, ``zip(dims[:-1], dims[1:])``, which begins or ends with a wrong one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.faults.rewrite.layers.handed import handed, user_sites
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import Function, has_parameter

_Listed = ast.List | ast.Tuple
_STEPS = 6
"""How many names a list is followed through."""


def first_width(trace: Trace, module: Any, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The first entry made ``got``: in the list that is given, else in the one that is there by default."""
    for source, function, name in _looped(module, "in_features"):
        for place, listed in _lists(trace, source, function, name):
            entry = listed.elts[0] if listed.elts else None
            if isinstance(entry, ast.Constant) and entry.value == want:
                yield fix(f"let {name} begin with {got}", Edit(place.span(entry), str(got)), prior,
                          stage=Stage.LAYER_CONFIG, why=f"{name} begins with {want}, {got} arrive")  # fmt: skip


def last_width(trace: Trace, module: Any, got: int, want: int, prior: float, why: str) -> Iterator[Fix]:
    """The last entry made ``want``, or ``want`` behind it: in the list that the layer was made from."""
    for source, function, name in _looped(module, "out_features"):
        node = next((n for n in walk(function) if isinstance(n, ast.Name) and n.id == name), None)
        place, listed = _ending(trace, module, source, node) if node is not None else (source, None)
        entry = listed.elts[-1] if listed is not None and listed.elts else None
        if not isinstance(entry, ast.Constant) or entry.value != got:
            continue
        text = place.span(entry).text
        for new, worth, title in (
            (str(want), prior, f"let the widths end with {want}"),
            (f"{text}, {want}", prior - 0.03, f"let a layer of {want} follow"),
        ):
            yield fix(title, Edit(place.span(entry), new), worth, stage=Stage.LAYER_CONFIG, why=why)


def _looped(module: Any, parameter: str) -> Iterator[tuple[Source, Function, str]]:
    """The names that the loop goes over in which the layer was made with ``parameter``, and the function around it."""
    call = constructor(module)
    node = argument(call, module, parameter) if call is not None else None
    loop = enclosing(node, ast.For) if node is not None else None
    function = enclosing(node, ast.FunctionDef) if node is not None else None
    if call is not None and isinstance(loop, ast.For) and isinstance(function, ast.FunctionDef):
        for name in sorted({n.id for n in walk(loop.iter) if isinstance(n, ast.Name)}):
            yield call.source, function, name


def _ending(trace: Trace, module: Any, source: Source, node: ast.expr) -> tuple[Source, _Listed | None]:
    """The list at whose end the layer's number stands, from the loop outwards: the right part of a sum of lists."""
    sites = iter(user_sites(module)[1:])
    for _ in range(_STEPS):
        while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            node = node.right
        if isinstance(node, _Listed):
            return source, node
        scope = enclosing(node, ast.FunctionDef)
        if not isinstance(node, ast.Name):
            break
        if isinstance(scope, ast.FunctionDef) and has_parameter(scope, node.id):
            site = next(sites, None)
            passed = handed(site, scope, node.id) if site is not None else None
            if passed is None:
                break
            source, node = passed[0].source, passed[1]
        else:
            found = bench_of(trace).resolver.definitions(source, node)
            if len(found) != 1:
                break
            source, node = found[0].source, found[0].node
    return source, None


def _lists(trace: Trace, source: Source, function: Function, name: str) -> Iterator[tuple[Source, _Listed]]:
    """The lists that a parameter is given, or has by default; that a name is bound to."""
    for given in bench_of(trace).resolver.arguments(source, function, name):
        if isinstance(given.node, _Listed):
            yield given.source, given.node
    for bound, value in (pair for statement in walk(function) for pair in bindings(statement)):
        if bound == name and isinstance(value, _Listed):
            yield source, value
