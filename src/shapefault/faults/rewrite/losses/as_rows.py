"""Both sides of a loss on pairs as rows: ``cosine(a.flatten(0, 1), b.flatten(0, 1), y)`` of (steps, batch, width)."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_SIDES = ("input1", "input2")


def as_rows(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """All axes but the last joined in both inputs; the samples' rows kept together comes after it."""
    shapes = [mismatch.shape(side) for side in _SIDES]
    given = [crash_argument(trace, mismatch, side) for side in _SIDES]
    first, second = given
    if None in shapes or shapes[0] != shapes[1] or first is None or second is None:
        return
    rank = len(shapes[0] or ())
    if rank < 3:
        return
    why = f"the loss compares rows, these have {rank} axes"
    for place, text in enumerate((f"{{}}.flatten(0, {rank - 2})", "{}.flatten(1)")):
        title = "compare rows of the last axis" if place == 0 else "compare one row of each sample"
        edits = (wrapped(*first, text), wrapped(*second, text))
        yield fix(title, edits, prior - 0.04 * place, stage=Stage.LOSS_TARGET, why=why)
