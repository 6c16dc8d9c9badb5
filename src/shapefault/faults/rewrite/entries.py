"""Dicts that a program writes out and hands on: ``{"image": x, "mask": y}``, of which an operand is one entry."""

from __future__ import annotations

import ast

from shapefault.source.nodes import walk


def key_of(node: ast.expr, name: str) -> str | None:
    """The key under which an expression takes the operand out of ``name``: ``mask`` of ``batch["mask"].long()``."""
    for part in walk(node):
        if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name) and part.value.id == name:
            key = part.slice
            return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None
    return None


def entry_of(node: ast.expr, key: str) -> ast.expr | None:
    """What a dict that is written out has under a key; None for any other expression."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return next((v for k, v in pairs if isinstance(k, ast.Constant) and k.value == key), None)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        return next((k.value for k in node.keywords if k.arg == key), None)
    return None
