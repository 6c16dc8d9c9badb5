"""Entries that read one list after another, ``(size(d[0]), size(d[1]), size(d[0]))``: the third meant ``d[2]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.expressions import detached
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk

_FEWEST = 3


def index_runs(trace: Trace, prior: float) -> Iterator[Fix]:
    """The one index of a tuple, list or call that is not its place among entries of one form."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            entries = node.elts if isinstance(node, ast.Tuple | ast.List) else getattr(node, "args", None)
            if not isinstance(entries, list) or len(entries) < _FEWEST:
                continue
            indices = [_index(entry) for entry in entries]
            if any(index is None for index in indices) or len({_form(entry) for entry in entries}) != 1:
                continue
            wrong = [(at, index) for at, index in enumerate(indices) if index is not None and index.value != at]
            for at, index in wrong if len(wrong) == 1 else ():
                text = source.span(entries[at]).text
                yield fix(
                    f"read entry {at} where another is read twice",
                    Edit(source.span(index), str(at)),
                    prior,
                    stage=Stage.LAYER_CONFIG,
                    why=f"{text} stands in place {at} of entries that are read one after the other",
                )


def _index(entry: ast.expr) -> ast.Constant | None:
    """The one integer by which an entry reads a list."""
    found = [
        p.slice
        for p in walk(entry)
        if isinstance(p, ast.Subscript) and isinstance(p.slice, ast.Constant) and type(p.slice.value) is int
    ]
    return found[0] if len(found) == 1 else None


class _Blank(ast.NodeTransformer):
    """Without the integers that index."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """``d[0]`` becomes ``d[...]``."""
        self.generic_visit(node)
        if isinstance(node.slice, ast.Constant) and type(node.slice.value) is int:
            node.slice = ast.Constant(...)
        return node


def _form(entry: ast.expr) -> str:
    return ast.dump(_Blank().visit(detached(entry)))
