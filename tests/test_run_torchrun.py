"""Under torchrun one report comes, whole, from the first rank that failed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"


@pytest.mark.slow
@pytest.mark.parametrize("start", [("-m", "shapefault", "run", "ranks.py", "run"), ("ranks.py", "install")])
def test_one_report_for_all_ranks(start):
    pytest.importorskip("torch")
    torchrun = (sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--standalone")
    for _ in range(2):  # the second job is told apart from the first
        done = subprocess.run(
            [*torchrun, *start], cwd=PROGRAMS, capture_output=True, text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"}, timeout=200,
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr.count("REPORT begins, rank ") == 1, done.stderr
        assert done.stderr.count("REPORT ends") == 1, done.stderr


def test_without_ranks_everyone_reports(monkeypatch):
    from shapefault.integrations import ranks

    monkeypatch.delenv("TORCHELASTIC_RUN_ID", raising=False)
    assert ranks.current_rank() is None
    assert ranks.first_to_report() and ranks.first_to_report()


def test_the_first_of_the_ranks_reports(monkeypatch, tmp_path):
    from shapefault.integrations import ranks

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "none")
    monkeypatch.setenv("RANK", "2")
    assert ranks.current_rank() == 2
    assert not ranks.speaks_for_all()
    assert [ranks.first_to_report(), ranks.first_to_report()] == [True, False]
    monkeypatch.setenv("TORCHELASTIC_RESTART_COUNT", "1")
    monkeypatch.setenv("RANK", "0")
    assert ranks.speaks_for_all()
    assert ranks.first_to_report()
    assert not ranks.speaks_for_all()
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    assert ranks.first_to_report()
