"""How a module's constructor arguments came to it: call by call of the program, from the layer outwards."""

from __future__ import annotations

import ast
from typing import Any

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.observe.hooks import built_by
from shapefault.source.files import is_user_file
from shapefault.source.frames import Site
from shapefault.source.project import CallPlace, bound_argument


def user_sites(module: Any) -> list[Site]:
    """The program's own instructions during which ``module`` was built, innermost first."""
    return [site for site in built_by(module) if is_user_file(site.file)]


def handed(site: Site, function: ast.FunctionDef, name: str) -> tuple[CallPlace, ast.expr] | None:
    """The call of ``function`` at ``site``, and what it gives for the parameter ``name``."""
    call = call_at(site)
    given = bound_argument(call.node, function, name) if call is not None else None
    return (call, given) if call is not None and given is not None else None
