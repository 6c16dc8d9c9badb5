"""A notebook that called ``install()``: what is added to its failing cells, in a real kernel; and the parts of that."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from render_samples import build
from shapefault.integrations import hook, install
from shapefault.integrations.cells_again import Shell
from shapefault.integrations.notebook import Notebook
from shapefault.render.concise import render as concise
from shapefault.render.json import to_json
from shapefault.render.text import render
from shapefault.repair import forward
from shapefault.repair.rerun.job import ENTRY
from shapefault.source import cells

MODEL = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear({}, 10)

    def forward(self, x):
        return self.fc(self.conv(x).relu().flatten(1))
"""
CALL = "net = Net()\nnet(images).shape"

CELLS = {
    "before": """\
import torch
from torch import nn
get_ipython().set_custom_exc((ZeroDivisionError,), lambda *_, **__: print("another tool's"))""",
    "install": "import shapefault\nshapefault.install()\nshapefault.install()",
    "magics": "%%time\n!echo from the shell\n%cd .\n%time images = torch.rand(2, 3, 16, 16)",
    "ordinary": "{}['a']",
    "syntax": "for in",
    "other": "1 / 0",
    "await": "import asyncio\nawait asyncio.sleep(0)",
    "model": MODEL.format(100),
    "fails": CALL,
    "files": "import os\nprint([(os.path.exists(f), oct(os.stat(f).st_mode)) for f in [Net.forward.__code__.co_filename]])",
    "repaired": MODEL.format(1568),
    "passes": CALL,
}


@dataclass
class Ran:
    """What one cell did."""

    status: str
    number: int
    out: str = ""
    err: str = ""
    traceback: str = ""


pytestmark = pytest.mark.xdist_group("notebook")  # one kernel for all


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """Each of CELLS by name, run one after the other in one kernel."""
    pytest.importorskip("ipykernel")
    pytest.importorskip("torch")
    from jupyter_client import KernelManager

    folder = tmp_path_factory.mktemp("notebook")
    kernel = KernelManager()
    kernel.start_kernel(cwd=str(folder), env={**os.environ, "OMP_NUM_THREADS": "1", "XDG_CACHE_HOME": str(folder)})
    client = kernel.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        return {name: _run(client, text) for name, text in CELLS.items()}
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)


def _run(client, text: str) -> Ran:
    found = Ran("", 0)

    def take(message):
        content = message["content"]
        match message["header"]["msg_type"], content.get("name"):
            case "stream", "stdout":
                found.out += content["text"]
            case "stream", _:
                found.err += content["text"]
            case "error", _:
                found.traceback += re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(content["traceback"]))
            case "execute_result", _:
                found.out += content["data"]["text/plain"]

    answer = client.execute_interactive(text, output_hook=take, timeout=120, allow_stdin=False)["content"]
    found.status, found.number = answer["status"], answer["execution_count"]
    return found


def test_a_fault_is_explained_where_it_is_in_the_cells(notebook):
    failed, model = notebook["fails"], notebook["model"]
    assert failed.status == "error"
    assert "RuntimeError: mat1 and mat2 shapes cannot be multiplied" in failed.traceback
    assert "error[SF201]: linear got 1568 features per sample, its weight takes 100" in failed.err
    assert f"--> In[{model.number}]:8:24  in Net.fc" in failed.err
    assert re.search(rf"In\[{model.number}\]:5  nn\.Linear\(100, 10\) +CULPRIT", failed.err)
    assert "5 +         self.fc = nn.Linear(1568, 10)" in failed.err
    assert "verified: ran the notebook's cells" in failed.err
    assert "more: shapefault explain SF201" in failed.err
    assert "apply:" not in failed.err and "ipykernel_" not in failed.err and "Traceback" not in failed.err


def test_the_cells_are_files_that_only_their_user_may_read(notebook):
    assert notebook["files"].out == "[(True, '0o100600')]\n"


