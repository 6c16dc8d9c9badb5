"""``h != h2 | w != w2``: the bar binds tighter, ``h2 | w`` is one number and the comparison another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

_SIGNS = {ast.BitOr: "|", ast.BitAnd: "&"}


def precedence(trace: Trace, prior: float, stage: Stage) -> Iterator[Fix]:
    """Each comparison in brackets of its own."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            middle = node.comparators[0] if isinstance(node, ast.Compare) and len(node.comparators) == 2 else None
            if not isinstance(node, ast.Compare) or not isinstance(middle, ast.BinOp):
                continue
            sign = _SIGNS.get(type(middle.op))
            whole, left, right = source.span(node), source.span(middle.left), source.span(middle.right)
            if sign is None or _bracketed(source.between(whole.start, left.start)):
                continue
            first, second = source.between(whole.start, left.end), source.between(right.start, whole.end)
            yield fix(
                f"compare first, and join with {sign}", Edit(whole, f"({first}) {sign} ({second})"), prior, stage=stage,
                why=f"{sign} binds tighter: {left.text} {sign} {right.text} is worked out before anything is compared",
            )  # fmt: skip


def _bracketed(before: str) -> bool:
    """Whether the author has put the numbers in brackets, and means it."""
    return before.rstrip().endswith("(")
