"""The log-probability of several independent parts for each sample, weighed by one number a sample: sum it first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_DENSITIES = ("log_prob", "entropy")


def summed_density(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``dist.log_prob(a)`` of (N, D) summed over its parts where it meets (N,) in an arithmetic expression."""
    source, node = trace.source(), trace.crash.expression
    shapes = [operand.shape for operand in mismatch.operands.values()]
    if source is None or not isinstance(node, ast.BinOp) or not _one_more_axis(shapes):
        return
    for part in walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and callee(part) in _DENSITIES:
            yield fix(
                "add up what a sample's parts have", wrapped(source, part, "{}.sum(-1)"), prior,
                stage=Stage.LOSS_TARGET, why="it has a number for each part of a sample, the other one for each sample",
            )  # fmt: skip


def _one_more_axis(shapes: list[tuple[int, ...]]) -> bool:
    """Whether of two operands one has the other's sizes and one axis behind them."""
    return any(one[:-1] == other and len(one) > 1 for one in shapes for other in shapes)
