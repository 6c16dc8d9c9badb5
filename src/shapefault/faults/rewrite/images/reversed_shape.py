"""A shape that is announced backwards, ``[s[2], s[1], s[0]]``, for pictures whose channels are moved to the front."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_BACKWARDS = [2, 1, 0]


def reversed_shape(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Height and width kept in their order, where two operands have them exchanged."""
    shapes = [o.shape for o in mismatch.operands.values() if len(o.shape) > 2]
    if not any(a[-2:] == b[-2:][::-1] != b[-2:] for a in shapes for b in shapes):
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            parts = node.elts if isinstance(node, ast.List | ast.Tuple) else []
            read = [p for p in parts if isinstance(p, ast.Subscript) and isinstance(p.slice, ast.Constant)]
            if len(read) != len(parts) or [p.slice.value for p in read] != _BACKWARDS:  # type: ignore[attr-defined]
                continue
            if len({ast.dump(p.value) for p in read}) == 1:
                yield fix(
                    "announce the height before the width", exchange(source, read[1], read[2]), prior,
                    stage=Stage.AUGMENTATION, why="the channels are moved to the front, height and width stay in order",
                )  # fmt: skip
