"""A parameter of the class that another layer is built with: ``stride=stride`` in the shortcut, as in the main path."""

from __future__ import annotations

import ast
from typing import Any

from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.faults.rewrite.layers.kinship import as_one
from shapefault.observe.trace import Trace, layer_params
from shapefault.observe.values import is_part
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace, has_parameter


def parameter_named(trace: Trace, call: CallPlace, module: Any, name: str, value: Any) -> bool:
    """Whether the ``__init__`` around ``call`` has a parameter ``name`` with ``value``, as another layer of it says."""
    function, cls = enclosing(call.node, ast.FunctionDef), enclosing(call.node, ast.ClassDef)
    root, own = trace.root, argument(call, module, name)
    if not isinstance(function, ast.FunctionDef) or not isinstance(cls, ast.ClassDef) or root is None:
        return False
    if not has_parameter(function, name) or (isinstance(own, ast.Name) and own.id == name):
        return False
    alike = [m for m in root.module.modules() if type(m).__name__ == cls.name]
    holders = [m for m in alike if is_part(module, m)]
    for layer in holders[-1].modules() if holders else ():
        built = constructor(layer) if layer is not module else None
        if built is None or enclosing(built.node, ast.FunctionDef) is not function:
            continue
        given = argument(built, layer, name)
        if isinstance(given, ast.Name) and given.id == name:
            return as_one(layer_params(layer).get(name)) == as_one(value)
    return False
