"""Tries candidate fixes on the whole program, best first, and follows those that get further.

An edit that moves the program past the crash into another shape fault is a step, not a repair: the edits
proposed for the next fault are tried on top of it. The search ends when a fix passed that has more evidence
than all that are still open, or when its time is over.
"""

from __future__ import annotations

import heapq
import itertools
import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from shapefault.model import Check, Edit, Fix, Rejected
from shapefault.repair.candidate import Open, key_of
from shapefault.repair.edits import EditConflictError, edits_between, overlay_of
from shapefault.repair.following import steps_after
from shapefault.repair.inner import Next
from shapefault.repair.rerun import Known, Outcome
from shapefault.repair.several import (
    apart,
    last_step,
    not_more_than_needed,
    one_of_each,
    place_of,
)
from shapefault.repair.solving import Solver
from shapefault.repair.tries import Resort, Tries
from shapefault.source.overlay import read

_WANTED = 3
_PATIENCE = 60.0
"""Seconds that the rerun host may take to import what the program had loaded."""
_OTHER_SEED = 20_231
_CONFIRM = 2.0
"""Seconds for running the fixes that passed once more, past the deadline if need be."""
_RUNS = 4.0
"""How many times as long as the unedited program's run the checks, and each of them, may take at the least."""
_GRACE = 0.3
"""Seconds from the end of a run until it is known here."""
_LEAST = 0.15
"""Evidence below which an edit is not worth a run: it would only silence the error."""
_PROOF = 2.0
"""How many times as long as to the crash a program whose time was cut has to run on, at the least."""
_AGAIN = 0.08
"""Evidence by which an edit waits once the same has been tried in another place."""
_LEAST_EVADING = 0.2
"""Worth below which an edit is not shown with which the program no longer comes to its crash line: ``done = True``."""
_PROMISING = 0.3
"""Evidence of an open edit for which more time is taken where nothing has passed."""
_EXTRA, _EXTRA_LEAST = 0.6, 1.5
"""Share of the time already spent that may go into finding alternatives to the best fix, and seconds at the least."""
_LIKELY, _SAME_PLACE = 0.4, 0.5
"""For alternatives to the best fix: the share of how likely their lines are to be the ones to change, and what an edit
is worth on a line on which another one has passed: a user who does not want the first looks for another idea.
"""
_MISSING = re.compile(
    r"(FileNotFound|NotADirectory|Permission|ModuleNotFound|Import|Connection\w*|URL|HTTP)Error\b"
    r"|RuntimeError: Parent directory .* does not exist"
)
"""How a program ends for want of something that no edit brings: what mends the fault is shown all the same."""
_TIE = 0.009
"""What the likelihood of its line adds to a fix that has passed: it decides between those of about the same worth."""
_POOR = 0.6
"""Worth of the best that passed below which what is proposed last is tried as well."""
_LAST, _LAST_RUNS, _LAST_MOST = 15.0, 40.0, 60.0
"""Seconds for that, and how many times as long as the unedited program's run, at the least; seconds at the most."""
_WATCHED, _WATCHED_RUNS = 3.0, 4.0
"""Seconds for the run that is watched before it, and how many times as long as the unedited program's run."""
_ONE_MORE = 1.5
"""How many times as long as the unedited program's run, and each that has passed, that is at the least."""


class Runs(Protocol):
    """What runs the program: see :class:`shapefault.repair.rerun.RerunPool`."""

    def submit(
        self,
        overlay: Mapping[str, str],
        *,
        timeout: float,
        seed: int | None = None,
        aim: int = 0,
        on_start: str | None = None,
        known: Known | None = None,
    ) -> int:
        """Queue a run; its ticket."""

    def wait(self, timeout: float | None = None) -> tuple[int, Outcome] | None:
        """The next run that has ended."""

    def cancel(self, ticket: int) -> None:
        """End a run."""


