"""``mask.resize((height, width))``: a PIL image takes the width first, unlike ``transforms.Resize``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_SIDES = 2


def width_first(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The sides exchanged, where two operands have the same two sides in different orders."""
    shapes = [operand.shape for operand in mismatch.operands.values() if len(operand.shape) >= _SIDES]
    turned = any(a[-2:] == b[:-3:-1] and a[-1] != a[-2] for a in shapes for b in shapes)
    for call in bench_of(trace).project.calls.get("resize", []) if turned else ():
        pair = call.node.args[0] if call.node.args else None
        entries = pair.elts if isinstance(pair, ast.Tuple | ast.List) else []
        if len(entries) == _SIDES and isinstance(call.node.func, ast.Attribute):
            yield fix(
                "give the width first", exchange(call.source, *entries), prior, stage=Stage.AUGMENTATION,
                why="resize of a PIL image takes (width, height)",
            )  # fmt: skip
