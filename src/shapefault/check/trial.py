"""The script again with a candidate edit, up to the calls of its models: is the fault gone, and has no other come?"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shapefault.check.result import CheckResult, Taken
from shapefault.diagnose.crash import concluded
from shapefault.model import Check, Diagnosis, Fix
from shapefault.repair.edits import EditConflictError, overlay_of
from shapefault.repair.rerun import RerunPool

_WANTED, _TRIES = 3, 14
_BUDGET = 25.0
"""Seconds for the edits of all faults of a script."""


class Trial:
    """Runs candidates, the best first, until enough have passed or the time is up."""

    def __init__(self, pool: RerunPool, script: str, timeout: float) -> None:
        self._pool, self._script, self._timeout = pool, script, timeout
        self._end = time.monotonic() + _BUDGET

    def with_fixes(self, taken: Taken) -> CheckResult:
        """The result with the fixes that passed for each of its faults."""
        result = taken.result
        pairs = list(zip(result.diagnoses, taken.candidates, strict=True))
        diagnoses = tuple(concluded(d, self._passed(d, fixes, result)) for d, fixes in pairs)
        return result.with_diagnoses(diagnoses)

    def _passed(self, diagnosis: Diagnosis, candidates: Sequence[Fix], result: CheckResult) -> list[Fix]:
        """The first fixes under which ``diagnosis`` is gone, in the order of their evidence."""
        waiting = iter(enumerate(candidates[:_TRIES]))
        running: dict[int, tuple[int, Fix]] = {}
        passed: dict[int, Fix] = {}
        before = {_key(other) for other in result.diagnoses if other is not diagnosis}
        while time.monotonic() < self._end:
            while len(running) < 2 and len(passed) < _WANTED and (one := self._next(waiting)) is not None:
                ticket, number, fix = one
                running[ticket] = number, fix
            if not running:
                break
            done = self._pool.wait(max(0.0, self._end - time.monotonic()))
            if done is None or done[0] not in running:
                continue
            number, fix = running.pop(done[0])
            check = self._check(done[1].payload, result.name, before)
            if check is not None:
                passed[number] = replace(fix, verified=check)
        for ticket in running:
            self._pool.cancel(ticket)
        return [passed[number] for number in sorted(passed)][:_WANTED]

    def _next(self, waiting: Iterator[tuple[int, Fix]]) -> tuple[int, int, Fix] | None:
        for number, fix in waiting:
            try:
                return self._pool.submit(overlay_of(fix.edits), timeout=self._timeout), number, fix
            except (EditConflictError, OSError):
                continue
        return None

    def _check(self, payload: object, name: str, before: set[tuple[str, str, str]]) -> Check | None:
        """That a run got past the fault: its model was called, and met no fault that was not there before."""
        taken = payload if isinstance(payload, list) else []
        same = next((one.result for one in taken if isinstance(one, Taken) and one.result.name == name), None)
        if same is None or any(not one.result.ok and one.result.stop is not None for one in taken):
            return None
        if any(_key(found) not in before for one in taken for found in one.result.diagnoses):
            return None
        rows = same.table.rows if same.table is not None else ()
        shape = rows[0].output if rows else None
        return Check("forward", f"{self._script} up to {name}.forward", True, shape)


def _key(diagnosis: Diagnosis) -> tuple[str, str, str]:
    """A fault by what an edit elsewhere does not move."""
    return diagnosis.code, diagnosis.op, diagnosis.module.path if diagnosis.module is not None else ""
