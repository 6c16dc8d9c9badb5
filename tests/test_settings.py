"""Numbers in configuration files and in texts: found, edited, checked by running, and nothing else is read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from command import shapefault
from shapefault.model import Edit
from shapefault.repair.edits import EditConflictError, overlay_of
from shapefault.source.files import Source
from shapefault.source.settings import setting_files, settings_of, written_settings

pytest.importorskip("torch")

NET = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.fc1 = nn.Linear(int(cfg["n_features"]), int(cfg["hidden"]))
        self.fc2 = nn.Linear(int(cfg["hidden"]), 3)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))

print(Net(cfg)(torch.rand(4, 32)).shape)
"""
READ = {
    "model.json": (
        'import json\ncfg = json.load(open("model.json"))["net"]\n',
        '{"net": {"n_features": 30, "hidden": 64}}\n',
    ),
    "model.toml": (
        'import tomllib\ncfg = tomllib.load(open("model.toml", "rb"))["net"]\n',
        "[net]\nn_features = 30  # of one row\nhidden = 64\n",
    ),
    "model.ini": (
        'import configparser\nfile = configparser.ConfigParser()\nfile.read("model.ini")\ncfg = file["net"]\n',
        "[net]\nn_features = 30\nhidden = 64\n",
    ),
    "model.yaml": (
        "cfg = dict(line.strip().split(': ') for line in open('model.yaml') if line.startswith(' '))\n",
        "net:\n  n_features: 30\n  hidden: 64\n",
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_number_in_a_configuration_file_is_edited_there(tmp_path, name):
    head, text = READ[name]
    (tmp_path / "train.py").write_text(head + NET)
    (tmp_path / name).write_text(text)
    done = shapefault(tmp_path, "run", "--format", "json", "--output", "report.json", "train.py")
    assert done.returncode == 1, done.stderr
    [diagnosis] = json.loads((tmp_path / "report.json").read_text())["diagnoses"]
    assert Path(diagnosis["culprit"]["file"]).name == name
    assert (tmp_path / name).read_text() == text  # checked by running, and not written
    assert shapefault(tmp_path, "fix", diagnosis["id"], "--unsafe", "--report", "report.json").returncode == 0
    assert (tmp_path / name).read_text() == text.replace("30", "32")
    again = subprocess.run([sys.executable, "train.py"], cwd=tmp_path, capture_output=True, text=True)
    assert again.stdout == "torch.Size([4, 3])\n", again.stderr


def test_a_number_in_a_text_of_the_program_is_edited_there(tmp_path):
    text = 'CFG = """\n[net]\n# of one row\nn_features=30\nhidden=64\n"""\n'
    read = "cfg = dict(line.split('=') for line in CFG.split('\\n') if '=' in line)\n"
    (tmp_path / "train.py").write_text(text + read + NET)
    shapefault(tmp_path, "run", "--format", "json", "--output", "report.json", "train.py")
    [diagnosis] = json.loads((tmp_path / "report.json").read_text())["diagnoses"]
    assert diagnosis["culprit"]["start"][0] == 4


def test_only_files_that_the_program_names_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["train.py", "runs/told.yaml"])
    monkeypatch.chdir(tmp_path)
    for folder in ("configs", "runs"):
        (tmp_path / folder).mkdir()
    for name in ("named.json", "answers.json", "configs/small.yaml", "configs/other.yaml", "runs/told.yaml"):
        (tmp_path / name).write_text('{"hidden": 64}\n' if name.endswith("json") else "hidden: 64\n")
    (tmp_path / "big.json").write_text('{"hidden": 64}' + " " * 100_000)
    program = Source(str(tmp_path / "train.py"), 'load("named.json", "big.json")\nchoose(config="small")\n')
    found = [Path(source.path).relative_to(tmp_path).as_posix() for source in setting_files([program])]
    assert sorted(found) == ["configs/small.yaml", "named.json", "runs/told.yaml"]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ('{"a": 1, "b": [2, 3], "c": 1.5, "d": "e: 7"}', [("a", 1), ("b", 2), ("b", 3), ("e", 7)]),
        ("width: 16  # depth: 9", [("width", 16)]),
        ("lr = 1e-3\nsize = 3x3\nname = v2", []),
        ("größe: 8\nbreite: 9", [("größe", 8), ("breite", 9)]),
    ],
)
def test_what_counts_as_a_setting(text, pairs):
    source = Source("settings.yaml", text)
    assert [(key, node.value) for key, node in settings_of(source)] == pairs
    for _, node in settings_of(source):
        assert source.span(node).text == str(node.value)


def test_docstrings_hold_no_settings():
    source = Source("program.py", 'def f():\n    """Takes\n    width: 3\n    """\n    return """\nwidth: 4\n"""\n')
    assert [node.value for _, node in written_settings(source)] == [4]


def test_command_lines_that_a_program_writes_are_settings():
    text = """
args = parser.parse_args(["--size", "64", "--channel-multiplier", "1", "--name", "net", "--flag"])
sys.argv += "--depth 4 --width=128 --rate 0.5".split()
print("--", "5")
"""
    source = Source("program.py", text)
    found = written_settings(source)
    assert [(k, n.value) for k, n in found] == [("size", 64), ("channel_multiplier", 1), ("depth", 4), ("width", 128)]
    assert [source.span(node).text for _, node in found] == ["64", "1", "4", "128"]


@pytest.mark.parametrize("name", ["model.json", "model.toml"])
def test_an_edit_that_breaks_the_file_is_none(tmp_path, name):
    path = tmp_path / name
    path.write_text('{"a": 30}' if name.endswith("json") else "a = 30\n")
    [(_, node)] = settings_of(Source(str(path), path.read_text()))
    span = Source(str(path), path.read_text()).span(node)
    assert overlay_of([Edit(span, "32")]) == {str(path): path.read_text().replace("30", "32")}
    with pytest.raises(EditConflictError, match="would not parse"):
        overlay_of([Edit(span, "32 33")])
