"""``users.unique().numel()`` for a table that is looked up by the users' own numbers, of which some do not occur."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import callee

_SIZES = ("numel", "size", "nunique")


def largest_of_all(trace: Trace, prior: float) -> Iterator[Fix]:
    """The largest number and one, in place of how many numbers there are: everywhere at once, then each by itself."""
    found: list[Edit] = []
    for source in bench_of(trace).project.sources:
        found += [Edit(source.span(n), text) for n in source.nodes if (text := _largest(source, n)) is not None]
    why = "the numbers go further than there are different ones"
    if len(found) > 1:
        yield fix("count up to the largest number", found, prior, stage=Stage.LAYER_CONFIG, why=why)
    for edit in found[:4]:
        yield fix("count up to the largest number", edit, prior - 0.04, stage=Stage.LAYER_CONFIG, why=why)


def _largest(source: Source, node: ast.AST) -> str | None:
    """``int(x.max()) + 1`` for what counts the different numbers of ``x``; None for anything else."""
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute) and node.func.attr in _SIZES:
        if node.func.attr == "nunique":
            return f"int({source.span(node.func.value).text}.max()) + 1"
        return _of_unique(source, node.func.value)
    if callee(node) == "len" and len(node.args) == 1:
        inner = node.args[0]
        if isinstance(inner, ast.Call) and callee(inner) == "set" and len(inner.args) == 1:
            return f"int(max({source.span(inner.args[0]).text})) + 1"
        return _of_unique(source, inner)
    return None


def _of_unique(source: Source, node: ast.AST) -> str | None:
    """The same for what ``unique`` gives."""
    if not isinstance(node, ast.Call) or callee(node) != "unique":
        return None
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    given = node.args[0] if node.args else owner
    return f"int({source.span(given).text}.max()) + 1" if given is not None else None
