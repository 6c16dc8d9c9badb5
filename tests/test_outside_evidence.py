"""Where another place of the program tells what was meant: the first edit proposed, applied, lets torch accept it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import traceback
import types
from pathlib import Path

import pytest

pytest.importorskip("torch")

import torch

from shapefault.diagnose.crash import diagnose
from shapefault.faults import all_faults
from shapefault.observe import hooks
from shapefault.observe.crash import Crash
from shapefault.observe.masked import picked_rows
from shapefault.repair.edits import overlay_of

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"

PROGRAMS = {
    "height and width swapped": (
        """
size = (96, 32)
net = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.Flatten(), nn.Linear(4 * 32 * 96, 2), nn.Linear(2, 2))
class Rows(nn.Module):
    def __init__(self, height):
        super().__init__()
        self.fc = nn.Linear(height, 3)
    def forward(self, x):
        return self.fc(x.transpose(2, 3))
Rows(32)(F.interpolate(torch.rand(2, 1, 50, 50), size=(96, 32)))
""",
        "in the other order",
    ),
    "an argument of the other call": (
        """
def encode(rows, names):
    return torch.tensor([[float(r == n) for n in names] for r in rows])
train, test = ["a", "b", "c", "a"], ["a", "c"]
names = sorted(set(train))
x = encode(train, names)
y = encode(test, sorted(set(test)))
model = nn.Linear(x.shape[1], 2)
model(x)
model(y)
""",
        "as elsewhere",
    ),
    "a step left out": (
        """
def pad(x):
    return F.pad(x, (0, -x.shape[-1] % 4))
class Halves(nn.Module):
    def forward(self, x):
        return x.unflatten(-1, (4, -1)) + F.avg_pool1d(x, 4).unsqueeze(-2)
model = Halves()
first, second = torch.rand(2, 1, 8), torch.rand(2, 1, 10)
model(pad(first))
model(second)
""",
        "put it through pad",
    ),
    "parts joined along the batch": (
        """
class Copies(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 6, 3, padding=1)
    def forward(self, x):
        copies = torch.cat([x] * 6, 0)
        return self.conv(x) + copies
Copies()(torch.rand(2, 1, 8, 8))
""",
        "join along axis 1",
    ),
    "halves of an odd number": (
        """
