"""Where another place of the program tells what was meant: an edit proposed for it, applied, lets the program end."""

from __future__ import annotations

import ast
import gc
import importlib
import json
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
import traceback
import types
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import asked_programs
import data_programs
import laid_programs
import likely_programs
import met_programs
import outside_programs
import posted_programs
import slip_programs
import told_programs
from outside_programs import HEAD

pytest.importorskip("torch")
pytest.importorskip("torchvision")

import torch

from shapefault.diagnose.crash import diagnose
from shapefault.faults import all_faults
from shapefault.observe import hooks
from shapefault.observe.crash import Crash
from shapefault.observe.masked import picked_rows
from shapefault.ops.messages import parse
from shapefault.ops.registry import aliases
from shapefault.repair.edits import overlay_of
from shapefault.source.modules import own_modules, program_files

# all tests of this file wait for the same process, which is started once where they go to one worker
pytestmark = pytest.mark.xdist_group("outside_evidence")

PROGRAMS = outside_programs.PROGRAMS | slip_programs.SLIPS | data_programs.DATA
NOT_MEANT = outside_programs.NOT_MEANT | slip_programs.NO_SLIPS | likely_programs.UNLIKELY
LIKELY = likely_programs.LIKELY | asked_programs.ASKED | posted_programs.POSTED | told_programs.TOLD
LIKELY |= met_programs.MET | laid_programs.LAID
LIKELY |= {
    name: (Path(__file__).parent / "cases" / f"{case}.py", said)
    for name, (case, said) in told_programs.OF_CASES.items()
}


@pytest.fixture(scope="module")
def ends(tmp_path_factory) -> dict[str, str]:
    """What went wrong with each program, "" where nothing did.

    What other tests have loaded and built is no evidence about these programs: one process loads torch, and forks for each.
    """
    if not hasattr(os, "fork"):
        pytest.skip("needs os.fork")
    told = tmp_path_factory.mktemp("outside") / "ends.json"
    done = subprocess.run(
        [sys.executable, __file__, str(told)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(told.read_text())
    return found


@pytest.mark.parametrize("name", [*PROGRAMS, *NOT_MEANT, *LIKELY])
def test_the_program_tells_what_was_meant(name, ends):
    """The edit that says what was meant is proposed and works; what a near miss would suggest is not proposed."""
    assert ends[name] == ""


def test_rows_that_a_mask_picks_are_counted():
    """As torch picks them; a mask that does not fit is left to fail where it stands."""
    x, mask = torch.rand(4, 3), torch.tensor([True, False, True, True])
    node, rows = picked_rows(ast.parse("x[mask].view(2, -1)", mode="eval").body, {"x": x, "mask": mask})
    assert [tuple(r.shape) for r in rows.values()] == [tuple(x[mask].shape)]
    assert "mask" not in ast.unparse(node)
    assert picked_rows(ast.parse("x[mask]", mode="eval").body, {"x": x, "mask": mask[:3]})[1] == {}


def repaired(name: str, folder: Path) -> None:
    """The edit that says what was meant is proposed, and the program ends with it."""
    body, said = PROGRAMS[name]
    candidates, script = proposals(body, folder)
    proposed = [f for f in candidates if said in f.title]
    assert proposed, [f.title for f in candidates[:8]]
    ends = []
    for number, fix in enumerate(proposed[:3]):
        ends.append(run(edited(fix, script, folder / f"fixed{number}")))
    assert None in ends, ends


def likeliest(name: str, folder: Path) -> None:
    """Of the edits that let the program end, the one with the most evidence is the one that is meant."""
    body, said = LIKELY[name]
    candidates, script = proposals(body, folder)
    tried = []
    for number, fix in enumerate(candidates[:12]):
        tried.append(fix.title)
        if run(edited(fix, script, folder / f"fixed{number}")) is None:
            break
    assert said in tried[-1], tried


def edited(fix, script: Path, folder: Path) -> Path:
    """The program with the edit, in a folder of its own: what was loaded of the other ones is forgotten."""
    for path, module in own_modules():
        if path.startswith(f"{folder.parent}{os.sep}"):
            sys.modules.pop(module.__name__, None)
    for source in script.parent.glob("*.py"):
        folder.mkdir(exist_ok=True)
        (folder / source.name).write_text(overlay_of(fix.edits, {}).get(str(source), source.read_text()))
    return folder / script.name


def untouched(name: str, folder: Path) -> None:
    """No edit of that kind is proposed."""
    body, said = NOT_MEANT[name]
    candidates, _ = proposals(body, folder)
    assert not [f.title for f in candidates if said in f.title]


def proposals(body: str | Path, folder: Path):
    """The candidates for the crash of a program, which is the rest of one or a file, and its own file."""
    place = folder / "given"
    place.mkdir()
    script = place / "program.py"
    if isinstance(body, Path) and body.name == "main.py":
        shutil.copytree(body.parent, place, dirs_exist_ok=True)
        script = place / body.name
    else:
        script.write_text(body.read_text() if isinstance(body, Path) else HEAD + body)
    hooks.arm()
    error = run(script)
    assert error is not None
    found = diagnose(Crash.of(error))
    assert found is not None
    return found.candidates, script


def run(path: Path) -> BaseException | None:
    """How the program ends, run as the main module from its file."""
    main = types.ModuleType("__main__")
    main.__file__ = str(path)
    sys.modules["__main__"] = main
    sys.path[0] = str(path.parent)
    try:
        exec(compile(path.read_text(), str(path), "exec"), vars(main))
    except Exception as error:
        return error.with_traceback(error.__traceback__.tb_next)
    return None


def all_ends() -> dict[str, str]:
    """Each program in a fork of its own."""
    import torchvision.transforms.functional  # noqa: F401

    # loaded and read once, for all
    for part in ("source", "ops", "observe", "calls", "faults", "diagnose"):
        for module in pkgutil.walk_packages(
            importlib.import_module(f"shapefault.{part}").__path__, f"shapefault.{part}."
        ):
            importlib.import_module(module.name)
    for read in (all_faults, aliases, program_files):
        read()
    parse("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)")
    gc.freeze()  # else each fork's first collection copies every page that it shares with us
    found = {}
    kinds = {
        **dict.fromkeys(PROGRAMS, repaired),
        **dict.fromkeys(NOT_MEANT, untouched),
        **dict.fromkeys(LIKELY, likeliest),
    }
    for name, check in kinds.items():
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            text = ""
            with tempfile.TemporaryDirectory() as folder:
                os.chdir(folder)  # what a program writes is no part of the tree
                try:
                    check(name, Path(folder).resolve())
                except BaseException:
                    text = traceback.format_exc()
            os.write(into, text.encode()[-4000:])
            os._exit(0)
        os.close(into)
        with os.fdopen(out, "rb") as pipe:
            found[name] = pipe.read().decode()
        os.waitpid(pid, 0)
    return found


if __name__ == "__main__":
    # our own files are no part of the programs
    del sys.modules["outside_programs"], sys.modules["slip_programs"], sys.modules["likely_programs"]
    del sys.modules["data_programs"], sys.modules["asked_programs"], sys.modules["posted_programs"]
    del sys.modules["told_programs"], sys.modules["met_programs"], sys.modules["laid_programs"]
    Path(sys.argv[1]).write_text(json.dumps(all_ends()))
