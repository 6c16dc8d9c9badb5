"""What a fault is: a kind of mismatch with a page, an example, a cause and its fixes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from shapefault.model import Culprit, Fix, Hop, Label, MathLine, Rejected, Stage

if TYPE_CHECKING:
    from shapefault.observe.mismatch import Mismatch
    from shapefault.observe.trace import Trace


@dataclass(frozen=True)
class Cause:
    """What a fault concluded from the facts; ``confidence`` orders the faults that matched."""

    message: str
    stage: Stage | None = None
    culprit: Culprit | None = None
    math: tuple[MathLine, ...] = ()
    labels: tuple[Label, ...] = ()
    """Secondary spans (the primary one is always the crash)."""
    provenance: tuple[Hop, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: float = 0.5
    primary_label: str | None = None
    """What stands under the caret; None for the operand's shape."""
    data: dict[str, Any] = field(default_factory=dict)
    """Facts that ``fixes`` needs again."""


class Fault:
    """A kind of mismatch. Its docstring is its page: sections ``What it is``, ``Why it happens``, ..."""

    code: ClassVar[str] = ""
    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    level: ClassVar[Literal["error", "warning"]] = "error"
    since: ClassVar[str] = "0.1"
    ops: ClassVar[tuple[str, ...]] = ()
    """Canonical op names this fault is about; empty for any."""
    rule: ClassVar[str] = ""
    """The requirement as one formula."""
    example: ClassVar[str] = ""
    fixed: ClassVar[str] = ""
    expected: ClassVar[str] = ""
    near_misses: ClassVar[tuple[str, ...]] = ()

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The cause when the facts are of this kind; None otherwise. Never guesses."""
        raise NotImplementedError

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Candidate edits, best first; each will be run before it is shown."""
        return iter(())

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """Tempting edits that make the error go away and are wrong."""
        return ()


def strict() -> bool:
    """In our own tests a fault or a rule that fails is an error; for a user the next one is tried."""
    return os.environ.get("SHAPEFAULT_STRICT") == "1"


def unless_it_fails(found: Iterator[Fix]) -> Iterator[Fix]:
    """What a rule finds; one that fails on an odd program leaves the others their turn."""
    try:
        yield from found
    except Exception:
        if strict():
            raise
