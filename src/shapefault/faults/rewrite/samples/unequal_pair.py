"""Two samples of different lengths that a dataset puts together, ``a * x + b * (1 - x)``: the shorter is padded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix, insert_before, names_bound
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import statement_of
from shapefault.source.nodes import walk


def padded_pair(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Zeros behind the shorter of two tensors that differ on their last axis alone, in ``__getitem__``."""
    frame, node, source = trace.crash.user, trace.crash.expression, trace.source()
    if frame is None or source is None or frame.name != "__getitem__" or not isinstance(node, ast.BinOp):
        return
    statement = statement_of(node)
    names = [_tensor(side, frame.frame.f_locals) for side in (node.left, node.right)]
    if statement is None or None in names or len({name for name, _ in names}) < 2:  # type: ignore[misc]
        return
    (one, first), (other, second) = names  # type: ignore[misc]
    if len(first) != len(second) or first[:-1] != second[:-1] or first == second:
        return
    functional = names_bound(source, "torch.nn.functional", "torch.nn.functional")
    longest = f"max({one}.shape[-1], {other}.shape[-1])"
    line = f"{one}, {other} = ({functional}.pad(part, (0, {longest} - part.shape[-1])) for part in ({one}, {other}))"
    yield fix(
        "pad the shorter one", insert_before(source, statement, line), prior, stage=Stage.AUGMENTATION,
        why=f"{one} has {first[-1]} and {other} {second[-1]} on the last axis",
    )  # fmt: skip


def _tensor(side: ast.expr, values: dict[str, Any]) -> tuple[str, Shape] | None:
    """The one name in an operand whose value is a tensor with axes."""
    found = {
        part.id: shape for part in walk(side) if isinstance(part, ast.Name) and (shape := shape_of(values.get(part.id)))
    }
    return next(iter(found.items())) if len(found) == 1 else None
