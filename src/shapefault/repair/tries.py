"""What there is to try for one fault, in a form that can go from one process to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shapefault.diagnose.crash import Found
from shapefault.faults.rewrite.meeting import Pairs, meeting
from shapefault.faults.suspects import Suspects
from shapefault.model import Fix
from shapefault.repair.inner import Next
from shapefault.repair.suspected import reasoned


@dataclass(frozen=True)
class Tries:
    """The edits that rules propose for one fault, and what is known that tells one from another."""

    fixes: tuple[Fix, ...] = ()
    """Best first."""
    suspects: Suspects = field(default_factory=lambda: Suspects({}))
    pairs: Pairs = frozenset()
    """The sizes that met: a number with which one of them changed is solved for."""
    failing: str = ""
    """What the crash line calls: an edit that calls it in another place does not evade it."""


@dataclass(frozen=True)
class Resort:
    """What is proposed once no edit of a rule has passed with good evidence."""

    proposed: Callable[[Next], list[Fix]]
    """The edits, from what a run of the unedited program that was watched has told."""
    watched: Callable[[], Mapping[str, str]] = dict
    """The files as that run is to have them: with expressions that tell what they are."""
    seconds: float = 0.0
    """How much longer it may take than another run."""


def tries_of(found: Found) -> Tries:
    """What there is to try for a crash."""
    fixes = tuple(reasoned(found.candidates, found.suspects))
    return Tries(fixes, found.suspects, meeting(found.trace), found.failing)
