"""One edit, or several steps of edits, that may repair a program: what the search holds open, runs and compares."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapefault.model import Fix
from shapefault.repair.several import repeated
from shapefault.repair.solving import Point

_SEVERAL, _REPEATED = 0.6, 0.9
"""What each further step leaves of a fix's worth beside one that passes alone: a program is rather wrong in one place.

The second is that of one edit in several places.
"""
_EVADES = 0.5
"""What an edit is worth with which the program ends well and never comes to the line where it died.

A branch that is not taken any more mends nothing, unless the branch was wrong.
"""


@dataclass(order=True)
class Open:
    """A candidate, the best first in order; what is below ``number`` tells what it is and how its run went."""

    cost: float
    number: int
    fix: Fix = field(compare=False)
    overlay: dict[str, str] = field(compare=False)
    base: dict[str, str] = field(compare=False)
    steps: int = field(compare=False, default=1)
    seen: frozenset[tuple[object, ...]] = field(compare=False, default=frozenset())
    reach: int = field(compare=False, default=0)
    """How far the program came with the steps before this one, which mended no more than that."""
    waited: bool = field(compare=False, default=False)
    """Whether it has let others go first, or need not."""
    cut: bool = field(compare=False, default=False)
    """Whether its run ends with the search's time."""
    evades: bool = field(compare=False, default=False)
    """Whether its run has passed without coming to the crash line."""
    wants: bool = field(compare=False, default=False)
    """Whether its run came past the crash and ended for want of something else."""
    alone: bool = field(compare=False, default=False)
    """Whether nothing but the same in another place may follow it."""
    last: Fix | None = field(compare=False, default=None)
    """Its last step, as it was proposed."""
    points: tuple[Point, ...] = field(compare=False, default=())
    """With which other values of its number the program has failed."""

    @property
    def worth(self) -> float:
        """The evidence for it among others that pass or may."""
        worth = self.fix.prior * (_EVADES if self.evades else 1.0)
        if self.base:
            worth *= _REPEATED if repeated(self.fix.title) else _SEVERAL ** max(1, self.steps - 1)
        return worth


def key_of(candidate: Open) -> tuple[tuple[str, str], ...]:
    """What the files of the program are with an edit."""
    return tuple(sorted(candidate.overlay.items()))
