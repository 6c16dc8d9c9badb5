"""The benchmarks that stand in for a part of shapefault: they must still fit it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torchvision")

ROOT = Path(__file__).resolve().parent.parent


def test_check_cases_tries_edits_as_the_command_does(tmp_path: Path) -> None:
    """Its ``Forks`` take the place of the pool of reruns."""
    rows = tmp_path / "rows.json"
    words = ["benchmarks/check_cases.py", "--set", "open", "lc_layernorm_on_feature_map", "--json", str(rows)]
    ran = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert ran.returncode == 0, ran.stderr
    assert "found 1, located 1, culprit 1, fixed 1" in ran.stdout
    broken, repaired = json.loads(rows.read_text())
    assert broken["fixed"] and not repaired.get("told")
