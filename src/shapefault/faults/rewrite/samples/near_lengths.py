"""Signals and volumes that cannot be halved as often as the model does: 18 slices -> 16 or 24."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.rewrite.images.near import STEPS
from shapefault.faults.rewrite.images.sizes import runs_at
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor

_LEAST = 4
_OF_SIGNALS = ("conv1d", "conv_transpose1d", "max_pool1d", "avg_pool1d")


def nearest_lengths(trace: Trace, prior: float, *, limit: int = 2) -> Iterator[Fix]:
    """The named number that an input's length or depth comes from, rounded so that the outermost call succeeds."""
    root = trace.root
    given = next((i for i, v in enumerate(root.args) if is_tensor(v) and v.ndim in (3, 5)), None) if root else None
    if root is None or given is None:
        return
    shape = tuple(root.args[given].shape)
    if len(shape) == 3 and not any(ops.canonical(r.name) in _OF_SIGNALS for r in trace.records):
        return
    made = 0
    for now, rounded in _rounded(shape):
        if trace.out_of_time() or made >= limit:
            return
        if runs_at(root, given, tuple(rounded if s == now and i > 1 else s for i, s in enumerate(shape))):
            why = f"{now} cannot be halved as often as the model does"
            yield from constants(trace, now, rounded, prior - 0.04 * made, stage=Stage.DATA_LOADING, limit=4, why=why)
            made += 1


def _rounded(shape: Shape) -> list[tuple[int, int]]:
    """Each spatial size with the multiples next to it, the least change first."""
    found: dict[tuple[int, int], None] = {}
    for now in dict.fromkeys(shape[2:]):
        for step in STEPS:
            found.update({(now, size): None for size in (now // step * step, -(-now // step) * step)})
    return sorted((pair for pair in found if pair[0] != pair[1] >= _LEAST), key=lambda p: abs(p[1] - p[0]))
