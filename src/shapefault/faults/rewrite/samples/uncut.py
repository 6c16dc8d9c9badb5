"""A sequence that is filled up to a length and never cut to it: ``[PAD] * (limit - len(ids))`` of a longer one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def uncut(trace: Trace, prior: float) -> Iterator[Fix]:
    """Cut what is filled up, where the function takes it."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            found = _filled(node)
            if found is None:
                continue
            limit, name = source.span(found[0]).text, found[1]
            why = f"{name} is filled up to {limit}, a longer one stays as it is"
            for value in _values(source, node, name):
                if not source.span(value).text.endswith(f"[:{limit}]"):
                    edit = wrapped(source, value, f"{{}}[:{limit}]")
                    yield fix(f"cut {name} to {limit}", edit, prior, stage=Stage.DATA_LOADING, why=why)


def _filled(node: ast.AST) -> tuple[ast.expr, str] | None:
    """The limit and the name of ``[PAD] * (limit - len(name))``."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return None
    for pads, count in ((node.left, node.right), (node.right, node.left)):
        if not isinstance(pads, ast.List) or not isinstance(count, ast.BinOp) or not isinstance(count.op, ast.Sub):
            continue
        length = count.right
        if isinstance(length, ast.Call) and callee(length) == "len" and isinstance(length.args[0], ast.Name):
            return count.left, length.args[0].id
    return None


def _values(source: Source, node: ast.AST, name: str) -> Iterator[ast.expr]:
    """What the name is bound to in the function, before it is filled up."""
    function = enclosing(node, ast.FunctionDef)
    for part in walk(function) if function is not None else ():
        for bound, value in bindings(part):
            if bound == name and value.lineno <= node.lineno and not any(p is node for p in walk(value)):  # type: ignore[attr-defined]
                yield value
