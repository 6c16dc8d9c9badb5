"""Runs inside a rerun that failed: what stopped it this time, and which edits might come next."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapefault.model import Fix
from shapefault.observe.witness import Seen, seen

_NEXT = 8


@dataclass(frozen=True)
class Next:
    """The fault at which an edited program stopped: its code, op, and the candidate edits for it."""

    code: str = ""
    op: str = ""
    message: str = ""
    fixes: tuple[Fix, ...] = field(default=())
    seen: Seen = field(default_factory=dict)
    """Of a run that was watched: what the program's functions held."""


def next_fault(exc: BaseException) -> Next | None:
    """The next fault of an edited program; None when it failed for another reason."""
    if watched := seen():
        return Next(seen=watched)
    from shapefault.diagnose.crash import diagnose
    from shapefault.observe.crash import Crash

    found = diagnose(Crash.of(exc))
    if found is None:
        return None
    fixes = tuple(found.candidates[:_NEXT])
    return Next(found.diagnosis.code, found.diagnosis.op, found.diagnosis.message, fixes)
