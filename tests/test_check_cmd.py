"""The command: exit status, forms, one line for each bad input; a script; what is watched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch")

from shapefault.integrations.check_cmd import check  # noqa: E402

NET = """
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self, features=4):
            super().__init__()
            self.fc = nn.Linear(features, 2)

        def forward(self, x):
            return self.fc(x)


    class Needs(Net):
        def __init__(self, width):
            super().__init__(width)


    class Reads(nn.Module):
        def forward(self, x):
            return torch.ops.nowhere_lib.twice(x)


    class Silent(nn.Module):
        pass


    class Saves(Net):
        def forward(self, x):
            torch.save(x, "saved.pt")
            return self.fc(x)


    class Logs(Net):
        def forward(self, x):
            with open("log.txt", "a") as log:
                log.write("called")
            return self.fc(x)


    class Tokens(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.Embedding(9, 4)

        def forward(self, ids):
            return self.table(ids)


    class Batch(Net):
        def forward(self, batch):
            return self.fc(batch["image"])


    def breaks():
        raise OSError("no such checkpoint")


    built = Net()
    number = 3
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a module of a name of its own."""
    monkeypatch.chdir(tmp_path)
    name = f"nets_{abs(hash(str(tmp_path)))}"
    (tmp_path / f"{name}.py").write_text(textwrap.dedent(NET))
    monkeypatch.setenv("SHAPEFAULT_STRICT", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return name


def ran(*args):
    return CliRunner().invoke(check, list(args), standalone_mode=False)


def test_status_and_text(folder):
    fine = ran(f"{folder}.py:Net", "--input", "N,4")
    assert fine.return_value == 0 and "no fault" in fine.output and "N: any size" in fine.output
    bad = ran(f"{folder}:Net", "--input", "2,5")
    assert bad.return_value == 1 and "error[SF201]" in bad.output and "verified" in bad.output
    assert ran(f"{folder}:Net", "--args", '{"features": 5}', "--input", "2,5").return_value == 0
    assert ran(f"{folder}:built", "--input", "2,4").return_value == 0


def test_required_sizes_decide_the_status(folder):
    assert ran(f"{folder}:Net", "--input", "N,F", "--require", "N=1..9").return_value == 0
    failed = ran(f"{folder}:Net", "--input", "N,F", "--require", "F=1..9")
    assert failed.return_value == 1 and "required F=1..9: fails" in failed.output


def test_json_has_all_of_it(folder):
    done = ran(f"{folder}:Net", "--input", "2,5", "--format", "json")
    found = json.loads(done.output)
    assert found["schema"] == "shapefault.check/1" and found["status"] == "faults"
    assert found["diagnoses"][0]["code"] == "SF201" and found["diagnoses"][0]["when"] == "check"
    assert found["diagnoses"][0]["fixes"][0]["verified"]["level"] == "forward"
    assert found["table"]["totals"]["params"] == 10
    assert {row["type"] for row in found["table"]["rows"]} == {"Net", "Linear"}


def test_html_is_one_page(folder):
    assert ran(f"{folder}:Net", "--input", "2,5", "--format", "html", "--output", "o.html").output == ""
    page = Path("o.html").read_text()
    assert page.count("<table>") == 1 and "error[SF201]" in page and "<script" not in page


def test_the_models_of_the_project(folder):
    entries = "".join(
        f'[[tool.shapefault.models]]\ntarget = "{folder}:{name}"\ninput = "{text}"\n'
        for name, text in (("Net", "N,4"), ("built", "3,5"))
    )
    Path("pyproject.toml").write_text(entries)
    done = ran("--format", "json")
    found = json.loads(done.output)
    assert done.return_value == 1 and found["status"] == "faults"
    assert [one["status"] for one in found["results"]] == ["clean", "faults"]


def test_the_models_of_the_project_from_below_it(folder, monkeypatch):
    Path("pyproject.toml").write_text(
        f'[[tool.shapefault.models]]\ntarget = "{folder}.py:Net"\ninput = "N,4"\nrequire = "N=4..8"\n'
    )
    Path("below").mkdir()
    monkeypatch.chdir("below")
    done = ran()
    assert done.return_value == 0 and "N: any size" in done.output  # the requirement narrows no statement


BAD = [
    (["{}:Needs", "--input", "2,4"], ["needs width", "--args '{\"width\": ...}'"]),
    (["{}:Net", "--input", "2,4", "--args", '{"depth": 1}'], ["does not take these arguments", "--args"]),
    (["{}:Nett", "--input", "2,4"], ["no Nett", "did you mean Net?"]),
    (["{}:number", "--input", "2,4"], ["is a int; expected an nn.Module"]),
    (["{}:breaks", "--input", "2,4"], ["cannot be built", "no such checkpoint"]),
    (["{}:Net"], ["no input is given", "N,3,H,W"]),
    (["{}:Net", "--input", "2;;,"], ["cannot read the axis"]),
    (["{}", "--input", "2,4"], ["names no model"]),
    (["nowhere.py:Net", "--input", "2,4"], ["no such file: nowhere.py"]),
    (["nowhere.lib:Net", "--input", "2,4"], ["no module named nowhere"]),
    (["{}:Net", "--input", "N,4", "--require", "H=1..4"], ["no free axis"]),
    (["{}:Net", "--input", "N,4", "--require", "N=1..4", "--no-domain"], ["leave out --no-domain"]),
    (["{}:Net", "--input", "2,4", "--output", "no/such/folder/x"], ["cannot write --output"]),
    (["--from-script", "nowhere.py"], ["no such script: nowhere.py"]),
    (["{}:Net", "--from-script", "x.py"], ["leave out the target"]),
    (["--from-script", "x.py", "--independence"], ["as the script makes it", "--independence"]),
    (["{}:Net", "--input", "2,4", "--input", "3"], ["Net.forward takes (x)", "too many", "one --input for each"]),
    (["{}:Net", "--input", "9999999999999999999,4"], ["no tensor has the sizes"]),
    (["{}:Silent", "--input", "2,4"], ["has no forward"]),
    (["{}:Tokens", "--input", "N,L"], ["table takes indices", "N,L:int64"]),
    (["{}:Batch", "--input", "2,4"], ["takes 'image' out of a tensor", '--input "ARGUMENT.image=']),
    (["--input", "2,4"], ["need a target"]),
    ([], ["no model is named", "[[tool.shapefault.models]]"]),
]


@pytest.mark.parametrize(("args", "parts"), BAD)
def test_bad_input_gets_one_line(folder, args, parts):
    done = ran(*(arg.format(folder) if i == 0 else arg for i, arg in enumerate(args)))
    assert done.return_value == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("shapefault: ")
    for part in parts:
        assert part in done.stderr


def test_an_op_that_is_not_there_is_undecided(folder):
    done = ran(f"{folder}:Reads", "--input", "2,4")
    assert done.return_value == 0 and "undecided" in done.output and "nowhere_lib" in done.output


@pytest.mark.parametrize(("name", "what"), [("Saves", "torch.save"), ("Logs", "open")])
def test_what_forward_writes_is_refused(folder, name, what):
    done = ran(f"{folder}:{name}", "--input", "N,4")
    assert done.return_value == 0 and f"undecided: RefusedError: {what}" in done.output
    assert not Path("saved.pt").exists() and not Path("log.txt").exists()


def test_samples_that_mix_are_a_fault_of_a_class(folder):
    Path(f"{folder}.py").write_text(Path(f"{folder}.py").read_text().replace("self.fc(x)", "self.fc(x - x.mean(0))"))
    done = ran(f"{folder}:Net", "--input", "N,4", "--independence", "--no-domain")
    assert done.return_value == 1 and "changes with the others: mean" in done.output


SCRIPT = """
    import torch
    from torch import nn
    from torch.utils.data import DataLoader

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(6, 4)
            self.out = nn.Linear(5, 2)

        def forward(self, x):
            return self.out(self.fc(x))

    print("printed")
    open("left", "w").write("x")
    net = Net()
    for batch in DataLoader(torch.rand(20, 6), batch_size=8):
        net(batch)
    open("end", "w").write("x")
"""


def test_the_model_of_a_script(tmp_path):
    (tmp_path / "train.py").write_text(textwrap.dedent(SCRIPT))
    done = subprocess.run(
        [sys.executable, "-m", "shapefault", "check", "--from-script", "train.py", "--format", "json"],
        cwd=tmp_path,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (1, "")
    found = json.loads(done.stdout)
    assert found["model"] == "Net" and found["input"]["tensors"][0]["axes"] == [8, 6] and found["training"]
    (diagnosis,) = found["diagnoses"]
    assert diagnosis["code"] == "SF201" and diagnosis["module"]["path"] == "out"
    assert diagnosis["culprit"]["file"] == "train.py" and diagnosis["culprit"]["start"][0] in (10, 11)
    assert diagnosis["fixes"][0]["verified"]["ran"] == "train.py up to Net.forward"
    assert not (tmp_path / "left").exists() and not (tmp_path / "end").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_saved_file_is_checked_anew(folder):
    file = Path(f"{folder}.py")
    command = [sys.executable, "-u", "-m", "shapefault", "check", f"{file}:Net", "--input", "2,5", "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:

        def until(mark: str) -> str:
            text = ""
            while mark not in text:
                line = process.stdout.readline()
                assert line, text
                text += line
            return text

        try:
            assert "SF201" in until("waiting for a change")
            file.write_text(file.read_text().replace("features=4", "features=5"))
            again = until("waiting for a change")
            assert f"{file} was saved" in again and "no fault" in again
        finally:
            process.kill()


LOOKS = """
import json, sys
from shapefault.check.jobs import Job
from shapefault.integrations.check_cmd import View
from shapefault.integrations.watch import checked
from shapefault.observe import hooks
sys.path.insert(0, "")
hooks.arm()  # as the command does
for target, spec in json.loads(sys.argv[1]):
    told = []
    checked([Job(target, (spec,))], View("text", None, True, 3, False), told.append)
    print(json.dumps([[look.done, look.status, look.text, list(look.files)] for look in told]))
"""


def test_what_takes_a_moment_is_told_first(folder):
    """In a process of its own: the edits take the longer, the more files belong to the program."""
    asked = [(f"{folder}.py:Net", "2,5"), (f"{folder}.py:Net", "2,4"), (f"{folder}.py:Nett", "2,4")]
    words = [sys.executable, "-c", LOOKS, json.dumps(asked)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    faulty, healthy, misnamed = [json.loads(line) for line in done.stdout.splitlines()]
    (first, status, brief, files), (second, again, whole, _) = faulty
    assert (first, second, status, again) == (False, True, 1, 1)
    assert "SF201" in brief and "help" not in brief and "help" in whole
    assert str(Path(f"{folder}.py").resolve()) in files
    assert [look[0] for look in healthy] == [True] and "no fault" in healthy[0][2]
    assert [look[:2] for look in misnamed] == [[True, 2]] and "did you mean Net?" in misnamed[0][2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_fork_tells_on_its_way_and_ends_with_its_block():
    from shapefault.integrations.forks import Fork

    def work(tell):
        tell("first")
        threading.Event().wait()

    with Fork(work) as fork:
        assert fork.next(60) == "first"
        assert fork.next(0) is None
    with pytest.raises(ProcessLookupError):
        os.kill(fork.pid, 0)
    with Fork(lambda tell: None) as fork, pytest.raises(EOFError):
        fork.next(60)


def test_checking_loads_no_torch_before_it_is_needed():
    code = "import shapefault, shapefault.integrations.check_cmd, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
