"""Another part of the same thing, as a method beside takes it: ``x[t - n : t]`` of ``step`` in ``reset``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, of_self
from shapefault.source.nodes import walk
from shapefault.source.project import Function

_WORTH = 0.42


def beside_methods(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """What is read of an attribute, as the other methods of the class read it, without names of their own."""
    del trace
    cls = enclosing(scope.node, ast.ClassDef) if isinstance(scope.node, Function) else None
    if not isinstance(cls, ast.ClassDef):
        return
    others: dict[str, dict[str, None]] = {}
    for node in walk(cls):
        plain = isinstance(node, ast.Subscript) and _reads_own(node) and _reads_self_only(node)
        if plain and enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef) is not scope.node:
            assert isinstance(node, ast.Subscript)
            others.setdefault(ast.unparse(node.value), {})[scope.source.span(node).text] = None
    for part in scope.parts:
        if not isinstance(part, ast.Subscript) or not _reads_own(part):
            continue
        span = scope.source.span(part)
        for text in others.get(ast.unparse(part.value), {}):
            if text != span.text and "\n" not in text:
                yield fix(f"take {text}, as the method beside", Edit(span, text), _WORTH, stage=Stage.DATA_LOADING)


def _reads_own(node: ast.Subscript) -> bool:
    """Whether a part of an attribute of ``self`` is read."""
    return of_self(node.value) and isinstance(node.ctx, ast.Load)


def _reads_self_only(node: ast.Subscript) -> bool:
    """Whether the index is made of ``self`` and numbers."""
    return all(part.id == "self" for part in walk(node.slice) if isinstance(part, ast.Name))
