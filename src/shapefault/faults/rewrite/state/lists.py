"""A list that a model's size is counted from lacks a part: a constant of the program that is never read.

``symbols = [pad] + list(letters)`` beside ``punctuation = "!?"``, where the checkpoint has two rows more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.scalars import terms_of


def parts_left_out(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Add to a sum of lists the constant that is as long as the checkpoint's surplus, where the file defines it."""
    surplus = {c - m for k in loading.keys for c, m in zip(k.checkpoint, k.model, strict=False) if c > m}
    for source in bench_of(trace).project.sources:
        for name, place in _unread(source, surplus):
            for statement in source.tree.body:
                if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.BinOp):
                    continue
                terms = terms_of(statement.value)
                if not any(isinstance(t, ast.List) or _is_list(t) for t in terms):
                    continue
                # in the order in which the parts are defined
                later = next((t for t in terms if _first_defined(source, t) > place), None)
                if later is not None:
                    at = source.span(later).start
                    edit = Edit(Span(source.path, at, at), f"list({name}) + ")
                else:
                    at = source.span(statement.value).end
                    edit = Edit(Span(source.path, at, at), f" + list({name})")
                yield fix(
                    f"count {name} in", edit, prior, stage=Stage.STATE_DICT,
                    why=f"{name} is defined and never used, the checkpoint has as many entries more",
                )  # fmt: skip


def _unread(source: Source, lengths: set[int]) -> Iterator[tuple[str, int]]:
    """Constants of a file with one of these lengths that nothing reads, and the lines on which they stand."""
    read = {n.id for n in source.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for statement in source.tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name, value = statement.targets[0].id, statement.value
            items: object = value.value if isinstance(value, ast.Constant) else getattr(value, "elts", None)
            if name not in read and isinstance(items, str | list) and len(items) in lengths:
                yield name, statement.lineno


def _is_list(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "list"


def _first_defined(source: Source, term: ast.expr) -> int:
    """The line on which the names of a term are defined."""
    names = {n.id for n in walk(term) if isinstance(n, ast.Name)}
    lines = [
        s.lineno
        for s in source.tree.body
        if isinstance(s, ast.Assign) and any(isinstance(t, ast.Name) and t.id in names for t in s.targets)
    ]
    return max(lines, default=0)
