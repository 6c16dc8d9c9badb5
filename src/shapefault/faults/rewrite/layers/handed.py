"""How a module's constructor arguments came to it: call by call of the program, from the layer outwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.observe.hooks import built_by
from shapefault.source.files import Source, enclosing, is_user_file
from shapefault.source.frames import Site
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, bound_argument, has_parameter
from shapefault.source.scalars import Resolver


def user_sites(module: Any) -> list[Site]:
    """The program's own instructions during which ``module`` was built, innermost first."""
    return [site for site in built_by(module) if is_user_file(site.file)]


def numbers_given(
    resolver: Resolver, sites: list[Site], value: int
) -> Iterator[tuple[CallPlace, ast.FunctionDef, list[ast.expr]]]:
    """Of the calls that stand in functions, the names and attributes they give that may be ``value``."""
    for site in sites:
        call = call_at(site)
        function = enclosing(call.node, ast.FunctionDef) if call is not None else None
        if call is not None and isinstance(function, ast.FunctionDef):
            given = (*call.node.args, *(keyword.value for keyword in call.node.keywords))
            names = [node for node in given if isinstance(node, ast.Name | ast.Attribute)]
            yield call, function, [node for node in names if value in resolver.values(call.source, node)]


def origin(module: Any, source: Source, node: ast.expr) -> tuple[Source, ast.expr]:
    """What stands behind a constructor's argument in the calls that built this module, not its like."""
    for site in user_sites(module)[1:]:
        scope = enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef)
        if not (isinstance(node, ast.Name) and isinstance(scope, ast.FunctionDef) and has_parameter(scope, node.id)):
            break
        bound = (n for n in walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
        passed = handed(site, scope, node.id) if all(n.id != node.id for n in bound) else None
        if passed is None:
            break
        source, node = passed[0].source, passed[1]
    return source, node


def handed(site: Site, function: ast.FunctionDef, name: str) -> tuple[CallPlace, ast.expr] | None:
    """The call of ``function`` at ``site``, and what it gives for the parameter ``name``."""
    call = call_at(site)
    given = bound_argument(call.node, function, name) if call is not None else None
    return (call, given) if call is not None and given is not None else None
