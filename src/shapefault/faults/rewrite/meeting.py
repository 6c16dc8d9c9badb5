"""The two numbers that met and differ, and whether a number in another's place would change the one to the other."""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise, product

from shapefault.model import Shape
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

Pairs = frozenset[tuple[int, int]]
_TOLD = (("got", "want"), ("a", "b"))
"""What two sizes are called in a message that has both."""
_SHAPE = re.compile(r"\((\d+(?:, ?\d+)+)\)")


def meeting(trace: Trace) -> Pairs:
    """The sizes that differ, in both orders: those of the broken requirement, of two operands, of a checkpoint."""
    mismatch = trace.mismatch
    found: set[tuple[int, int]] = set()
    if mismatch is None:
        return frozenset()
    if mismatch.broken is not None and mismatch.broken.got_value and mismatch.broken.want_value:
        found.add((mismatch.broken.got_value, mismatch.broken.want_value))
    shapes = [(key.model, key.checkpoint) for key in mismatch.keys]
    if mismatch.broken is not None and mismatch.broken.got_value is None:
        shapes += product(_written(mismatch.broken.got), _written(mismatch.broken.want))
    for compared in (shapes, combinations([o.shape for o in mismatch.operands.values()], 2)):
        for one, other in compared:
            if len(one) == len(other):
                found |= {(a, b) for a, b in zip(one, other, strict=True) if a != b}
        if found:
            break  # what the requirement says of one operand is more than that all of them are of other sizes
    told = mismatch.parsed.numbers if mismatch.parsed is not None else {}
    found |= _reshaped(mismatch)
    for came, met in _TOLD:
        if not found and came in told and met in told:
            found.add((told[came], told[met]))
    if not found and mismatch.parsed is None:
        for first, second in pairwise(_written(str(trace.crash.exc))):
            found |= {(a, b) for a, b in zip(first, second, strict=False) if a != b and len(first) == len(second)}
    return frozenset(found | {(b, a) for a, b in found})


def _reshaped(mismatch: Mismatch) -> set[tuple[int, int]]:
    """The last size that a view asks for, with the input's last one, and with all numbers of one of its samples."""
    have, want = mismatch.shape("input"), mismatch.params.get("shape")
    if mismatch.broken is None or mismatch.broken.kind != "numel" or not have or not isinstance(want, tuple | list):
        return set()
    asked = [size for size in want if type(size) is int and size > 1 and size not in have]
    return {(came, asked[-1]) for came in (have[-1], math.prod(have[1:])) if asked and came not in want}


def _written(text: str) -> list[Shape]:
    """The shapes in a requirement's words: both of ``(151, 151) or (4, 151, 151)``."""
    return [tuple(map(int, found.split(","))) for found in _SHAPE.findall(text)]


def turns(pairs: Pairs, now: int, new: int) -> bool:
    """Whether ``new`` for ``now`` makes one size of a pair the other: as it is, in proportion, by as much."""
    return any(
        (a, b) == (now, new) or (now and a * new == b * now) or (abs(b - a) <= max(a, b) // 2 and b - a == new - now)
        for a, b in pairs
    )
