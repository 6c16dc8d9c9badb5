"""How one rerun of the user's program went."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_BROADCASTS = re.compile(r"([^/\\\s]+):(\d+): UserWarning: Using a target size")

Status = Literal["passed", "survived", "failed", "timeout", "error"]


@dataclass(frozen=True)
class Outcome:
    """How one rerun went.

    ``passed``: ended normally, with exit status 0. ``survived``: still running when its time was up, and
    past the crash. ``failed``: raised, or a non-zero exit status. ``timeout``: its time was up before
    that could be told. ``error``: our own machinery failed.
    """

    status: Status
    seconds: float
    exception: str = ""
    """``Type: message``; for an exit without an exception, the exit status or the signal."""
    where: tuple[str, int] | None = None
    """File and line of the deepest frame of the user's program."""
    payload: object = None
    """What the crash callback returned in the child; None if it could not be carried over."""
    log: str = ""
    """The end of what the program wrote to stdout and stderr, and our notes."""
    past: int = 0
    """How many times execution went past the crash line."""
    marked: bool = False
    """Whether that was counted at all."""

    @property
    def broadcasts(self) -> frozenset[tuple[str, int]]:
        """The files and lines where torch warned, as far as the log goes, that a loss compares unlike shapes."""
        return frozenset((name, int(line)) for name, line in _BROADCASTS.findall(self.log))
