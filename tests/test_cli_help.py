"""The help texts and the parser of `run`, which share one table."""

from __future__ import annotations

import subprocess
import sys

import pytest

import shapefault
from shapefault.integrations.launch import interpreter_options
from shapefault.integrations.run_options import FLAGS, UsageError, parse


def shapefault_says(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "shapefault", *words], capture_output=True, text=True)


def test_version():
    done = shapefault_says("--version")
    assert (done.returncode, done.stdout) == (0, f"shapefault, version {shapefault.__version__}\n")


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",)])
def test_help_lists_the_commands(words):
    done = shapefault_says(*words)
    assert (done.returncode, done.stderr) == (0, "")
    for word in ("run", "explain", "fix", "shapefault run train.py"):
        assert word in done.stdout


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help_of_run_lists_every_option(word):
    done = shapefault_says("run", word)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: shapefault run [OPTIONS] [-m MODULE | SCRIPT] [ARGS]...")
    for flag in FLAGS:
        assert f"  {flag.name}" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_options_end_at_the_script():
    options = parse(["--format=json", "--output", "r", "--no-rerun", "-Wd", "-X", "dev", "a.py", "--fix", "-m", "x"])
    assert (options.format, options.output, options.rerun, options.fix) == ("json", "r", False, False)
    assert options.python == ["-W", "d", "-X", "dev"]
    assert (options.kind, options.target, options.args) == ("script", "a.py", ["--fix", "-m", "x"])


def test_options_end_at_the_module():
    options = parse(["--ascii", "-mpkg", "--help"])
    assert (options.kind, options.target, options.args, options.help) == ("module", "pkg", ["--help"], False)


def test_a_wrong_command_line_is_an_error_of_its_own():
    with pytest.raises(UsageError, match="no such option: --no-rerum"):
        parse(["--no-rerum", "a.py"])


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("python -m shapefault run a.py -u", ""),
        ("python /bin/shapefault run a.py", ""),
        ("python -u -X dev -Wd -m shapefault run -B", "-u -X dev -Wd"),
        ("python -um shapefault run", "-u"),
        ("python -Bmshapefault run", "-B"),
        ("python -OOX dev x.py", "-OOX dev"),
        ("python --check-hash-based-pycs always -c code", "--check-hash-based-pycs always"),
        ("python -", ""),
        ("python", ""),
    ],
)
def test_options_of_python_itself(line, options):
    assert interpreter_options(line.split()) == options.split()
