"""The programs in examples/, as `make demo` runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import shapefault

EXAMPLES = Path(__file__).parent.parent / "examples"

# program, code, what it printed before, what the fixes contain
CASES = [
    ("mnist_into_32.py", "SF201", "", ("16 * 4 * 4", "Resize((32, 32))")),
    ("padding_zero.py", "SF201", "after the convolution: (64, 32, 26, 26)\n", ("32 * 13 * 13",)),
    ("channels_last_reshape.py", "SF101", "", ("rows.reshape(64, 1, 28, 28)",)),
    ("configured/train.py", "SF201", "", ('"features": 8',)),
    ("mixed_sizes/train.py", "SF301", "", ("CenterCrop(64)", "(64, 64)")),
]


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(EXAMPLES, tmp_path / "examples"))


def report_of(folder: Path, program: str, printed: str) -> dict:
    """The diagnosis; the time for the checks is bounded, so a machine that is busy may need a second attempt."""
    for _ in range(3):
        done = shapefault(folder, "run", "--format", "json", "--output", "report.json", program)
        assert (done.returncode, done.stdout) == (1, printed)
        [diagnosis] = json.loads((folder / "report.json").read_text(encoding="utf-8"))["diagnoses"]
        if diagnosis["fixes"]:
            break
    return diagnosis


@pytest.mark.slow
@pytest.mark.parametrize(("program", "code", "printed", "contents"), CASES, ids=[case[0] for case in CASES])
def test_example(folder, program, code, printed, contents):
    if "torchvision" in (folder / program).read_text():
        pytest.importorskip("torchvision")
    diagnosis = report_of(folder, program, printed)
    assert diagnosis["code"] == code
    assert all(fix["verified"]["level"] == "program" and fix["verified"]["passed"] for fix in diagnosis["fixes"])
    ids = [diagnosis["id"], *(f"{diagnosis['id']}#{n}" for n in range(2, len(diagnosis["fixes"]) + 1))]
    diffs = [shapefault(folder, "fix", one, "--diff", "--report", "report.json").stdout for one in ids]
    assert all(any(content in diff for diff in diffs) for content in contents), diffs
    # The first fix, applied by the command that the report names, makes a program that ends well.
    applied = shapefault(folder, "fix", diagnosis["id"], "--unsafe", "--report", "report.json")
    assert applied.returncode == 0, applied.stderr
    again = subprocess.run([sys.executable, program], cwd=folder, capture_output=True, text=True, timeout=120)
    assert again.returncode == 0, again.stderr
