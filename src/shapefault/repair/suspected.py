"""What the suspect lines say of edits: of those with a reason a little, of those without one nearly all."""

from __future__ import annotations

import math
from dataclasses import replace

from shapefault.faults.suspects import Suspects
from shapefault.model import Fix

_OF_REASONED = 0.05
"""The share that an edited line's probability has in the evidence for an edit that a rule proposed."""
_FLOOR, _ABOVE, _IDLE = 0.35, 0.3, 0.15
"""What such an edit is worth at the least, what the line's probability adds to that, and the evidence from which on."""
_OF_SLIP, _BY_LINE, _MOST = 0.7, 0.42, 0.75
"""What counts of a slip's own evidence, what the root of its line's probability adds, and the most that both may be."""


def reasoned(fixes: list[Fix], suspects: Suspects) -> list[Fix]:
    """Candidates of rules, best first, those on suspect lines a little before others."""
    found = []
    for fix in fixes:
        likely = suspects.of(fix)
        worth = (1 - _OF_REASONED) * fix.prior + _OF_REASONED * likely
        if fix.prior >= _IDLE:
            worth = max(worth, _FLOOR + _ABOVE * likely)
        found.append(replace(fix, prior=worth))
    return sorted(found, key=lambda f: -f.prior)


def unreasoned(fixes: list[Fix], suspects: Suspects) -> list[Fix]:
    """Slips, best first, those on suspect lines first."""
    found = []
    for fix in fixes:
        worth = _OF_SLIP * fix.prior + _BY_LINE * math.sqrt(suspects.of(fix))
        found.append(replace(fix, prior=min(_MOST, worth)))
    return sorted(found, key=lambda f: -f.prior)
