"""Axes put in a wrong order where they are permuted, ``p.permute(0, 3, 2, 1)`` for ``(0, 2, 3, 1)``, and met turned."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.axes.dims import listed
from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_LEAST = 3


def permuted_otherwise(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The two axes exchanged in each permutation of that rank, where two operands differ by them and nothing else."""
    shapes = [operand.shape for operand in list(mismatch.operands.values())[:2]]
    turned = _turned(*shapes) if len(shapes) == 2 else None
    if turned is None:
        return
    for name in ("permute", "transpose"):
        for call in bench_of(trace).project.calls.get(name, []):
            dims = listed(call)
            if dims is None or len(dims) != len(shapes[0]):
                continue
            yield fix(
                "put the axes in the order that they have elsewhere",
                exchange(call.source, dims[turned[0]], dims[turned[1]]), prior, stage=Stage.RESHAPE,
                why=f"what comes of it has axes {turned[0]} and {turned[1]} in the other order than what it meets",
            )  # fmt: skip


def _turned(one: Shape, other: Shape) -> tuple[int, int] | None:
    """The two axes by whose exchange the one shape is the other."""
    apart = [axis for axis, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(one) != len(other) or len(one) < _LEAST or len(apart) != 2:
        return None
    first, second = apart
    return (first, second) if (one[first], one[second]) == (other[second], other[first]) else None
