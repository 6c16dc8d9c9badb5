"""When the crash handler is called, with what, and what happens if it fails itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"
ENV = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
RUN = ("-m", "shapefault", "run")


def python(*words: str, cwd: Path = PROGRAMS) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=cwd, env=ENV, capture_output=True, text=True)


@pytest.mark.parametrize("start", [RUN, ()])
@pytest.mark.parametrize(
    ("how", "calls", "status"),
    [
        ("crash", 1, 1),
        ("replaced-crash", 1, 1),
        ("collected-crash", 1, 1),
        ("thread", 1, 0),
        ("thread-crash", 2, 1),
        ("thread-replaced-crash", 2, 1),
        ("exit", 0, 4),
        ("interrupt", 0, -2),
        ("last", 0, 1),
        ("ends", 0, 0),
    ],
)
def test_when_the_handler_is_called(start, how, calls, status):
    if not start:
        how = f"install-{how}"
    done = python(*start, "handled.py", how)
    assert done.stderr.count("HANDLED") == calls, done.stderr
    assert done.returncode == status
    if calls == 1 and "thread" not in how:
        told = done.stderr.index("mine" if "replaced" in how else "Traceback")
        assert told < done.stderr.index("\nHANDLED")


def test_what_the_handler_is_told(tmp_path):
    output = tmp_path / "report.json"
    done = python(
        *RUN,
        "--format",
        "json",
        "--fix",
        "--no-rerun",
        "--ascii",
        "--output",
        str(output),
        "-Xdev",
        "handled.py",
        "crash",
    )
    assert "script handled.py ('crash',) run" in done.stderr
    assert f"json True False True {output}" in done.stderr
    assert f"('-X', 'dev', '{PROGRAMS / 'handled.py'}', 'crash')" in done.stderr
    done = python(*RUN, "-m", "handled", "crash", "x")
    assert "module handled ('crash', 'x') run" in done.stderr
    assert "text False True False None" in done.stderr
    done = python("handled.py", "install-crash")
    assert "script handled.py ('install-crash',) install" in done.stderr
    assert "text False False False None" in done.stderr  # the first install() holds


def test_a_handler_that_fails_says_so_in_one_line():
    done = python(*RUN, "handled.py", "crash", "broken")
    plain = python("handled.py", "crash", "broken")
    assert done.returncode == 1
    ours = done.stderr.removeprefix(plain.stderr)
    assert ours.splitlines()[0].startswith("HANDLED")
    assert ours.splitlines()[1:] == [
        "shapefault: internal error: RuntimeError: two lines; the traceback above is your program's own"
    ]


def test_a_user_who_interrupts_the_diagnosis_gets_the_programs_status():
    done = python(*RUN, "handled.py", "crash", "interrupted")
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1


@pytest.mark.parametrize("how", ["ends", "exit", "last"])
def test_a_program_without_a_fault_leaves_an_empty_json_report(how, tmp_path):
    report = tmp_path / "report.json"
    report.write_text("left from before")
    done = python(*RUN, "--format", "json", "--output", str(report), "handled.py", how)
    assert done.stderr == ""
    told = json.loads(report.read_text())
    assert (told["schema"], told["tool"]["name"], told["diagnoses"]) == ("shapefault.report/1", "shapefault", [])


def test_the_report_goes_where_the_program_was_started(tmp_path):
    script = tmp_path / "moves.py"
    script.write_text("import os\nos.chdir('/')\n")
    python(*RUN, "--format", "json", "--output", "report.json", "moves.py", cwd=tmp_path)
    assert json.loads((tmp_path / "report.json").read_text())["diagnoses"] == []


def test_text_writes_nothing_for_a_program_without_a_fault(tmp_path):
    old = tmp_path / "old"
    old.write_text("kept")
    for name in ("old", "new"):
        assert python(*RUN, "--output", str(tmp_path / name), "argv.py").returncode == 0
    assert old.read_text() == "kept"
    assert not (tmp_path / "new").exists()


def test_a_healthy_program_loads_little_of_ours(tmp_path):
    (tmp_path / "main.py").write_text("import sys\nprint(*sys.modules)\n")
    loaded = python(*RUN, "main.py", cwd=tmp_path).stdout.split()
    assert {name for name in loaded if name.startswith("shapefault")} == {
        "shapefault", "shapefault.integrations", "shapefault.integrations.hook",
    }  # fmt: skip
    assert not {"click", "rich", "libcst", "executing", "torch", "dataclasses", "inspect", "typing"} & set(loaded)


def test_a_program_that_installs_gets_a_fix_that_was_run(tmp_path):
    """Its own line stands in the checked runs as well, and must not explain those."""
    pytest.importorskip("torch")
    (tmp_path / "main.py").write_text(
        "import shapefault; shapefault.install()\nimport torch\n"
        "net = torch.nn.Linear(7, 3)\nprint(net(torch.zeros(4, 8)).shape)\n"
    )
    done = subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("error[SF201]") == 1 and "verified: ran main.py" in done.stderr


def test_importing_shapefault_loads_no_torch():
    done = python(
        "-c",
        "import shapefault, sys; shapefault.Report, shapefault.install; print(dir(shapefault), 'torch' in sys.modules)",
    )
    assert done.stdout.endswith("'install'] False\n"), done
    done = python("-c", "import shapefault; shapefault.nothing")
    assert "module 'shapefault' has no attribute 'nothing'" in done.stderr


def test_install_takes_only_known_formats():
    done = python("-c", "import shapefault; shapefault.install(format='xml')")
    assert "ValueError: format must be one of text, json, concise, got 'xml'" in done.stderr


@pytest.mark.parametrize("start", ["-m pkg", "folder", "install_here.py"])
def test_install_knows_how_the_program_was_started(start, tmp_path):
    body = (
        "import sys, shapefault\n"
        "from shapefault.integrations import install\n"
        f"p = install._this_program(tuple(sys.argv[1:]), {str(tmp_path)!r}, 0.0)\n"
        "print(p.kind, p.command[1:], p.path0)\n"
    )
    for name in ("pkg/__init__.py", "pkg/__main__.py", "folder/__main__.py", "install_here.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("" if name == "pkg/__init__.py" else body)
    done = python(*start.split(), "a", cwd=tmp_path)
    kind, command, path0 = {
        "-m pkg": ("module", ("-m", "pkg", "a"), tmp_path),
        "folder": ("script", (str(tmp_path / "folder"), "a"), tmp_path / "folder"),
        "install_here.py": ("script", (str(tmp_path / "install_here.py"), "a"), tmp_path),
    }[start]
    assert done.stdout == f"{kind} {command} {path0}\n", done.stderr
