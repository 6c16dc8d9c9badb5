"""Two layers under one name: the second took the place of the first, which the forward still means."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, of_self, parent
from shapefault.source.nodes import walk


def assigned_twice(trace: Trace, prior: float) -> Iterator[Fix]:
    """``self.bn4 = A; self.bn4 = B``: B gets a name of its own, at every call but the one that A was made for."""
    source, node = trace.source(), trace.crash.expression
    function = node.func if isinstance(node, ast.Call) else None
    if source is None or not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return
    owner = enclosing(function, ast.ClassDef)
    if owner is None or function.value.id != "self":
        return
    name = function.attr
    found = [n for n in walk(owner) if of_self(n) and n.attr == name]
    stored = [n for n in found if isinstance(n.ctx, ast.Store)]
    read = [n for n in found if isinstance(n.ctx, ast.Load)]
    if len(stored) != 2 or not _overwritten(*stored) or len(read) < 2:
        return
    new = _free_name(name, owner)
    others = [n for n in read if n is not function]
    first, second = (parent(n) for n in stored)
    yield fix(
        f"give the second {name} a name of its own, {new}",
        [_renamed(source, n, new) for n in (stored[1], *others)],
        prior,
        stage=Stage.LAYER_CONFIG,
        why=f"{name} is assigned in line {first.lineno}, and again in line {second.lineno}",  # type: ignore[union-attr]
    )


def _overwritten(first: ast.AST, second: ast.AST) -> bool:
    """Whether both are plain assignments of one block, and the second does not build upon the first."""
    one, other = parent(first), parent(second)
    if not isinstance(one, ast.Assign) or not isinstance(other, ast.Assign) or parent(one) is not parent(other):
        return False
    block = getattr(parent(one), "body", [])
    builds = any(of_self(n) and n.attr == first.attr for n in walk(other.value))  # type: ignore[attr-defined]
    return one in block and other in block and not builds


def _free_name(name: str, owner: ast.AST) -> str:
    """The next number behind the name, or 2."""
    taken = {n.attr for n in walk(owner) if isinstance(n, ast.Attribute)}
    parts = re.fullmatch(r"(.*?)(\d*)", name)
    stem, number = (parts[1], int(parts[2] or 2)) if parts is not None else (name, 2)
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _renamed(source: Source, node: ast.Attribute, new: str) -> Edit:
    end = source.span(node).end
    return Edit(Span(source.path, (end[0], end[1] - len(node.attr)), end, node.attr), new)
