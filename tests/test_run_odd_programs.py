"""Whatever the program is like: its own traceback, its exit status, and never a second traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"

EXPLAINED = ["deep", "repr", "getattr", "subclass", "exec", "script", "parallel", "hook", "chdir", "thread"]
SILENT = ["endless", "mention", "no-stderr", "closed-stderr"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", EXPLAINED + SILENT)
def test_odd_program(kind):
    pytest.importorskip("torch")
    done = subprocess.run(
        [sys.executable, "-m", "shapefault", "run", "--no-rerun", "odd.py", kind],
        cwd=PROGRAMS,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == (0 if kind == "thread" else 1)
    assert done.stdout == ("main thread goes on\n" if kind == "thread" else "")
    tracebacks = {"no-stderr": 0, "closed-stderr": 0, "script": 2}.get(kind, 1)
    assert done.stderr.count("Traceback") == tracebacks, done.stderr
    assert done.stderr.count("\nerror[SF") == (kind in EXPLAINED), done.stderr
    assert "internal error" not in done.stderr
