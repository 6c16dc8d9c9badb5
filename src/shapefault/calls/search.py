"""The search: changes in the order of their cost, each tried; what only moves the error is gone on from."""

from __future__ import annotations

import heapq
import itertools
import re
import time
from dataclasses import dataclass
from typing import Any

from shapefault.calls.candidates import candidates
from shapefault.calls.facts import Candidate, Facts, dtypes_in, numbers_in, on_parameter
from shapefault.calls.judge import Judge, Verdict
from shapefault.calls.slots import function_name, slots
from shapefault.change import Change
from shapefault.ops import Requirement, bind, canonical, check

AT_ONCE = 0.006
"""Seconds after which the search is content with what it has found."""
MOST = 3.0
"""Seconds after which it gives up without having found anything."""
WITHIN = 0.5
"""The same for a function that is not torch's own: its failing op tells the requirement, whatever is found."""
_GOOD = 0.45
"""How much dearer than the best a change may be and still be shown."""
_STATES = 100
"""From so many calls that fail otherwise the search goes on at most."""


@dataclass(frozen=True)
class Found:
    """A change with its cost; ``facts`` are those of the call as it was before."""

    cost: float
    change: Change


class Search:
    """One failing call; :meth:`changes` are what makes it succeed, best first."""

    def __init__(self, fn: Any, judge: Judge, verdict: Verdict) -> None:
        self._fn, self._judge, self._verdict = fn, judge, verdict
        args, kwargs = judge.stand_ins()
        self.facts = self._facts(args, kwargs, verdict.message)

    def changes(self, limit: int = 6, at_once: float = AT_ONCE, most: float = MOST) -> list[Found]:
        """The cheapest changes with which the call succeeds."""
        started, clock = time.perf_counter(), time.perf_counter
        found: list[Found] = []
        tie = itertools.count()
        queue: list[tuple[float, int, Candidate, Verdict]] = []
        seen: set[tuple[str, ...]] = set()
        states = 0
        origin = _wording(self._verdict.message)

        def expand(facts: Facts, before: Candidate | None) -> None:
            base, title, done = (before.cost, before.title, before.alterations) if before else (0.0, "", ())
            for one in candidates(facts):
                steps = (*done, *one.alterations)
                words = f"{title}; {one.title}" if title else one.title
                combined = Candidate(base + one.cost, words, steps)
                heapq.heappush(queue, (combined.cost, next(tie), combined, self._verdict))

        expand(self.facts, None)
        waiting: list[tuple[float, int, Candidate, Verdict]] = []
        while queue or waiting:
            now = clock() - started
            if now > most or (found and (now > at_once or len(found) >= limit)):
                break
            if not queue or (waiting and waiting[0][0] + 0.5 < queue[0][0]):
                if states >= _STATES or not waiting:
                    if not queue:
                        break
                    waiting.clear()
                    continue
                states += 1
                _, _, before, reached = heapq.heappop(waiting)
                args, kwargs = Change("", before.alterations).apply(*self._judge.stand_ins())
                expand(self._facts(args, kwargs, reached.message), before)
                continue
            cost, _, one, _ = heapq.heappop(queue)
            if found and cost > found[0].cost + _GOOD:
                break
            key = tuple(sorted(map(repr, one.alterations)))
            if key in seen:
                continue
            seen.add(key)
            verdict = self._try(one)
            if verdict is None:
                continue
            if verdict.error is None:
                change = Change(one.title, one.alterations, verdict.shape)
                if self._judge.confirmed(change, verdict):
                    found.append(Found(cost, change))
            elif not found and len(one.alterations) < 6 and (step := _progress(origin, self._verdict, verdict)) < 9:
                heapq.heappush(waiting, (cost + step, next(tie), one, verdict))
        return found

    def broken_after(self, change: Change) -> tuple[Requirement, ...]:
        """What the op's formulas still say against the changed call."""
        return self._facts(*change.apply(*self._judge.stand_ins()), "").broken

    def _try(self, one: Candidate) -> Verdict | None:
        try:
            args, kwargs = Change("", one.alterations).apply(*self._judge.stand_ins())
        except Exception:
            return None  # a later step that does not fit what an earlier one made
        return self._judge.tried(args, kwargs)

    def _facts(self, args: tuple[Any, ...], kwargs: dict[str, Any], message: str) -> Facts:
        op = canonical(function_name(self._fn))
        bound = bind(op, args, kwargs)
        params = bound[1] if bound is not None else {}
        broken = tuple(r for r in check(op, bound[0], params) if not r.holds) if bound is not None else ()
        return Facts(
            op,
            tuple(slots(self._fn, args, kwargs)),
            params,
            broken,
            numbers_in(message),
            dtypes_in(message),
            on_parameter(broken, message),
        )


def _wording(message: str) -> str:
    return re.sub(r"-?\d+(?:\.\d+)?", "#", message)


def _progress(origin: str, first: Verdict, now: Verdict) -> float:
    """How little a trial came further: another complaint is a step, the same about other numbers a small one."""
    if _wording(now.message) != origin:
        return 0.0
    return 0.35 if now.message != first.message else 9.0
