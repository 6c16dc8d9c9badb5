"""``n = image // patch`` places for a picture that has ``n * n`` patches: the count of one side for the whole."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def squared_count(trace: Trace, come: int, have: int, prior: float) -> Iterator[Fix]:
    """The quotient squared, where ``come`` is its square and ``have`` itself, with or without one more token."""
    resolver = bench_of(trace).resolver
    for more in (0, 1, 2):
        side = have - more
        if side < 2 or side * side + more != come:
            continue
        for source in bench_of(trace).project.sources:
            for node in source.nodes:
                quotient = isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv)
                if isinstance(node, ast.BinOp) and quotient and side in resolver.values(source, node):
                    edit = Edit(source.span(node), f"({source.span(node).text}) ** 2")
                    title = f"count the patches of both sides, {side} * {side}"
                    yield fix(title, edit, prior, stage=Stage.LAYER_CONFIG,
                              why=f"{side} are along one side, {side * side} arrive")  # fmt: skip
