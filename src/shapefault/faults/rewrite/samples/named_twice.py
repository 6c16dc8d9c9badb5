"""A name that stands in two lists which are joined, ``STATIC + KNOWN + CALENDAR``: its column comes twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import left_out
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
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
                texts = texts_of(place.node)
                for text in dict.fromkeys(texts):
                    if text in seen and isinstance(place.node, ast.List | ast.Tuple):
                        edit = left_out(place.source, place.node.elts, texts.index(text))
                        yield fix(f"list {text} once", edit, prior, stage=Stage.DATA_LOADING,
                                  why=f"{text} stands in two lists")  # fmt: skip
                    seen.add(text)


def _joined(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_joined(node.left), *_joined(node.right)]
    return [node] if isinstance(node, ast.Name | ast.Attribute) else []
