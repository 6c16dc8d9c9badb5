"""Tensors that an object of the program holds: ``self.first`` in an expression that is evaluated again."""

from __future__ import annotations

import ast
from typing import Any

from shapefault.observe.values import is_module, is_tensor

_PREFIX = "_shapefault_held_"


def held_tensors(node: ast.expr, names: dict[str, Any]) -> tuple[ast.expr, dict[str, Any]]:
    """The expression with each ``object.attribute`` that is a tensor as a name, and the tensors by these names.

    Names can be given stand-ins, attributes of an object cannot. Nothing of the object is run: a property stays as it
    is, and so does a module, whose parameters are exchanged. ``node`` is changed in place.
    """
    finder = _Finder(names)
    return ast.fix_missing_locations(finder.visit(node)), finder.found


class _Finder(ast.NodeTransformer):
    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self.found: dict[str, Any] = {}

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """``self.first`` becomes a name where it is a tensor."""
        return self._named(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """So does ``self.memory["state"]``."""
        return self._named(node)

    def _named(self, node: ast.Attribute | ast.Subscript) -> ast.AST:
        value = self._value(node)
        if not isinstance(node.ctx, ast.Load) or not is_tensor(value):
            return self.generic_visit(node)
        name = f"{_PREFIX}{len(self.found)}"
        self.found[name] = value
        return ast.copy_location(ast.Name(name, ast.Load()), node)

    def _value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name):
            return self._names.get(node.id)
        if isinstance(node, ast.Subscript):
            return _entry(self._value(node.value), node.slice)
        if not isinstance(node, ast.Attribute):
            return None
        base = self._value(node.value)
        if base is None or is_module(base) or is_tensor(base):
            return None
        try:
            held = object.__getattribute__(base, "__dict__")
        except AttributeError:
            return None
        return held.get(node.attr) if type(held) is dict else None


def _entry(container: Any, key: ast.expr) -> Any:
    if type(container) not in (dict, list, tuple) or not isinstance(key, ast.Constant):
        return None
    try:
        return container[key.value]
    except (LookupError, TypeError):
        return None
