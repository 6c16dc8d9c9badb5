"""A healthy program pays nothing: while it trains, not one call more than under plain python."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytest.importorskip("torch")
pytestmark = pytest.mark.slow

PROGRAM = """
import sys
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 6 * 6, 3))
optimizer, criterion = torch.optim.Adam(model.parameters()), nn.CrossEntropyLoss()
data = TensorDataset(torch.rand(12, 1, 8, 8), torch.randint(0, 3, (12,)))

def train():
    for images, labels in DataLoader(data, batch_size=4, shuffle=True):
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()

train()
calls = []
sys.setprofile(lambda frame, event, arg: calls.append((event, getattr(arg, "__name__", frame.f_code.co_qualname))))
train()
sys.setprofile(None)
print(len(calls), *(f"{event} {name}" for event, name in calls), sep="\\n")
print(sys.gettrace(), torch.overrides._get_current_function_mode_stack(), torch.nn.modules.module._global_forward_hooks)
"""


def test_not_one_call_more(tmp_path):
    (tmp_path / "main.py").write_text(PROGRAM)
    plain, run = (
        subprocess.run(
            [sys.executable, *how, "main.py"],
            cwd=tmp_path, env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True, check=True,
        ).stdout.splitlines()
        for how in ((), ("-m", "shapefault", "run"))
    )  # fmt: skip
    assert run[-1] == plain[-1] == "None [] OrderedDict()"
    ours = [line for line in run if line not in set(plain)]
    # A loader is built anew for each epoch: where that happens is noted, once for each.
    assert int(run[0]) - int(plain[0]) <= 40, ours
