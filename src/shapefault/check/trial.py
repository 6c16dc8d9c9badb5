"""The script again with a candidate edit, up to the calls of its models: is the fault gone, and has no other come?

The search is that of ``run``; what differs is when a run counts as passed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from shapefault.check.kept import batch_kept, picture_kept
from shapefault.check.result import CheckResult, Followed, Taken
from shapefault.diagnose.crash import concluded, final
from shapefault.model import Check, Diagnosis, Fix, Shape
from shapefault.repair.edits import overlay_of
from shapefault.repair.inner import Next
from shapefault.repair.rerun import Known, Outcome
from shapefault.repair.search import Runs, Search
from shapefault.repair.tries import Resort, Tries
from shapefault.source.overlay import read

_WANTED = 3
_BUDGET = 25.0
"""Seconds for the edits of all faults of a script."""
_LEAST = 3.0
"""Seconds for those of one fault, at the least."""
_SLIPS = 10.0
"""Seconds for finding the slips of a script, in the run that is watched for them."""

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class _Repair:
    """An edit that was run for one fault, and the faults that were left with it."""

    fix: Fix
    of: Diagnosis
    left: frozenset[Key]


class Trial:
    """Finds the fixes for the faults of a script; ``seen`` is its first run, which says how far one has to come."""

    def __init__(self, runs: Runs, script: str, seen: Followed, timeout: float) -> None:
        self._runs, self._script, self._seen, self._timeout = runs, script, seen, timeout
        self._end = time.monotonic() + _BUDGET

    def with_fixes(self, taken: Taken) -> CheckResult:
        """The result with the fixes that passed for each of its faults."""
        result = taken.result
        repairs: list[_Repair] = []
        found = []
        # The fault that the script itself met is the first one, and the one that slips can be asked for.
        resorts = [_resort(taken), *[None] * len(taken.tries)]
        for diagnosis, tries, resort in zip(result.diagnoses, taken.tries, resorts, strict=False):
            key = _key(diagnosis, in_full=True)
            before = next((one for one in repairs if key not in one.left), None)
            if before is not None:
                # One line made both faults, and its edit was run: another one for this fault would be a second change.
                told = f"the edit for {before.of.code} {before.of.where or 'above'} repairs it, too"
                found.append(concluded(diagnosis, [before.fix], [told]))
                continue
            passed = self._passed(diagnosis, tries, resort, taken, repairs)
            found.append(final(diagnosis, tries.suspects, passed))
        return result.with_diagnoses(tuple(found))

    def _passed(
        self, diagnosis: Diagnosis, tries: Tries, resort: Resort | None, taken: Taken, repairs: list[_Repair]
    ) -> list[Fix]:
        """The fixes under which ``diagnosis`` is gone, best first; what the best one repairs joins ``repairs``."""
        if not tries.fixes and resort is None:
            return []
        result = taken.result
        known = Counter(_key(other) for other in result.diagnoses if other is not diagnosis)
        name = result.name if taken.called else None
        judge = _Judge(self._runs, self._seen, name, known, _key(diagnosis, in_full=True))
        budget = max(_LEAST, self._end - time.monotonic())
        search = Search(judge, tries, ran=self._script, budget=budget, job_timeout=self._timeout, resort=resort)
        told = [self._told(fix, result.name, judge) for fix in search.run().passed]
        rows = result.table.rows if result.table is not None else ()
        passed = batch_kept(told, rows[0].input if rows else None)
        passed = picture_kept(passed, lambda fix: seen.given if (seen := judge.under(fix)) is not None else None)
        passed = passed[:_WANTED]
        if passed and (best := judge.under(passed[0])) is not None:
            repairs.append(_Repair(passed[0], diagnosis, best.left))
        return passed

    def _told(self, fix: Fix, name: str, judge: _Judge) -> Fix:
        seen = judge.under(fix)
        shape = seen.result if seen is not None else None
        return replace(fix, verified=Check("forward", f"{self._script} up to {name}.forward", True, shape))


@dataclass(frozen=True)
class _Passed:
    """A run that passed: what the model was given and gave, and the faults that it leaves."""

    given: Shape | None
    result: Shape | None
    left: frozenset[Key]


class _Judge:
    """Stands between the search and the runs, and says of each run whether the fault was gone in it."""

    def __init__(self, runs: Runs, first: Followed, name: str | None, known: Counter[Key], asked: Key) -> None:
        self._runs, self._first, self._name = runs, first, name
        self._known, self._asked = known, asked
        self._overlays: dict[int, Mapping[str, str]] = {}
        self._passed: dict[frozenset[tuple[str, str]], _Passed] = {}
        self._met_at: dict[tuple[str, int] | None, tuple[str, int] | None] = {}
        """Where the script itself stops, and where its fault is told."""

    def under(self, fix: Fix) -> _Passed | None:
        """What was seen under an edit that passed."""
        return self._passed.get(_frozen(overlay_of(fix.edits)))

    def submit(
        self,
        overlay: Mapping[str, str],
        *,
        timeout: float,
        seed: int | None = None,
        aim: int = 0,
        on_start: str | None = None,
        known: Known | None = None,  # whether a fault is gone is told by the followed models, however the run ends
    ) -> int:
        """Queue a run."""
        reach = aim or self._first.reach
        ticket = self._runs.submit(overlay, timeout=timeout, seed=seed, aim=reach, on_start=on_start)
        self._overlays[ticket] = overlay
        return ticket

    def wait(self, timeout: float | None = None) -> tuple[int, Outcome] | None:
        """The next run that has ended, as the search wants to hear of it."""
        done = self._runs.wait(timeout)
        if done is None or done[0] not in self._overlays:  # the latter of the search for another fault
            return done
        return done[0], self._judged(*done)

    def cancel(self, ticket: int) -> None:
        """End a run."""
        self._runs.cancel(ticket)

    def _judged(self, ticket: int, outcome: Outcome) -> Outcome:
        seen = outcome.payload
        if isinstance(seen, Followed) and seen.following is not None and seen.following.seen:
            where = self._met_at.get(outcome.where, outcome.where)  # it was watched
            return replace(outcome, status="failed", where=where, payload=seen.following)
        if not isinstance(seen, Followed):
            status = "failed" if outcome.status in ("passed", "survived") else outcome.status
            return replace(outcome, status=status, payload=None)
        left = [
            (diagnosis, tries.fixes)
            for one in seen.taken
            for diagnosis, tries in zip(one.result.diagnoses, one.tries, strict=True)
        ]
        met: Counter[Key] = Counter()
        for diagnosis, fixes in left:
            key = _key(diagnosis)
            met[key] += 1
            if met[key] > self._known[key] or _key(diagnosis, in_full=True) == self._asked:
                following = Next(diagnosis.code, diagnosis.op, diagnosis.message, fixes[:8])
                # Where the script itself was when it was ended says less than where its fault is.
                primary = diagnosis.primary
                where = (primary.span.file, primary.span.start[0]) if primary is not None else outcome.where
                self._met_at.setdefault(outcome.where, where)
                told, gone = diagnosis.message, all(_key(d, in_full=True) != self._asked for d, _ in left)
                # Behind the fault that is asked for, the same line may fail again: in the next layer of its kind.
                return replace(outcome, status="failed", where=where, exception=told, payload=following, past=int(gone))
        same = self._same(seen, self._overlays[ticket])
        # A call that still fails, of a fault that was known beside this one, does not come to its end.
        calls, phases = self._first.reach, self._first.reach_phases
        far = seen.ended or (seen.done + bool(left) >= calls and seen.phases >= phases)
        missing = same is None and self._name is not None
        if missing or not far or any(not one.result.ok and one.result.stop is not None for one in seen.taken):
            return self._stopped(outcome, seen)
        rows = same.table.rows if same is not None and same.table is not None else ()
        given, result = (rows[0].input, rows[0].output) if rows else (None, None)
        leaves = frozenset(_key(diagnosis, in_full=True) for diagnosis, _ in left)
        self._passed[_frozen(self._overlays[ticket])] = _Passed(given, result, leaves)
        return replace(outcome, status="passed", payload=None)

    def _same(self, seen: Followed, overlay: Mapping[str, str]) -> CheckResult | None:
        """What the run says of the model with the fault: by its name, or by that of the class put in its place."""
        results = [one.result for one in seen.taken]
        found = next((result for result in results if result.name == self._name), None)
        if found is None and self._name is not None:
            found = next((r for r in results if any(_newly(r.name, f, text) for f, text in overlay.items())), None)
        return found

    def _stopped(self, outcome: Outcome, seen: Followed) -> Outcome:
        """A run that did not come as far as it has to: with what may be edited next where another fault ended it."""
        told = seen.following.message if seen.following is not None else outcome.exception
        return replace(outcome, status="failed", exception=told, payload=seen.following)


def _resort(taken: Taken) -> Resort | None:
    """How to ask for slips; they are found where the script's frames are, and come with the run that was watched."""
    watched = taken.watched
    if watched is None:
        return None
    return Resort(lambda told: list(told.fixes), lambda: watched, _SLIPS)


def _key(diagnosis: Diagnosis, in_full: bool = False) -> Key:
    """A fault by what an edit elsewhere does not move; ``in_full`` tells it from one like it in the same module."""
    text = diagnosis.primary.span.text if in_full and diagnosis.primary is not None else ""
    return diagnosis.code, diagnosis.op, diagnosis.module.path if diagnosis.module is not None else "", text


def _newly(name: str, file: str, text: str) -> bool:
    """Whether the edited ``text`` of ``file`` speaks of ``name`` more often than the file does."""
    return text.count(name) > read(file).count(name)


def _frozen(overlay: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(overlay.items())