@dataclass
class Searched:
    """What the checks found: fixes that passed, best first, and edits that run but were not proposed."""

    passed: list[Fix] = field(default_factory=list)
    tried: int = 0
    reproduced: bool | None = None
    """Whether the unedited program failed in the rerun as it did before."""
    rejected: list[Rejected] = field(default_factory=list)
    seconds: float = 0.0
    further: tuple[Fix, Outcome] | None = None
    """Of the edits that did not make it pass, the best with which the program went past the crash line, and its end."""


class Search:
    """One search over what there is to try for one crash.

    ``failed_as`` is how the exception of the unedited program's rerun has to begin, where that may fail for reasons of
    its own. ``resort`` proposes more where no candidate with good evidence has passed.
    """

    def __init__(
        self,
        pool: Runs,
        tries: Tries,
        *,
        ran: str,
        budget: float,
        job_timeout: float,
        width: int = 2,
        on_pass: Callable[[Fix], None] | None = None,
        failed_as: str = "",
        resort: Resort | None = None,
    ) -> None:
        self._pool, self._ran = pool, ran
        self._budget, self._job_timeout, self._width = budget, job_timeout, width
        self._deadline = 0.0
        self._numbers = itertools.count()
        self._queue: list[Open] = []
        self._running: dict[int, Open] = {}
        self._tried: set[tuple[tuple[str, str], ...]] = set()
        self._submitted: set[tuple[tuple[str, str], ...]] = set()
        self._result = Searched()
        self._on_pass = on_pass
        self._failed_as, self._failing = failed_as, tries.failing
        self._resort, self._solver = resort, Solver(tries.pairs)
        self._past, self._seconds, self._longest = 0, 0.0, 0.0
        self._likely = tries.suspects.of
        self._warned = False
        self._unchanged: Known | None = None
        self._made: dict[Fix, Open] = {}
        self._said: set[str] = set()
        self._extended = False
        self._stop: float | None = None
        for fix in tries.fixes:
            if fix.prior >= _LEAST:
                self._push(Open(-fix.prior, next(self._numbers), fix, {}, {}))

    def _push(self, candidate: Open) -> None:
        try:
            candidate.overlay = overlay_of(candidate.fix.edits, candidate.base)
        except (EditConflictError, OSError):
            return
        key = key_of(candidate)
        # An edit that arithmetic has come to as well has more evidence than when it was one of many.
        if (key in self._tried and not candidate.points) or key in self._submitted or not candidate.overlay:
            return
        self._tried.add(key)
        heapq.heappush(self._queue, candidate)

    def run(self) -> Searched:
        """Search until the best fix is known or the time is over."""
        started = time.perf_counter()
        # The budget begins when the unedited program has run: until then the host is still importing.
        self._deadline = started + self._budget + _PATIENCE
        baseline = self._pool.submit({}, timeout=self._job_timeout, known=Known())
        early: list[tuple[Open, Outcome]] = []
        while (
            self._queue or self._running or early or self._resort_awaits(baseline) or self._resorts()
        ) and self._in_time():
            self._fill()
            if not self._running and not early and not self._resort_awaits(baseline):
                break
            until = self._deadline
            if self._stop is not None and self._settled():
                until = min(until, self._stop)
            done = self._pool.wait(max(0.01, until - time.perf_counter()))
            if done is None:
                if time.perf_counter() < until:
                    break  # the pool has no more to say
                if until < self._deadline and not self._resorts():
                    break
                continue
            ticket, outcome = done
            if ticket == baseline:
                baseline = -1
                self._result.reproduced = outcome.status == "failed" and outcome.exception.startswith(self._failed_as)
                self._past, self._seconds = outcome.past, outcome.seconds
                self._longest = max(self._longest, outcome.seconds)
                here = (Path(outcome.where[0]).name, outcome.where[1]) if outcome.where is not None else None
                self._warned = any(place != here for place in outcome.broadcasts)
                self._unchanged = Known(outcome.where, outcome.exception, outcome.past)
                # What the unedited program takes on this machine is the measure for what the edited one may take.
                self._job_timeout = min(self._job_timeout, max(self._budget, _RUNS * outcome.seconds))
                self._deadline = time.perf_counter() + max(self._budget, _RUNS * outcome.seconds) + _GRACE
                if not self._result.reproduced:
                    break
            elif (candidate := self._running.pop(ticket, None)) is not None:
                early.append((candidate, outcome))
            if baseline != -1:
                continue  # what an edit changed can be told once it is known how the unedited program fails
            self._judge_all(early)
            if self._settled():
                now = time.perf_counter()
                if self._stop is None:
                    self._queue = [replace(c, cost=-self._as_alternative(c)) for c in self._queue]
                    heapq.heapify(self._queue)
                    more = max(_EXTRA_LEAST, _EXTRA * (now - started), _ONE_MORE * self._longest)
                    self._stop = min(self._deadline, now + more)
                if (self._enough() or now > self._stop) and not self._resorts():
                    break
        if self._result.reproduced is not False:
            self._judge_all(early)
        for ticket in list(self._running):
            self._pool.cancel(ticket)
        if not all(self._made[fix].wants for fix in self._result.passed):
            # What is missing is missing for the edit, then.
            self._result.passed = [fix for fix in self._result.passed if not self._made[fix].wants]
        self._result.passed.sort(key=lambda fix: -(self._made[fix].worth + _TIE * self._likely(fix)))
        self._result.passed = apart(one_of_each(self._result.passed), _WANTED)
        self._confirm()
        self._result.seconds = time.perf_counter() - started
        return self._result

    def _confirm(self) -> None:
        """Run what will be shown once more with other random numbers; luck is no repair."""
        waiting: dict[int, Fix] = {}
        for fix in self._result.passed[:_WANTED]:
            overlay, seconds = self._made[fix].overlay, self._job_timeout
            ticket = self._pool.submit(overlay, timeout=seconds, seed=_OTHER_SEED, known=Known())
            waiting[ticket] = fix
        until = max(self._deadline, time.perf_counter() + _CONFIRM)
        while waiting and (done := self._pool.wait(max(0.01, until - time.perf_counter()))) is not None:
            ticket, outcome = done
            fix_run = waiting.pop(ticket, None)
            if fix_run is not None and outcome.status == "failed" and not self._only_wants(outcome):
                self._result.passed = [f for f in self._result.passed if f is not fix_run]
        for ticket in waiting:
            self._pool.cancel(ticket)

    def _in_time(self) -> bool:
        """Whether there is time; once there is more where nothing has passed: a late answer is better than none."""
        if time.perf_counter() < self._deadline:
            return True
        open_now = (*self._queue, *self._running.values())
        if self._extended or not self._result.reproduced or self._result.passed:
            return self._resorts()
        self._extended = True
        self._deadline = time.perf_counter() + self._budget
        return any(candidate.fix.prior >= _PROMISING for candidate in open_now) or self._resorts()

    def _next(self) -> Open | None:
        """The best that is open; one that has been tried in another place lets others go first."""
        while self._queue:
            candidate = heapq.heappop(self._queue)
            if candidate.alone and not candidate.points and self._solver.is_idle(candidate.fix):
                continue
            if not candidate.cut and key_of(candidate) in self._submitted:
                continue
            if candidate.waited or candidate.fix.title not in self._said:
                self._said.add(candidate.fix.title)
                return candidate
            heapq.heappush(self._queue, replace(candidate, cost=candidate.cost + _AGAIN, waited=True))
        return None

    def _resort_awaits(self, baseline: int) -> bool:
        """Whether the unedited program is still running, after which more may be proposed."""
        return self._resort is not None and baseline != -1

    def _resorts(self) -> bool:
        """Whether what is proposed last is open now: nothing that has passed is worth much."""
        if self._resort is None or not self._result.reproduced:
            return False
        if any(self._made[fix].worth >= _POOR for fix in self._result.passed):
            return False
        resort, self._resort, self._stop = self._resort, None, None
        watched = resort.watched()
        told = self._witnessed(watched, resort.seconds)
        if not told.seen and watched:
            told = self._witnessed({}, resort.seconds)
        more = resort.proposed(told)
        for fix in more:
            self._push(Open(-fix.prior, next(self._numbers), fix, {}, {}, waited=True, alone=True))
        now = time.perf_counter()
        self._deadline = max(self._deadline, now + min(max(_LAST, _LAST_RUNS * self._seconds), _LAST_MOST))
        return bool(self._queue)

    def _witnessed(self, watched: Mapping[str, str], more: float) -> Next:
        """What the functions of the unedited program held when they ended; it is run for that once more.

        Nothing where it fails in another place now: compiled code does not bear to be watched.
        """
        seconds = max(_WATCHED, _WATCHED_RUNS * self._seconds) + more
        until = time.perf_counter() + seconds
        own = self._pool.submit(watched, timeout=seconds, on_start="shapefault.observe.witness:begin")
        while (done := self._pool.wait(max(0.01, until - time.perf_counter()))) is not None:
            ticket, outcome = done
            if ticket == own:
                same = self._unchanged is None or not watched or outcome.where == self._unchanged.where
                return outcome.payload if same and isinstance(outcome.payload, Next) else Next()
            if (candidate := self._running.pop(ticket, None)) is not None:
                self._judge_all([(candidate, outcome)])
        return Next()

    def _fill(self) -> None:
        while self._queue and len(self._running) < self._width:
            if self._stop is not None and self._enough():
                return
            if (candidate := self._next()) is None:
                return
            if self._stop is not None and candidate.worth <= self._shown_from():
                continue
            # A run that ends with the search tells how far it came only if it ends a little before it.
            whole, left = min(self._budget, self._job_timeout), self._deadline - time.perf_counter() - _GRACE
            candidate.cut = left < whole
            self._submitted.add(key_of(candidate))
            timeout = max(0.5, min(whole, left))
            ticket = self._pool.submit(candidate.overlay, timeout=timeout, known=self._known_to(candidate))
            self._running[ticket] = candidate

    def _known_to(self, candidate: Open) -> Known | None:
        """The crash behind which nothing follows: that of the unedited program, for a guess any on its line.

        An alternative is one step.
        """
        if self._stop is not None:
            return Known()
        return Known(self._unchanged.where) if candidate.alone and self._unchanged is not None else self._unchanged

    def _settled(self) -> bool:
        """Whether nothing that is still open has more evidence than the best fix that passed."""
        if not self._result.passed:
            return False
        return max(self._made[fix].worth for fix in self._result.passed) >= self._best_open()

    def _only_wants(self, outcome: Outcome) -> bool:
        """Whether a program came past its crash and then missed a file or the like, as it would with any edit."""
        if outcome.status != "failed" or self._unchanged is None or outcome.where == self._unchanged.where:
            return False
        return outcome.past > self._past and _MISSING.match(outcome.exception) is not None

    def _best_open(self) -> float:
        """The most evidence for an edit that may still pass; 0 where none is left."""
        return max((candidate.worth for candidate in (*self._queue, *self._running.values())), default=0.0)

    def _enough(self) -> bool:
        """Whether what will be shown has passed, and no better one is still open: the quicker is not the better."""
        return self._places() >= _WANTED and self._best_open() <= self._shown_from()

    def _shown_from(self) -> float:
        """Of what worth an edit has to be more to be among those that are shown; 0 while more may be shown."""
        worth = sorted((self._made[fix].worth for fix in self._result.passed), reverse=True)
        return worth[_WANTED - 1] if self._places() >= _WANTED else 0.0

    def _places(self) -> int:
        """On how many lines an edit has passed."""
        return len({place_of(fix) for fix in self._result.passed})

    def _as_alternative(self, candidate: Open) -> float:
        """What it is worth to try a candidate for those who do not want what has passed."""
        worth = (1 - _LIKELY) * candidate.worth + _LIKELY * math.sqrt(self._likely(candidate.fix))
        known = any(place_of(candidate.fix) == place_of(fix) for fix in self._result.passed)
        return worth * (_SAME_PLACE if known else 1.0)

    def _judge_all(self, done: list[tuple[Open, Outcome]]) -> None:
        while done:
            self._result.tried += 1
            self._judge(*done.pop(0))

    def _judge(self, candidate: Open, outcome: Outcome) -> None:
        early = outcome.past <= self._past or outcome.past < candidate.reach
        early |= candidate.cut and outcome.seconds < _PROOF * self._seconds  # the time to the crash, and not much more
        if outcome.status == "timeout" or (outcome.status == "survived" and early):
            if candidate.cut and time.perf_counter() > self._deadline - 2 * _GRACE:  # there may be more time yet
                heapq.heappush(self._queue, candidate)
            return
        candidate.evades = outcome.status == "passed" and outcome.marked and not outcome.past
        candidate.evades &= not (self._failing and any(f"{self._failing}(" in e.content for e in candidate.fix.edits))
        candidate.evades &= not candidate.fix.avoids
        if candidate.evades and candidate.worth < _LEAST_EVADING:
            return
        candidate.wants = self._only_wants(outcome)
        if outcome.status in ("passed", "survived") or candidate.wants:
            self._longest = max(self._longest, outcome.seconds)
            if outcome.broadcasts and not self._warned:
                return  # the loss that failed now compares every sample with every other
            fix = self._whole(candidate)
            fix = replace(fix, verified=Check("program", self._ran, True, None, _remark(outcome)))
            self._result.passed = not_more_than_needed([*self._result.passed, fix])
            if not any(passed is fix for passed in self._result.passed):
                return
            self._made[fix] = candidate
            if self._on_pass is not None:
                self._on_pass(fix)
            if candidate.last is not None and (edits := last_step(candidate.base, candidate.overlay)):
                alone = replace(candidate.last, edits=edits)  # it may be enough without the steps before it
                self._push(Open(-alone.prior, next(self._numbers), alone, {}, {}))
            return
        if outcome.status == "failed" and outcome.past > self._past and not candidate.base:
            best = self._result.further
            if best is None or candidate.fix.prior > best[0].prior:
                self._result.further = (candidate.fix, outcome)
        self._solve(candidate, outcome)
        for step in steps_after(candidate, outcome, self._unchanged, self._past):
            step.number = next(self._numbers)
            self._push(step)

    def _solve(self, candidate: Open, outcome: Outcome) -> None:
        """Open the values of a number with which the sizes would meet that its other values have moved."""
        if self._unchanged is None or outcome.where != self._unchanged.where or candidate.base:
            return
        for fix, points in self._solver.after(
            self._unchanged.exception or "", candidate.fix, candidate.points, outcome.exception
        ):
            self._push(Open(-fix.prior, next(self._numbers), fix, {}, {}, waited=True, alone=True, points=points))

    def _whole(self, candidate: Open) -> Fix:
        """The fix as edits of the files as they are on disk."""
        if not candidate.base:
            return candidate.fix
        edits: list[Edit] = []
        for file, text in candidate.overlay.items():
            edits.extend(edits_between(file, read(file), text))
        first = next(iter(candidate.fix.edits), None)
        edits.sort(key=lambda e: (first is not None and e.span.file != first.span.file, e.span.start))
        return replace(candidate.fix, edits=tuple(edits))


def _remark(outcome: Outcome) -> str:
    """How a run that proves a fix ended, where it did not end well by itself."""
    if outcome.status == "survived":
        return f"still running after {outcome.seconds:.0f} s"
    if outcome.status == "failed":
        at = f" at {Path(outcome.where[0]).name}:{outcome.where[1]}" if outcome.where is not None else ""
        return f"past the fault; it then stops{at} for want of something else: {outcome.exception}"
    return ""
