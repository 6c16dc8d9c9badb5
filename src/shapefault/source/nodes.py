"""The nodes of a syntax tree: every rule asks for those of the same functions."""

from __future__ import annotations

import ast
from collections.abc import Sequence

_SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def walk(node: ast.AST) -> Sequence[ast.AST]:
    """What ``ast.walk`` gives, in its order; for a scope it is found once, so its tree must stay as it is."""
    if not isinstance(node, _SCOPES):
        return _walked(node)
    found: Sequence[ast.AST] | None = vars(node).get("_shapefault_nodes")
    if found is None:
        found = _walked(node)
        node._shapefault_nodes = found  # type: ignore[union-attr]
    return found


def _walked(node: ast.AST) -> list[ast.AST]:
    found = [node]
    for part in found:  # which grows meanwhile
        values = vars(part)
        for name in part._fields:
            value = values.get(name)
            if isinstance(value, ast.AST):
                found.append(value)
            elif isinstance(value, list):
                found.extend(v for v in value if isinstance(v, ast.AST))
    return found
