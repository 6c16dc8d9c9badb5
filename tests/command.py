"""The command as a user runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def shapefault(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """``shapefault words...`` in ``folder``, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "shapefault", *words], cwd=folder, capture_output=True, text=True, timeout=300
    )
