"""What the suspect lines say of edits: of those with a good reason nothing, of a slip the better part."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

from shapefault.faults.suspects import Line, Suspects
from shapefault.model import Fix
from shapefault.repair.several import place_of

_FLOOR, _ABOVE, _IDLE = 0.2, 0.3, 0.15
"""What an edit with a weak reason is worth at the least, what its line's probability adds to that, and from which
evidence on: of such edits that passed in programs not seen before, those on likely lines were right three times of
four, and one time of four on others.
"""
_ALONE = 0.85
"""What counts of a slip's own evidence on the least likely of lines."""
_OF_SLIP, _BY_LINE, _MOST = 0.7, 0.42, 0.75
"""What counts of a slip's own evidence, what the root of its line's probability adds, and the most that both may be."""

_QUEUE, _QUEUES = 0.012, 0.2
"""What a slip waits for each before it on its line, and at the most: a line's probability is that of all its edits."""


_COLLAPSE, _WEAK, _SIZE = 0.15, 0.6, 4
"""What is taken off weak evidence for a number of at least so much that becomes 1 or 0: one fits everything."""


def reasoned(fixes: list[Fix], suspects: Suspects) -> list[Fix]:
    """Candidates of rules, best first; the weak ones on suspect lines before other weak ones."""
    found = [
        replace(fix, prior=max(fix.prior, _FLOOR + _ABOVE * suspects.of(fix))) if fix.prior >= _IDLE else fix
        for fix in map(less_where_it_collapses, fixes)
    ]
    return sorted(found, key=lambda f: -f.prior)


def unreasoned(fixes: list[Fix], suspects: Suspects) -> list[Fix]:
    """Slips, best first, those on suspect lines first, each line's a little later than the one before."""
    found = []
    for fix in map(less_where_it_collapses, fixes):
        worth = _OF_SLIP * fix.prior + _BY_LINE * math.sqrt(suspects.of(fix))
        found.append(replace(fix, prior=min(_MOST, max(worth, _ALONE * fix.prior))))
    taken: Counter[Line] = Counter()
    for place, fix in enumerate(sorted(found, key=lambda f: -f.prior)):
        line = place_of(fix)
        found[place] = replace(fix, prior=fix.prior - min(_QUEUES, _QUEUE * taken[line]))
        taken[line] += 1
    return sorted(found, key=lambda f: -f.prior)


def less_where_it_collapses(fix: Fix) -> Fix:
    """An edit, with less evidence where it has little and makes a number 1 or 0, with which nearly all sizes agree."""
    edit = fix.edits[0]
    if len(fix.edits) > 1 or fix.prior >= _WEAK or edit.content not in ("0", "1") or not edit.span.text.isdigit():
        return fix
    return replace(fix, prior=fix.prior - _COLLAPSE) if int(edit.span.text) >= _SIZE else fix
