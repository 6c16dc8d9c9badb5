"""Where another place of the program tells what was meant: the first edit proposed, applied, lets torch accept it."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path

import pytest

pytest.importorskip("torch")

from shapefault.diagnose.crash import diagnose
from shapefault.observe import hooks
from shapefault.observe.crash import Crash
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
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_program_tells_what_was_meant(name, tmp_path):
    """In a process of its own: what other tests have loaded and built is no evidence about this program."""
    done = subprocess.run([sys.executable, __file__, name, tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


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


if __name__ == "__main__":
    repaired(sys.argv[1], Path(sys.argv[2]))
