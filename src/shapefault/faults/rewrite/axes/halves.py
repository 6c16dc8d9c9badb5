"""Halves of an odd number: ``n // 2`` for both of two parts leaves one out, one of them has to be ``n - n // 2``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk

_MOST = 6


def uneven_halves(trace: Trace, mismatch: Mismatch, prior: float, stage: Stage) -> Iterator[Fix]:
    """In the functions at the crash: one of several ``n // 2`` of an odd live number becomes the larger half."""
    broken, made = mismatch.broken, 0
    if broken is None or broken.got_value is None or broken.want_value is None:
        return
    if abs(broken.got_value - broken.want_value) != 1:
        return
    for frame in list(trace.user_frames())[:3]:
        source = frame.site.source()
        function = frame.function()
        if source is None or function is None:
            continue
        scope = frame.names
        halves = [node for node in walk(function) if _half(node) and node.lineno <= frame.lineno]  # type: ignore[attr-defined]
        for node in halves:
            assert isinstance(node, ast.BinOp)
            value = _value(node.left, scope)
            if len(halves) < 2 or not isinstance(value, int) or value % 2 == 0:
                continue
            text, left = source.span(node).text, source.span(node.left).text
            yield fix(
                f"the larger half of {left}", Edit(source.span(node), f"{left} - {text}"), prior, stage=stage,
                why=f"{left} is {value}, and twice {text} leaves one out",
            )  # fmt: skip
            made += 1
            if made >= _MOST:
                return


def _half(node: ast.AST) -> bool:
    return isinstance(half_of(node), ast.Name)


def half_of(node: ast.AST | None) -> ast.expr | None:
    """``x`` of ``x // 2``."""
    halved = isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv) and ast.unparse(node.right) == "2"
    return node.left if isinstance(node, ast.BinOp) and halved else None


def _value(node: ast.expr, scope: dict[str, object]) -> object:
    return scope.get(node.id) if isinstance(node, ast.Name) else None
