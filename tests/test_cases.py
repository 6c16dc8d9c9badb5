"""Whole programs with known faults: how often the place, the cause, the culprit and the repair are right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "cases"
sys.path.insert(0, str(CASES))

import casebook  # noqa: E402
import score  # noqa: E402

pytest.importorskip("torch")
pytest.importorskip("torchvision")
# all that ask for the rows wait for the same process
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cases")]

LEAST = {"found": 100, "located": 95, "cause": 85, "culprit": 85, "fixed": 75, "accepted": 70, "any": 80}
"""Per cent of the failing programs."""

WHOLE = (
    ("open", "cl_encoder_layer_time_major"),
    ("b", "lc_influenza_four_features"),
)


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> list[dict[str, Any]]:
    """One row for each case, made in a process of its own that forks for each case."""
    if not hasattr(os, "fork"):
        pytest.skip("needs os.fork")
    told = tmp_path_factory.mktemp("cases") / "rows.json"
    # The open set, all that are clean, and of our own one of six: `python tests/cases/harness.py` runs them all.
    cases = casebook.load()
    own = [case.id for case in cases if case.book != "open" and case.fails]
    others = [case.id for case in cases if case.id not in own]
    ids = [*others, *(name for number, name in enumerate(own) if number % 6 == 0)]
    # the other workers of pytest-xdist are at work already
    width = "1" if "PYTEST_XDIST_WORKER" in os.environ else str(min(4, os.cpu_count() or 1))
    done = subprocess.run(
        [sys.executable, CASES / "harness.py", "-j", width, "--json", told, *ids],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(told.read_text())
    return found


def test_nothing_fails_inside(rows):
    assert len(rows) >= 45
    assert {row["id"]: row["internal"] for row in rows if "internal" in row} == {}


def test_no_word_about_a_clean_program(rows):
    clean = [row for row in rows if row["kind"] == "clean"]
    assert len(clean) >= 9
    assert [row["id"] for row in clean if row["found"]] == []


@pytest.mark.parametrize("mark", LEAST)
def test_share(rows, mark):
    import harness

    lacking = [row["id"] for row in rows if row["kind"] != "clean" and not row.get(mark)]
    share = harness.shares(rows)[mark]
    assert share >= LEAST[mark], f"{mark}: {share:.0f} per cent, not {', '.join(lacking)}"


@pytest.mark.parametrize(("book", "name"), WHOLE)
def test_as_a_user_runs_it(book, name):
    """In processes of its own, as ``shapefault run``: the same output and status, and only true claims."""
    row = score.score(*casebook.load([book], [name]), [sys.executable, "-m", "shapefault"])
    assert row["same"] and "missing" not in row, row
    if row["kind"] == "clean":
        assert row["quiet"], row
    else:
        assert row["found"] and row["located"] and row["honest"], row


def test_edits_are_applied_from_the_end():
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder).resolve() / "main.py"
        script.write_bytes("a = 'ä'; b = 2\r\nc = 3\r\n".encode())
        edits = [
            {"file": "main.py", "start": [1, 14], "end": [1, 15], "content": "20"},
            {"file": "main.py", "start": [1, 6], "end": [1, 7], "content": "o"},
            {"file": "main.py", "start": [2, 1], "end": [2, 1], "content": "d = 4\r\n"},
        ]
        casebook.apply_edits(edits, script.parent)
        assert script.read_bytes() == b"a = 'o'; b = 20\r\nd = 4\r\nc = 3\r\n"
        with pytest.raises(ValueError, match="no file of the program"):
            casebook.apply_edits([{**edits[0], "file": "../x.py"}], script.parent)
