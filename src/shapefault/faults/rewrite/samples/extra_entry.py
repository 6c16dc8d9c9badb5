"""A list that has an entry before a loop adds one a step: ``out = [0.0]`` gives one more than there are steps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_GROWING = ("append", "insert", "appendleft")


def extra_entry(trace: Trace, a: int, b: int, prior: float, stage: Stage) -> Iterator[Fix]:
    """Such a list begun empty, or without its first entry where that is read on, for two lengths that differ by one."""
    if abs(a - b) != 1:
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            scope = enclosing(node, ast.FunctionDef) or source.tree
            for name, begun in _begun(node) if isinstance(node, ast.Assign) else ():
                yield from _without_entry(source, scope, name, begun, prior, stage)


def _without_entry(
    source: Source, scope: ast.AST, name: str, begun: ast.List, prior: float, stage: Stage
) -> Iterator[Fix]:
    grown = [node for node in walk(scope) if isinstance(node, ast.Call) and _grows(node, name)]
    if not grown:
        return
    why = f"{name} begins with an entry, and each step adds one"
    if not _read_on(scope, name):
        yield fix(f"begin {name} as an empty list", Edit(source.span(begun), "[]"), prior, stage=stage, why=why)
    cut = "[1:]" if all(callee(call) == "append" for call in grown) else "[:-1]"
    for use in _uses(scope, name):
        yield fix(f"leave out the entry that {name} begins with", Edit(source.span(use), f"{name}{cut}"), prior - 0.03,
                  stage=stage, why=why)  # fmt: skip


def _begun(node: ast.Assign) -> Iterator[tuple[str, ast.List]]:
    """The names that are given a list of one entry."""
    for name, given in bindings(node):
        one = isinstance(given, ast.List) and len(given.elts) == 1 and not isinstance(given.elts[0], ast.Starred)
        if isinstance(given, ast.List) and one:
            yield name, given


def _grows(node: ast.Call, name: str) -> bool:
    """Whether a call within a loop adds to the list."""
    return (
        callee(node) in _GROWING
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == name
        and enclosing(node, ast.For, ast.While) is not None
    )


def _read_on(scope: ast.AST, name: str) -> bool:
    """Whether an entry of the list is read within a loop, as one that each step goes on from."""
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
        and enclosing(node, ast.For, ast.While) is not None
        for node in walk(scope)
    )


def _uses(scope: ast.AST, name: str) -> list[ast.Name]:
    """Where the whole list is handed on or given back."""
    found = []
    for node in walk(scope):
        given = node.args if isinstance(node, ast.Call) else [node.value] if isinstance(node, ast.Return) else []
        found += [part for part in given if isinstance(part, ast.Name) and part.id == name]
    return found[:2]
