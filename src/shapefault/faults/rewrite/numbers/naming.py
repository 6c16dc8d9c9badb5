"""The names that numbers are written with, and what the same name is given elsewhere."""

from __future__ import annotations

import ast

from shapefault.source.project import Place, Project, callee


def said_elsewhere(project: Project, place: Place, value: int) -> bool:
    """Whether the program writes ``value`` in another place under the name that the number at ``place`` has."""
    name = own_name(place)
    return len(name) > 2 and any(
        other.node is not place.node and other.node.value == value and own_name(other) == name  # type: ignore[attr-defined]
        for other in project.integers
    )


def own_name(place: Place) -> str:
    """The name that a number is written with, in lower case: of a constant, key, flag, parameter."""
    node: ast.AST = place.node
    around = getattr(node, "_shapefault_parent", None)
    if isinstance(around, ast.keyword):
        call = getattr(around, "_shapefault_parent", None)
        if isinstance(call, ast.Call) and callee(call) == "add_argument":
            flags = [f.value for f in call.args if isinstance(f, ast.Constant) and isinstance(f.value, str)]
            return flags[-1].lstrip("-").replace("-", "_").lower() if flags and around.arg == "default" else ""
        return (around.arg or "").lower()
    if isinstance(around, ast.Assign):
        target = around.targets[0]
        named = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
        return str(named).lower()
    if isinstance(around, ast.AnnAssign):
        return str(getattr(around.target, "id", getattr(around.target, "attr", ""))).lower()
    if isinstance(around, ast.Dict):
        key = next((k for k, v in zip(around.keys, around.values, strict=True) if v is node), None)
        return key.value.lower() if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
    if isinstance(around, ast.arguments):
        named_with = [*around.posonlyargs, *around.args]
        pairs = [
            *zip(named_with[len(named_with) - len(around.defaults) :], around.defaults, strict=True),
            *zip(around.kwonlyargs, around.kw_defaults, strict=True),
        ]
        return next((p.arg.lower() for p, v in pairs if v is node), "")
    return ""
