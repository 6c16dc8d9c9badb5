"""Every small change of a call's arguments, each with what it costs in plausibility; nothing is tried here.

About 1 is one plausible change. Cheaper are those that keep all values (an axis moved, added or dropped) and sizes
that something says: a requirement, the message, another operand. Dearer are made-up sizes, weights, new lengths.
"""

from __future__ import annotations

from dataclasses import replace

from shapefault.calls.facts import Candidate, Facts
from shapefault.calls.operands import WEIGHTS, moved, sized, together, valued
from shapefault.calls.parameters import optional, parameter
from shapefault.observe.values import is_tensor


def candidates(facts: Facts) -> list[Candidate]:
    """All single changes, cheapest first."""
    found: list[Candidate] = []
    for slot in facts.operands:
        extra = 0.25 if slot.role in WEIGHTS else 0.0
        for one in (*moved(facts, slot), *sized(facts, slot), *valued(facts, slot)):
            found.append(Candidate(one.cost + extra, one.title, one.alterations))
    for slot in facts.slots:
        if not is_tensor(slot.value):
            found += (replace(c, cost=c.cost - 0.3 * facts.on_parameter) for c in parameter(facts, slot))
    found += optional(facts)
    found += together(facts)
    best: dict[tuple[str, ...], Candidate] = {}
    for one in found:
        key = tuple(map(repr, one.alterations))
        if key not in best or one.cost < best[key].cost:
            best[key] = one
    return sorted(best.values(), key=lambda c: c.cost)
