"""The same numbers and signs with other brackets: ``2 * n // 2`` stands where ``2 * (n // 2)`` is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_MOST = 5
"""Operands of a formula; the ways to bracket them grow with the powers of four."""


def otherwise_bracketed(node: ast.expr) -> Iterator[ast.BinOp]:
    """Every other way to bracket a formula of whole numbers, its operands and signs left in their order."""
    operands, signs = _row(node)
    if not 3 <= len(operands) <= _MOST or not any(isinstance(sign, ast.FloorDiv) for sign in signs):
        return
    for tree in _trees(operands, signs):
        if isinstance(tree, ast.BinOp) and ast.dump(tree) != ast.dump(node):
            yield tree


def _row(node: ast.expr) -> tuple[list[ast.expr], list[ast.operator]]:
    """The operands from left to right, and the signs between them."""
    if not isinstance(node, ast.BinOp):
        return [node], []
    (left, before), (right, behind) = _row(node.left), _row(node.right)
    return [*left, *right], [*before, node.op, *behind]


def _trees(operands: list[ast.expr], signs: list[ast.operator]) -> Iterator[ast.expr]:
    if not signs:
        yield operands[0]
    for at, sign in enumerate(signs):
        for left in _trees(operands[: at + 1], signs[:at]):
            for right in _trees(operands[at + 1 :], signs[at + 1 :]):
                yield ast.BinOp(left, sign, right)
