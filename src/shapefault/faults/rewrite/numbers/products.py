"""A size that is written as a product, ``len(features) * N_AGENTS``, where one factor too many is counted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import callee

_MOST = 6


def factor_too_many(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Each product of a length and a number by which the one size is larger than the other, without that number."""
    larger, smaller = max(got, want), min(got, want)
    if not smaller or larger % smaller or larger == smaller:
        return
    bench, made = bench_of(trace), 0
    for source in bench.project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
                continue
            if not isinstance(parent(node), ast.Assign | ast.keyword | ast.Call):
                continue
            for kept, dropped in ((node.left, node.right), (node.right, node.left)):
                values = set(bench.resolver.values(source, dropped))
                if larger // smaller in values and _counted(kept) and made < _MOST:
                    made += 1
                    text = source.span(kept).text
                    why = f"{larger} is {larger // smaller} times {smaller}"
                    yield fix(f"count {text} alone", Edit(source.span(node), text), prior,
                              stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip


def _counted(node: ast.expr) -> bool:
    """Whether the program takes the number from something that it has, and does not write it."""
    sized = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    return sized or (isinstance(node, ast.Call) and callee(node) in ("len", "size"))
