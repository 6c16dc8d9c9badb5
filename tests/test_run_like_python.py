"""`shapefault run X` prints and returns what `python X` does, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"
ENV = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}

# Each is a command line after `python`, and after `shapefault run`.
CASES = [
    "argv.py",
    "argv.py -v --format json --help -- -m x",
    "./argv.py ''",
    "../programs/argv.py ünï\udc80",
    "main_module.py",
    "stdin.py",
    *(
        f"exits.py {kind}"
        for kind in [
            "none",
            "zero",
            "three",
            "big",
            "text",
            "tuple",
            "true",
            "negative",
            "float",
            "thread",
            "os",
            "raise",
            "nested",
        ]
    ),
    "atexit_order.py",
    "atexit_order.py fail",
    *(
        f"uncaught.py {kind}"
        for kind in (
            [
                "plain",
                "custom",
                "chained",
                "context",
                "group",
                "notes",
                "unprintable",
                "surrogate",
                "assert",
                "base",
                "generator",
                "exec",
                "stack",
            ]
        )
    ),
    *(
        f"interrupted.py {kind}"
        for kind in ["raise", "signal", "caught", "SIGTERM", "SIGKILL", "SIGABRT", "SIGPIPE", "SIGHUP"]
    ),
    *(f"excepthook.py {kind}" for kind in ["plain", "raises", "exits", "deleted", "none", "chained"]),
    *(f"streams.py {kind}" for kind in ["no-stderr", "closed-fds", "captured", "binary", "broken-pipe"]),
    "processes.py fork",
    "processes.py spawn fail",
    "processes.py forkserver fail",
    "fork.py",
    "chdir.py",
    "pickling.py",
    "stacks.py",
    "-W error stacks.py",
    "-W error::DeprecationWarning -Wignore::UserWarning stacks.py",
    "-X dev -X utf8 -W always main_module.py",
    "-Xtracemalloc=2 threads.py x",
    "recursion.py exact",
    "recursion.py deep",
    "recursion.py endless",
    "threads.py x",
    "threads.py own",
    "tasks.py",
    "nested_runpy.py",
    "imports_broken.py",
    "cookie.py",
    "crlf.py",
    "bom.py",
    "-m pkg",
    "-m pkg fail -m",
    "-mpkg.sub a",
    "-m pkg.__main__",
    "-m argv --format x",
    "-m timeit -n 1 -r 1 -s 'import sys' 'sys.exit(3)'",
    "-m pkg.missing",
    "-m pkg.syntax",
    "folder a",
    "folder/ a",
    "- a b",
]


def both(words: list[str], cwd: Path = PROGRAMS, python: tuple[str, ...] = (), **options) -> tuple:
    """What plain python and shapefault give for one command line."""
    options = {"input": b"first\nsecond\nthird", "env": ENV, **options}
    return tuple(
        subprocess.run([sys.executable, *python, *start, *words], cwd=cwd, capture_output=True, timeout=100, **options)
        for start in ((), ("-m", "shapefault", "run"))
    )


def same(plain: subprocess.CompletedProcess, run: subprocess.CompletedProcess) -> None:
    assert (run.returncode, run.stdout, run.stderr) == (plain.returncode, plain.stdout, plain.stderr)


def split(command: str) -> list[bytes | str]:
    import shlex

    return [os.fsencode(word) if not word.isascii() else word for word in shlex.split(command)]


@pytest.mark.parametrize("command", CASES)
def test_same(command):
    program = b"import sys; print(sys.argv, __name__, sys.path[0] == ''); raise ValueError(sys.stdin.read())"
    options = {"input": program} if command.startswith("- ") else {}
    plain, run = both(split(command), **options)
    same(plain, run)
    # The table would show nothing if the programs themselves could not be started.
    assert b"can't open file" not in plain.stderr


@pytest.mark.parametrize("python", ["-u", "-O", "-B -s", "-P", "-bb -X dev", "-Wd -uX utf8"])
def test_options_of_the_python_that_runs_shapefault_hold_in_the_program(python):
    options = tuple(python.split())
    plain, run = both(["main_module.py"], python=options)
    same(plain, run)


def test_the_console_script_is_the_same_command(tmp_path):
    script = Path(sys.executable).with_name("shapefault")
    if not script.exists():
        pytest.skip("not installed with its console script")
    python = script.read_text().partition("\n")[0].removeprefix("#!") if os.name == "posix" else sys.executable
    plain = subprocess.run([python, "main_module.py", "a"], cwd=PROGRAMS, env=ENV, capture_output=True)
    run = subprocess.run([script, "run", "main_module.py", "a"], cwd=PROGRAMS, env=ENV, capture_output=True)
    same(plain, run)


def test_a_script_reached_by_a_link_finds_its_neighbours(tmp_path):
    (tmp_path / "link.py").symlink_to(PROGRAMS / "folder" / "__main__.py")
    same(*both(["link.py", "x"], cwd=tmp_path))
    same(*both([str(PROGRAMS / "folder" / "__main__.py")], cwd=tmp_path))


def test_a_zip_is_run(tmp_path):
    with zipfile.ZipFile(tmp_path / "app.zip", "w") as archive:
        for file in (PROGRAMS / "folder").glob("*.py"):
            archive.write(file, file.name)
    plain, run = both(["app.zip", "x"], cwd=tmp_path)
    same(plain, run)
    assert b"in a folder" in run.stderr


def test_a_script_whose_name_begins_with_a_dash(tmp_path):
    (tmp_path / "-odd.py").write_text("import sys\nprint(sys.argv)\n")
    plain, run = both(["./-odd.py"], cwd=tmp_path)
    same(plain, run)
    run = subprocess.run(
        [sys.executable, "-m", "shapefault", "run", "--", "-odd.py", "-x"], cwd=tmp_path, env=ENV, capture_output=True
    )
    assert (run.returncode, run.stdout) == (0, b"['./-odd.py', '-x']\n")


def test_names_of_ours_do_not_hide_the_programs(tmp_path):
    names = ("click", "options", "hook", "rich", "libcst", "executing", "json", "dataclasses", "crash")
    for name in names:
        (tmp_path / f"{name}.py").write_text(f"print('their {name}')\n")
    (tmp_path / "main.py").write_text("".join(f"import {name}\n" for name in names))
    same(*both(["main.py"], cwd=tmp_path))


def test_a_sitecustomize_of_the_users_still_runs_first(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "sys.theirs = os.environ['PYTHONPATH'], sys.path\n"
        "sys.excepthook = lambda kind, error, traceback: print('their hook', error)\n"
    )
    (tmp_path / "main.py").write_text("import sys, sitecustomize\nprint(sys.theirs)\n1 / 0\n")
    env = {**ENV, "PYTHONPATH": str(tmp_path)}
    plain, run = both(["main.py"], cwd=tmp_path, env=env)
    same(plain, run)
    assert run.stdout.endswith(b"their hook division by zero\n")


@pytest.mark.parametrize("before", [None, "", "/nowhere", f"/nowhere{os.pathsep}"])
def test_the_environment_is_as_it_was(before, tmp_path):
    (tmp_path / "env.py").write_text(
        "import os, sys\nprint(os.environ.get('PYTHONPATH'), sys.path, len(os.environ))\n"
        "os.system('echo ${PYTHONPATH-unset} ${SHAPEFAULT_RUN-unset} ${SHAPEFAULT_PYTHONPATH-unset}')\n"
    )
    env = {name: value for name, value in ENV.items() if name != "PYTHONPATH"}
    if before is not None:
        env["PYTHONPATH"] = before
    same(*both(["env.py"], cwd=tmp_path, env=env))


@pytest.mark.slow
def test_loader_workers_under_each_start_method():
    pytest.importorskip("torch")
    run = subprocess.run(
        [sys.executable, "-m", "shapefault", "run", "loaders.py"], cwd=PROGRAMS, env=ENV, capture_output=True
    )
    expected = "".join(
        f"{method} {batch} {name} {name}\n"
        for method, name in (("fork", "__main__"), ("spawn", "__mp_main__"), ("forkserver", "__mp_main__"))
        for batch in ("[[0], [1]]", "[[4], [9]]")
    )
    assert (run.returncode, run.stdout.decode()) == (1, expected), run.stderr
    assert b"KeyError: 'no sample 2'" in run.stderr