def test_the_edit_mends_the_notebook(notebook):
    assert notebook["passes"].status == "ok"
    assert notebook["passes"].out == "torch.Size([2, 10])"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("install", "ok"),
        ("magics", "ok"),
        ("ordinary", "error"),
        ("syntax", "error"),
        ("await", "ok"),
        ("passes", "ok"),
    ],
)
def test_nothing_is_added_to_anything_else(notebook, name, status):
    ran = notebook[name]
    assert ran.status == status
    assert ran.err == ""
    assert bool(ran.traceback) == (status == "error")


def test_the_handler_of_another_tool_is_kept(notebook):
    assert notebook["other"].out == "another tool's\n"
    assert not notebook["other"].traceback


def test_install_changes_nothing_in_a_run_that_checks_a_fix(monkeypatch):
    assert install._RERUN == ENTRY
    monkeypatch.setenv(ENTRY, "x")
    before = sys.excepthook, hook._armed
    install.install()
    assert (sys.excepthook, hook._armed) == before


def test_cells_are_written_for_their_user_and_removed_at_exit(tmp_path):
    folder, taken = tmp_path / "kernel", tmp_path / "taken.py"
    taken.write_text("another's")
    program = f"""
import os
from shapefault.integrations.cell_files import CellFiles
files = CellFiles()
texts = {{{str(folder / "1.py")!r}: "x = 1\\n", {str(taken)!r}: "y = 2\\n", "<ipython-input-1>": "z"}}
print(sorted(files.write(texts)), sorted(files.write(texts)))
print([files.plan({{"cells": [n]}}) for n in range(2)][0])
print([oct(os.stat(p).st_mode) for p in ({str(folder)!r}, {str(folder / "1.py")!r})], os.listdir({str(folder)!r}))
if not os.fork():
    raise SystemExit  # a child's exit removes nothing
os.wait()
print(len(os.listdir({str(folder)!r})))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    written, plan, modes, left = done.stdout.splitlines()
    assert written == f"{[str(folder / '1.py')]} {[str(folder / '1.py')]}"
    assert Path(plan).parent == folder
    assert modes.startswith(f"{[oct(stat.S_IFDIR | 0o700), oct(stat.S_IFREG | 0o600)]}")
    assert left == "2"
    assert not folder.exists() and taken.read_text() == "another's"


class FakeShell:
    """What is asked of IPython's shell: cells come from files as ipykernel's do, and only %%time is transformed."""

    custom_exceptions, CustomTB = (), None

    def __init__(self, folder: Path, *history: str) -> None:
        self.history_manager = SimpleNamespace(input_hist_raw=["", *history])
        self.compile = SimpleNamespace(get_code_name=lambda raw, *_: str(folder / f"{sum(map(ord, raw))}.py"))
        self.events, self.calls = self, {}

    def register(self, event, callback):
        self.calls[event] = callback

    def set_custom_exc(self, kinds, handler):
        self.handler = handler

    def transform_cell(self, raw):
        return f"get_ipython().run_cell_magic('time', '', {raw[7:]!r})\n" if raw.startswith("%%time\n") else raw

    def begin(self, raw, cell_id=None):
        info = SimpleNamespace(raw_cell=raw, cell_id=cell_id)
        self.calls["pre_run_cell"](info)
        self.history_manager.input_hist_raw.append(raw)
        return info

    def end(self, info, error=None):
        number = len(self.history_manager.input_hist_raw) - 1
        self.calls["post_run_cell"](
            SimpleNamespace(
                info=info, success=not error, execution_count=number, error_in_exec=error, error_before_exec=None
            )
        )


def test_which_cells_are_sources_and_which_run_again(tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "names", {})
    monkeypatch.setattr(cells, "current", [])
    shell = FakeShell(tmp_path, "a = 1", "install()")
    seen = Notebook(shell)
    seen.watch(lambda exc: None)
    shell.end(None)
    shell.end(shell.begin("b = 1", "b"))
    shell.end(shell.begin("b = 2", "b"))
    shell.end(shell.begin("failed and changed", "f"), ValueError())
    shell.end(shell.begin("failed", "f"), ValueError())
    shell.end(shell.begin("interrupted"), KeyboardInterrupt())
    outer = shell.begin("outer")
    shell.end(shell.begin("inner"))
    shell.end(outer)
    shell.begin("%%time\nlast")
    began = time.perf_counter()
    program = seen.program(("-f", "x"), str(tmp_path))
    plan = json.loads(Path(program.target).read_text())

    def file(raw):
        return shell.compile.get_code_name(raw)

    magic = file("%%time\nlast").replace(".py", "_magic.py")
    ran = [*map(file, ("a = 1", "install()", "b = 1", "b = 2", "failed", "outer")), magic]
    may_fail = (file("a = 1"), file("failed"))  # of the first it is not known
    assert plan["cells"] == [[path, path in may_fail] for path in ran]
    labels = {"a = 1": 1, "install()": 2, "b = 1": 3, "b = 2": 4, "failed and changed": 5, "failed": 6}
    labels |= {"interrupted": 7, "outer": 9}
    assert cells.names == {file(raw): f"In[{number}]" for raw, number in labels.items()}
    assert cells.current == [file(raw) for raw in labels if raw not in ("b = 1", "failed and changed")]
    assert Path(file("b = 2")).read_text() == "b = 2"
    assert program.command[-5:-2] == ("-m", "shapefault.integrations.cells_again", program.target)
    assert program.name == "the notebook's cells" and program.path0 == str(tmp_path)
    assert began - 1 < program.started < began + 1
    Path(file("outer")).write_text("another's")  # not what ran: then nothing is run again
    assert seen.program((), str(tmp_path)).target == ""


def test_an_edit_of_a_cell_reaches_only_what_that_text_defined(tmp_path, monkeypatch):
    main = ModuleType("__main__")
    older, newer = (tmp_path / f"{name}.py" for name in ("older", "newer"))
    for file in (older, newer):
        file.write_text("N = 1\ndef f():\n    return N\n")
        exec(compile(file.read_text(), str(file), "exec"), vars(main))
    monkeypatch.setitem(sys.modules, "__main__", main)
    monkeypatch.setattr(cells, "names", {str(older): "In[1]", str(newer): "In[2]"})
    edited = "N = 2\ndef f():\n    return N + 5\n"
    with forward._new_code(str(older), edited):
        assert main.f() == 1
    with forward._new_code(str(newer), edited):
        assert main.f() == 6
    assert main.f() == 1


def test_magics_in_a_second_run():
    names: dict[str, object] = {}
    shell = Shell(names)
    shell.run_cell_magic("time", "", "x = 1\n")
    shell.run_cell_magic("html", "", "<b>")
    shell.run_line_magic("time", "y = x + 1")
    shell.run_line_magic("matplotlib", "inline")
    assert (names["x"], names["y"], shell.system("rm -r x"), shell.getoutput("ls")) == (1, 2, None, [])


def test_cells_by_their_names(monkeypatch, tmp_path):
    shown = build("channels", tmp_path)
    monkeypatch.setattr(cells, "names", {str(tmp_path / "data.py"): "In[5]"})
    text = render(shown)
    assert "In[5]:11    x.reshape" in text and "data.py" not in text and "apply:" not in text
    assert "--> model.py:11:36" in text
    assert "[culprit In[5]:11:12]" in concise(shown)
    told = json.loads(json.dumps(to_json(shown)))
    assert told["diagnoses"][0]["culprit"]["file"] == "data.py"
    assert told["cells"] == {str(tmp_path / "data.py"): "In[5]"}
    monkeypatch.setattr(cells, "names", {})
    assert "cells" not in to_json(shown) and "apply:" in render(shown)
