"""What cannot be run is told in one line on stderr, with exit status 2 and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"
ENV = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


def run(*words: str, cwd: Path = PROGRAMS, python: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *python, "-m", "shapefault", *words], cwd=cwd, env=ENV, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run"], "expected a script or -m MODULE, got neither"),
        (["run", "--"], "expected a script or -m MODULE, got neither"),
        (["run", "argw.py"], "no such script: argw.py (did you mean argv.py?)"),
        (["run", "nowhere/x.py"], "no such script: nowhere/x.py"),
        (["run", "."], "expected a script, got the folder ., which has no __main__.py"),
        (["run", "broken_syntax.py"], "broken_syntax.py:1:7: SyntaxError: "),
        (["run", "not_utf8.py"], "not_utf8.py"),
        (["run", "nulls.py"], "nulls.py"),
        (["run", "-m", "broken_syntax"], "broken_syntax.py:1:7: SyntaxError: "),
        (["run", "-m", "nomodule.sub"], "no module named nomodule"),
        (["run", "-m"], "-m needs a value (MODULE), got none"),
        (["run", "-m", ".x"], "expected a module's name after -m, got '.x'"),
        (["run", "--formt", "json", "argv.py"], "no such option: --formt (did you mean --format?)"),
        (["run", "-q", "argv.py"], "no such option: -q"),
        (["run", "--format", "xml", "argv.py"], "--format must be one of text, json, concise, got 'xml'"),
        (["run", "--fix=yes", "argv.py"], "--fix takes no value, got 'yes'"),
        (["run", "--output"], "--output needs a value (FILE), got none"),
        (["run", "--output", "nowhere/report", "argv.py"], "cannot write --output nowhere/report: No such file"),
        (["run", "--output", "/", "argv.py"], "--output must name a file, got the folder /"),
        (["run", "--output", "-", "argv.py"], "would mix the report with the program's own output"),
        (["rum", "argv.py"], "no such command 'rum'"),
        (["--fix"], "no such option"),
    ],
)
def test_one_line_and_exit_status_2(words, says):
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("shapefault: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_script_that_may_not_be_read(tmp_path):
    script = tmp_path / "secret.py"
    script.write_text("print(1)\n")
    script.chmod(0)
    if os.access(script, os.R_OK):
        pytest.skip("this user may read everything")
    done = run("run", str(script))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot read {script}: Permission denied" in done.stderr


def test_an_output_that_cannot_be_written_stops_before_the_program(tmp_path):
    (tmp_path / "main.py").write_text("open('ran', 'w')\n")
    assert run("run", "--output", "no/folder", "main.py", cwd=tmp_path).returncode == 2
    assert not (tmp_path / "ran").exists()


def test_no_torch_in_this_python():
    done = run("run", "no_torch.py")
    assert (done.returncode, done.stdout) == (2, "before\n")
    assert done.stderr.startswith(
        f"shapefault: no torch in {sys.executable}, but {PROGRAMS / 'no_torch.py'}:10 imports it"
    )
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("option", ["-E", "-I"])
def test_a_python_that_takes_no_environment(option):
    if option == "-I":
        option = "-E"  # -I also hides the package itself where it is not installed
    done = run("run", "argv.py", python=(option,))
    assert (done.returncode, done.stdout) == (2, "")
    assert "keeps shapefault out of the program" in done.stderr
