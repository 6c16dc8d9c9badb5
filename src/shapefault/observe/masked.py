"""Rows that a mask picks: how many depends on values, which stand-ins have not; the live mask is counted instead."""

from __future__ import annotations

import ast
from typing import Any

from shapefault.observe.values import is_tensor, shape_of

_PREFIX = "_shapefault_picked_"


def picked_rows(node: ast.expr, names: dict[str, Any]) -> tuple[ast.expr, dict[str, Any]]:
    """The expression with each ``x[mask]`` of live tensors as a name, and tensors of their shapes for those names.

    A mask that does not fit stays as it is: it may be the fault. ``node`` is changed in place.
    """
    picker = _Picker(names)
    return ast.fix_missing_locations(picker.visit(node)), picker.picked


def masked_names(node: ast.expr, names: dict[str, Any]) -> set[str]:
    """The names in ``x[mask]``, of the tensor and of the mask."""
    found: set[str] = set()
    for part in ast.walk(node):
        base, index = (part.value, part.slice) if isinstance(part, ast.Subscript) else (None, None)
        if not isinstance(base, ast.Name) or not isinstance(index, ast.Name):
            continue
        if str(getattr(names.get(index.id), "dtype", "")) == "torch.bool":
            found |= {base.id, index.id}
    return found


class _Picker(ast.NodeTransformer):
    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self.picked: dict[str, Any] = {}

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """``x[mask]`` becomes a name where both are tensors of the frame."""
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load) or not isinstance(node.value, ast.Name):
            return node
        if not isinstance(node.slice, ast.Name):
            return node
        rows = _rows(self._names.get(node.value.id), self._names.get(node.slice.id))
        if rows is None:
            return node
        name = f"{_PREFIX}{len(self.picked)}"
        self.picked[name] = rows
        return ast.copy_location(ast.Name(name, ast.Load()), node)


def _rows(tensor: Any, mask: Any) -> Any:
    import torch

    shape, picks = shape_of(tensor), shape_of(mask)
    if not is_tensor(tensor) or not is_tensor(mask) or shape is None or not picks or mask.dtype != torch.bool:
        return None
    if mask.is_meta or shape[: len(picks)] != picks:
        return None
    return torch.empty((int(mask.sum()), *shape[len(picks) :]), dtype=tensor.dtype, device="meta")
