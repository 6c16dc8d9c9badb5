"""A size that an object of the program tells of itself, ``features.dim``: another of its numbers is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, of_self
from shapefault.source.nodes import walk


def own_counts(trace: Trace, node: ast.expr, old: int, new: int, prior: float) -> Iterator[Fix]:
    """``self.bands`` that a property or method returns, now ``old``, made another number of ``self`` that is ``new``.

    ``node`` is what the program reads: an attribute, or the call of a method without arguments.
    """
    project = bench_of(trace).project
    called = isinstance(node, ast.Call) and not node.args and not node.keywords
    read = node.func if isinstance(node, ast.Call) else node
    if not isinstance(read, ast.Attribute) or isinstance(node, ast.Call) != called:
        return
    for place in project.told_by(read.attr, decorated=not called):
        given = place.node
        if not of_self(given) or old not in _numbers(trace, place.source, given):
            continue
        owner = enclosing(given, ast.ClassDef)
        for other in _others(owner, given.attr):
            if new in _numbers(trace, place.source, other):
                yield fix(
                    f"let {read.attr} give {other.attr}, not {given.attr}",
                    Edit(place.span, ast.unparse(other)),
                    prior,
                    stage=Stage.LAYER_CONFIG,
                    why=f"{read.attr} gives {given.attr}, which is {old}; {other.attr} is {new}, as many as arrive",
                )


def _others(owner: ast.AST | None, name: str) -> list[ast.Attribute]:
    """The other attributes that a class gives its objects, each where it is given."""
    found: dict[str, ast.Attribute] = {}
    for part in walk(owner) if owner is not None else ():
        if of_self(part) and isinstance(part.ctx, ast.Store) and part.attr != name:
            found.setdefault(part.attr, part)
    return list(found.values())


def _numbers(trace: Trace, source: Source, node: ast.expr) -> list[int | None]:
    return bench_of(trace).resolver.values(source, node)[:2]
