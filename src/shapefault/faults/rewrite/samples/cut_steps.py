"""Samples that are stepped through to their end: as many steps are taken as the data set was told to take."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, of_self
from shapefault.source.nodes import walk

_COUNTS = re.compile(
    r"(^|_)(seq|sequence|len|length|frames|clip|steps|num|n|max|window|size|segments|samples)(_|$)", re.I
)
_MOST = 4


def as_many_as_told(trace: Trace, prior: float) -> Iterator[Fix]:
    """``[... for i in range(0, n, step)]`` and ``x[::step]``, cut to ``self.seq_len``."""
    made = 0
    for source, function in bench_of(trace).project.functions.get("__getitem__", []):
        names = dict.fromkeys(part.attr for part in walk(function) if of_self(part) and _COUNTS.search(part.attr))
        for part in walk(function):
            if not isinstance(part, ast.Assign) or not _stepped(part.value):
                continue
            for name in names:
                yield fix(
                    f"take self.{name} steps, no more", _cut(source, part.value, f"self.{name}"), prior,
                    stage=Stage.DATA_LOADING, why="the steps go to the sample's end, however long it is",
                )  # fmt: skip
                made += 1
                if made >= _MOST:
                    return


def _stepped(node: ast.expr) -> bool:
    """Whether an expression goes through something with a step, to its end."""
    if isinstance(node, ast.ListComp) and len(node.generators) == 1:
        over = node.generators[0].iter
        return (
            isinstance(over, ast.Call)
            and isinstance(over.func, ast.Name | ast.Attribute)
            and (
                (ast.unparse(over.func) == "range" and len(over.args) == 3)
                or (ast.unparse(over.func).endswith("arange") and len(over.args) >= 3)
            )
        )
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        return node.slice.step is not None and node.slice.upper is None
    return False


def _cut(source: Source, node: ast.expr, count: str) -> Edit:
    end = source.span(node).end
    return Edit(Span(source.path, end, end), f"[:{count}]")
