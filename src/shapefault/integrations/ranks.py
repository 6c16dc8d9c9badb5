"""Under torchrun every rank runs the program, and one fault stops them all: one of them reports it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import tempfile
import threading
from collections.abc import Iterator

_KEY = ("TORCHELASTIC_RUN_ID", "TORCHELASTIC_RESTART_COUNT", "MASTER_ADDR", "MASTER_PORT", "GROUP_RANK")


def current_rank() -> int | None:
    """This process's rank under torchrun; ``None`` where there are no ranks."""
    if "TORCHELASTIC_RUN_ID" not in os.environ:
        return None
    try:
        return int(os.environ["RANK"])
    except (KeyError, ValueError):
        return None


def first_to_report() -> bool:
    """Whether this is the first rank of this start of the job that has something to report.

    True at most once for all ranks of a node, and always outside torchrun.
    """
    if current_rank() is None:
        return True
    try:
        os.close(os.open(_marker(), os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    except OSError:
        return True  # no place to agree in: twice is better than not at all
    return True


def speaks_for_all() -> bool:
    """Whether this rank says that nothing was found: the first of them, unless another found something."""
    return current_rank() is None or (current_rank() == 0 and not os.path.exists(_marker()))


def _marker() -> str:
    """The file by which the ranks agree. The launcher's id and folder tell two jobs apart."""
    folder = os.path.dirname(os.path.dirname(os.environ.get("TORCHELASTIC_ERROR_FILE", "")))
    parts = [*(os.environ.get(name, "") for name in _KEY), str(os.getppid()), folder]
    name = hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:20]
    return os.path.join(tempfile.gettempdir(), f"shapefault-{name}")


@contextlib.contextmanager
def spared() -> Iterator[None]:
    """Put off the launcher's SIGTERM while a rank reports.

    The ranks that have nothing to report end at once, and the launcher then stops all others. It waits
    half a minute before it uses force.
    """
    if current_rank() is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: received.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before if before is not None else signal.SIG_DFL)
        if received:
            os.kill(os.getpid(), signal.SIGTERM)
