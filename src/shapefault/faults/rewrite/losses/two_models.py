"""A teacher with more outputs than its student, a padded vocabulary, say: what the student has not is cut off."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk

_PAIR = ("teacher", "student")


def cut_to_student(trace: Trace, mismatch: Mismatch, roles: Sequence[str], prior: float) -> Iterator[Fix]:
    """The larger last axis cut where its tensor enters the arithmetic of the function at the crash."""
    known = [role for role in roles if role in mismatch.operands]
    shapes = [mismatch.operands[role].shape for role in known]
    if len(known) < 2 or len(shapes[0]) != len(shapes[1]) or shapes[0][:-1] != shapes[1][:-1]:
        return
    small, large = sorted(known[:2], key=lambda role: mismatch.operands[role].shape[-1])
    limit, size = mismatch.operands[small].shape[-1], mismatch.operands[large].shape[-1]
    for node, source in reversed(_names(trace, mismatch, large, size)):
        others = [n for n, _ in _names(trace, mismatch, small, limit) if not _bound_later(n, node)]
        of_small = others[-1] if others else None
        spoken = f"{node.id} {of_small.id if of_small is not None else ''}".lower()
        if not any(word in spoken for word in _PAIR):
            continue
        end = f"{of_small.id}.shape[-1]" if of_small is not None else str(limit)
        yield fix(
            f"cut {node.id} to what the other has",
            wrapped(source, node, f"{{}}[..., :{end}]"),
            prior,
            stage=Stage.LOSS_TARGET,
            why=f"{node.id} has {size} entries, the other {limit}: the rest has nothing to be compared with",
        )
        return


def _bound_later(name: ast.Name, use: ast.expr) -> bool:
    """Whether the function binds a name at or behind the place where it would be read."""
    function = enclosing(use, ast.FunctionDef)
    return function is not None and any(
        isinstance(part, ast.Name) and part.id == name.id and isinstance(part.ctx, ast.Store)
        and part.lineno >= use.lineno
        for part in walk(function)
    )  # fmt: skip


def _names(trace: Trace, mismatch: Mismatch, role: str, size: int) -> list[tuple[ast.Name, Source]]:
    """The names of the function at the crash that the operand is made of and that have its last axis."""
    found = []
    for place in places(trace, mismatch, role):
        if place.level or place.frame is None:
            continue
        for part in walk(place.node):
            value = place.frame.names.get(part.id) if isinstance(part, ast.Name) else None
            if isinstance(part, ast.Name) and (shape_of(value) or ())[-1:] == (size,):
                found.append((part, place.source))
    return found
