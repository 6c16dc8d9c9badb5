"""A name that stands in two lists which are joined, ``STATIC + KNOWN + CALENDAR``: its column comes twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.project import texts_of


def named_twice(trace: Trace, prior: float) -> Iterator[Fix]:
    """Such a name left out of the last list that has it."""
    bench = bench_of(trace)
    for source in bench.project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.BinOp) or isinstance(parent(node), ast.BinOp):
                continue
            lists = [p for part in _joined(node) for p in bench.resolver.definitions(source, part)[:1]]
            seen: set[str] = set()
            for place in lists if len(lists) > 1 else ():
                for text in dict.fromkeys(texts_of(place.node)):
                    if text in seen and isinstance(place.node, ast.List | ast.Tuple):
                        yield _without(place.source, place.node, text, prior)
                    seen.add(text)


def _joined(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_joined(node.left), *_joined(node.right)]
    return [node] if isinstance(node, ast.Name | ast.Attribute) else []


def _without(source: Source, listed: ast.List | ast.Tuple, text: str, prior: float) -> Fix:
    index = next(i for i, e in enumerate(listed.elts) if isinstance(e, ast.Constant) and e.value == text)
    entry = source.span(listed.elts[index])
    start, end = entry.start, entry.end
    if index:
        start = source.span(listed.elts[index - 1]).end
    elif len(listed.elts) > 1:
        end = source.span(listed.elts[1]).start
    edit = Edit(Span(source.path, start, end, source.between(start, end)), "")
    return fix(f"list {text} once", edit, prior, stage=Stage.DATA_LOADING, why=f"{text} stands in two lists")
