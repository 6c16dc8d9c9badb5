"""The two numbers that met and differ, and whether a number in another's place would change the one to the other."""

from __future__ import annotations

from itertools import combinations

from shapefault.observe.trace import Trace

Pairs = frozenset[tuple[int, int]]


def meeting(trace: Trace) -> Pairs:
    """The sizes that differ, in both orders: those of the broken requirement, of two operands, of a checkpoint."""
    mismatch = trace.mismatch
    found: set[tuple[int, int]] = set()
    if mismatch is None:
        return frozenset()
    if mismatch.broken is not None and mismatch.broken.got_value and mismatch.broken.want_value:
        found.add((mismatch.broken.got_value, mismatch.broken.want_value))
    shapes = [(key.model, key.checkpoint) for key in mismatch.keys]
    shapes += combinations([o.shape for o in mismatch.operands.values()], 2)
    for one, other in shapes:
        if len(one) == len(other):
            found |= {(a, b) for a, b in zip(one, other, strict=True) if a != b}
    return frozenset(found | {(b, a) for a, b in found})


def turns(pairs: Pairs, now: int, new: int) -> bool:
    """Whether ``new`` for ``now`` makes one size of a pair the other: as it is, in proportion, by as much."""
    return any(
        (a, b) == (now, new) or (now and a * new == b * now) or (abs(b - a) <= max(a, b) // 2 and b - a == new - now)
        for a, b in pairs
    )
