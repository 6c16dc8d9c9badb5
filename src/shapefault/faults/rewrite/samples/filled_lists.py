"""Parts that are filled up to a length that some of them are beyond: ``word + "P" * (n - len(word))``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee
from shapefault.source.retarget import retarget

_MARKS = 2
"""Marks of start and end that may have been put around a part that was filled up."""


def filled_to_the_longest(trace: Trace, lengths: Sequence[int], prior: float) -> Iterator[Fix]:
    """The number ``n`` made as large as the longest part, or less by its marks."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
                continue
            if not isinstance(node.right, ast.Call) or callee(node.right) != "len":
                continue
            text = source.span(node.left).text
            for marks in range(_MARKS + 1):
                new = max(lengths) - marks
                for target in retarget(bench_of(trace).resolver, source, node.left, None, new)[:2]:
                    if target.literal is not None and target.literal.node.value < new:  # type: ignore[attr-defined]
                        yield fix(
                            f"fill up to {text} = {new}", target.edits, prior - 0.04 * marks, stage=Stage.DATA_LOADING,
                            why=f"some are longer than {text}, and are not filled up",
                        )  # fmt: skip
