"""What is tried on top of an edit that moved the program into another shape fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from shapefault.repair.candidate import Open
from shapefault.repair.inner import Next
from shapefault.repair.rerun import Known, Outcome
from shapefault.repair.several import both, changes_its_mind, the_same

_STEPS = 3
_PLACES = 8
"""In how many places a program is edited at most, where one step is the same in several of them."""
_STEP_COST, _SAME_COST, _STILL = 0.85, 0.98, 0.8
"""What the evidence becomes with a further step, and with the same step in a third place; once more where after
another edit the program dies on the very line where it died before.
"""


def steps_after(candidate: Open, outcome: Outcome, unchanged: Known | None, past: int) -> Iterator[Open]:
    """The edits proposed for the next fault, after the steps so far; still without a number.

    ``unchanged`` is how the program ends without any edit, and ``past`` how often it came past its crash then.
    """
    found = outcome.payload
    if not isinstance(found, Next) or len(candidate.seen) + 1 >= _PLACES:
        return
    place = (outcome.where, outcome.exception)
    if place in candidate.seen or unchanged is None or unchanged.is_met(*place, outcome.past):
        return  # it fails as before: what would be proposed next repairs it without this edit
    still = outcome.where == unchanged.where and outcome.past <= past
    for following in found.fixes:
        same = the_same(candidate.fix.title, following.title)
        if candidate.alone and not same:
            continue
        steps = candidate.steps + (not same)
        if steps > _STEPS or changes_its_mind(candidate.fix, candidate.overlay, following):
            continue
        kinds = (candidate.fix.applicability, following.applicability)
        cost = _SAME_COST if same and candidate.base else _STEP_COST
        cost *= _STILL if still and not same else 1.0
        step = replace(
            following,
            title=both(candidate.fix.title, following.title),
            prior=min(candidate.fix.prior, 0.4 + 0.6 * following.prior) * cost,
            stage=candidate.fix.stage,
            why=candidate.fix.why,
            applicability="unsafe" if "unsafe" in kinds else "safe",
        )
        seen = candidate.seen | {place}
        together = Open(0.0, 0, step, {}, candidate.overlay, steps, seen, outcome.past, same, last=following)
        together.cost = -together.worth
        yield together
