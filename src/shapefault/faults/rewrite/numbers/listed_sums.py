"""A width that stands in a list or a table as an expression of a name: ``"nn": [[FEAT + 3, 16, 32], ...]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Fix
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.scalars import retarget

_MOST = 200
"""Such expressions that are looked at in one program."""
_NAMED = 0.06
"""More evidence for the number behind the name, which other widths are made of, too."""


def listed_sums(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Where such an expression is one of two sizes: the number behind its name, or the one in it, for the other."""
    bench = bench_of(trace)
    left = _MOST
    for source in bench.project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.BinOp) or not isinstance(parent(node), ast.List | ast.Tuple | ast.Dict):
                continue
            if left == 0 or not any(isinstance(part, ast.Name | ast.Attribute) for part in ast.walk(node)):
                continue
            left -= 1
            for old, new in ((want, got), (got, want)):
                text = source.span(node).text
                for target in retarget(bench.resolver, source, node, old, new)[:3]:
                    named = _NAMED if target.hops else 0.0
                    yield fix(
                        f"let {text} come to {new}", target.edits, prior + named - 0.04 * (old == got),
                        stage=stage_of(text), why=f"{text} is {old}, the other side has {new}",
                    )  # fmt: skip
