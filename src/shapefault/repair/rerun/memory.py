"""How much memory a run may take: one wrong number in an edit may ask for all that the machine has.

Linux tells what a process holds and what is left, and lets a process bound itself; elsewhere nothing is bound.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_SHARE = 0.5
"""Of what the machine has left."""
_TIMES = 2
"""Of what the program held when it crashed, where that is more."""


def held() -> int:
    """Bytes of data that this process holds; 0 where nothing tells it."""
    return _told("/proc/self/status", "VmData")


def bound(program: int) -> None:
    """From now on this process, and each that it starts, gets an error where it asks for too much memory.

    ``program`` is what the program itself held. Without the bound an edit that asks for more than there is would
    slow down, or end, whatever else runs on the machine.
    """
    left, own = _told("/proc/meminfo", "MemAvailable"), held()
    if not left or not own:
        return
    import resource

    most, hard = int(own + max(_SHARE * left, _TIMES * program)), resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def goes_first() -> None:
    """If memory runs out all the same, this process ends before those of the user."""
    score = Path("/proc/self/oom_score_adj")
    if sys.platform == "linux" and score.exists():
        try:
            score.write_text("600", encoding="ascii")
        except OSError:
            pass


def _told(file: str, name: str) -> int:
    """A number that the kernel tells in kB, in bytes."""
    try:
        found = re.search(rf"^{name}:\s*(\d+) kB", Path(file).read_text(encoding="ascii", errors="replace"), re.M)
    except OSError:
        return 0
    return int(found.group(1)) * 1024 if found else 0