x = torch.rand(7, 3)
n = len(x)
front, back = torch.arange(n).chunk(2)
order = torch.cat([front[torch.randperm(n // 2)], back[torch.randperm(n // 2)]])
x + x[order]
""",
        "the larger half of n",
    ),
    "the number of features in the view and in the head": (
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 8, 3), nn.Linear(8 * 14 * 14, 10)
    def forward(self, x):
        x = F.max_pool2d(self.conv(x), 2)
        return self.fc(x.view(-1, 8 * 14 * 14))
F.cross_entropy(Net()(torch.rand(4, 1, 28, 28)), torch.tensor([0, 1, 2, 3]))
""",
        "count with 8·13·13 = 1352 features",
    ),
    "vectors joined end to end": (
        """
states = [torch.rand(4) for _ in range(6)]
states = torch.cat(states)
nn.Linear(4, 2)(states).gather(1, torch.zeros(6, 1, dtype=torch.long))
""",
        "stack the parts as rows",
    ),
    "a decoder that doubles twice": (
        """
encode = nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1), nn.Conv2d(4, 8, 3, 2, 1))
decode = nn.Sequential(nn.ConvTranspose2d(8, 4, 3, 2, 1), nn.ConvTranspose2d(4, 1, 3, 2, 1))
x = torch.rand(2, 1, 28, 28)
F.mse_loss(decode(encode(x)), x)
""",
        "give layer 0 and layer 1 output_padding=1",
    ),
    "a table that ends too early": (
        """
class Positions(nn.Module):
    def __init__(self, width, most=10):
        super().__init__()
        self.register_buffer("table", torch.rand(most, 1, width))
    def forward(self, x):
        return x + self.table[:x.size(0)]
Positions(8)(torch.rand(12, 3, 8))
""",
        "build Positions with most=12",
    ),
    "a head made for maps that keep their size": (
        """
net = nn.Sequential(nn.Conv2d(1, 8, 5), nn.MaxPool2d(2), nn.Conv2d(8, 8, 5), nn.MaxPool2d(2), nn.Flatten(),
                    nn.Linear(8 * 7 * 7, 10))
net(torch.rand(4, 1, 28, 28))
""",
        "pad the convolutions",
    ),
    "a flag that decides a channel": (
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--plain", action="store_true")
parser.add_argument("--width", type=int, default=4)
opt = parser.parse_args(["--width", "4"])
def channels(opt):
    return opt.width + (0 if opt.plain else 1)
nn.Conv2d(channels(opt), 8, 3)(torch.rand(2, opt.width, 9, 9))
""",
        "give --plain",
    ),
    "a number that is not handed on": (
        """
settings = {"n_mels": 40}
class Mels:
    def __init__(self, rate, n_mels=80):
        self.n_mels = n_mels
    def __call__(self, n):
        return torch.rand(n, self.n_mels, 12)
nn.Conv1d(settings["n_mels"], 8, 3)(Mels(8000)(2))
""",
        "hand n_mels on to Mels",
    ),
    "parts that a list leaves out": (
        """
WIDTHS = {"rgb": 24, "flow": 8, "depth": 16}
kinds = ["rgb"]
nn.Linear(48, 2)(torch.cat([torch.rand(3, WIDTHS[k]) for k in kinds], 1))
""",
        "add flow, depth",
    ),
    "a summand too many": (
        """
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, 2)
    def forward(self, x):
        return self.fc(x)
class Net(nn.Module):
    def __init__(self, features=5):
        super().__init__()
        self.first = Block(features + 3)
    def forward(self, x):
        return self.first(x)
Net()(torch.rand(4, 5))
""",
        "count features alone",
    ),
    "a parameter made with the other name": (
        """
class Mix(nn.Module):
    def __init__(self, key=6, value=4):
        super().__init__()
        self.key, self.value = key, value
        self.out = nn.Parameter(torch.zeros(key, 3))
    def forward(self, x):
        return torch.mm(x, self.out)
Mix()(torch.rand(5, 4))
""",
        "value in place of key",
    ),
    "a list of names with an empty one": (
        """
names = "cat\\ndog\\nfox\\n".split("\\n")
nn.Linear(8, len(names)).load_state_dict(nn.Linear(8, 3).state_dict())
""",
        "take the lines of the text",
    ),
    "a limit that is off": (
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--max_words", type=int, default=-1)
opt = parser.parse_args([])
words = [str(i) for i in range(30)]
if opt.max_words > 0:
    words = words[:opt.max_words]
nn.Embedding(len(words), 4).load_state_dict(nn.Embedding(20, 4).state_dict())
""",
        "let --max_words be 20",
    ),
    "a map doubled to a row too many": (
        """
class Mixer(nn.Module):
    def forward(self, q, e):
        B, C, H, W = q.shape
        return q + e.flatten(2).view(B, C, H, W)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.mix = nn.Conv2d(2, 2, 3, 2, 1), Mixer()
    def forward(self, e):
        q = F.interpolate(self.down(e), scale_factor=2)
        return self.mix(q, e)
Net()(torch.rand(1, 2, 9, 9))
""",
        "enlarge q to the size of e",
    ),
    "a batch averaged away": (
        """
class Values(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
    def forward(self, x):
        return self.fc(x).mean(0, keepdim=True)
model = Values()
model(torch.rand(6, 4)).gather(1, torch.zeros(6, 1, dtype=torch.long))
""",
        "leave out this mean",
    ),
    "the steps of the other pipeline": (
        """
class Scale:
    def __init__(self, size):
        self.size = size
    def __call__(self, x):
        return F.interpolate(x, size=self.size)
class Cut:
    def __init__(self, size):
        self.size = size
    def __call__(self, x):
        return x[..., :self.size, :self.size]
net = nn.Sequential(nn.Flatten(), nn.Linear(64, 2))
for steps in ([Scale(16), Cut(8)], [Scale(6), Cut(8)]):
    x = torch.rand(2, 1, 20, 20)
    for step in steps:
        x = step(x)
    net(x)
""",
        "Scale 16 as in the other pipeline",
    ),
    "a cut that begins before the first value": (
        """
from torch.utils.data import DataLoader, Dataset
class Windows(Dataset):
    def __init__(self, history=3, overlap=8):
        self.x, self.history, self.overlap = torch.rand(40, 2), history, overlap
    def __len__(self):
        return 30
    def __getitem__(self, i):
        end = i + self.history
        begin = end - self.overlap
        return self.x[begin:end + 4]
for batch in DataLoader(Windows(), batch_size=30):
    pass
""",
        "reach back by 0, not by 8",
    ),
    "names that stand elsewhere": (
        """
fruit, shown = ["apple", "orange", "banana"], ["bird", "boat", "bus", "cat"]
nn.Linear(4, len(shown)).load_state_dict(nn.Linear(4, len(fruit)).state_dict())
""",
        "the 3 names that stand elsewhere",
    ),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What became of each program: all in one process that has loaded torch, each in a fork of it."""
    folder = tmp_path_factory.mktemp("programs")
    done = subprocess.run([sys.executable, __file__, folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_program_tells_what_was_meant(name, outcomes):
    """In a process of its own: what other tests have loaded and built is no evidence about this program."""
    assert outcomes[name] == ""


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
    script = folder / "program.py"
    script.write_text(HEAD + body)
    hooks.arm()
    error = run(script)
    assert error is not None
    found = diagnose(Crash.of(error))
    assert found is not None
    proposed = [f for f in found.candidates if said in f.title]
    assert proposed, [f.title for f in found.candidates[:8]]
    ends = []
    for fix in proposed[:3]:
        fixed = folder / "fixed.py"
        fixed.write_text(overlay_of(fix.edits, {})[str(script)])
        ends.append(run(fixed))
    assert None in ends, ends


def run(path: Path) -> BaseException | None:
    """How the program ends, run as the main module from its file."""
    main = types.ModuleType("__main__")
    main.__file__ = str(path)
    sys.modules["__main__"] = main
    try:
        exec(compile(path.read_text(), str(path), "exec"), vars(main))
    except Exception as error:
        return error.with_traceback(error.__traceback__.tb_next)
    return None


def in_forks(folder: Path) -> dict[str, str]:
    """How it went for each program; empty where all was well."""
    found = {}
    for number, name in enumerate(PROGRAMS):
        place = folder / str(number)
        place.mkdir()
        child = os.fork()
        if child == 0:
            try:
                repaired(name, place)
            except BaseException:
                (place / "error.txt").write_text(traceback.format_exc())
            os._exit(0)
        os.waitpid(child, 0)
        error = place / "error.txt"
        found[name] = error.read_text() if error.exists() else ""
    return found


if __name__ == "__main__":
    torch.set_num_threads(1)
    all_faults()
    print(json.dumps(in_forks(Path(sys.argv[1]))))
