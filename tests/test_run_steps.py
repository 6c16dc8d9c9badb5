"""A program with two faults, run by the command: the second is diagnosed in the checks as the first was."""

from __future__ import annotations

import json

import pytest

from command import shapefault

pytest.importorskip("torchvision")

PROGRAM = """
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

steps = transforms.Compose([
    transforms.Resize([28, 28]),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
])
net = nn.Sequential(nn.Linear(28 * 28, 16), nn.ReLU(), nn.Linear(16, 10))
for images, labels in DataLoader(FakeData(32, (3, 32, 32), 10, steps), batch_size=8):
    images = images.view(-1, 28 * 28)
    nn.functional.cross_entropy(net(images), labels).backward()
print("done")
"""


@pytest.mark.slow
def test_what_a_check_stops_at_is_told_where_it_was_built(tmp_path):
    """Grey pictures meet statistics of three channels next: the edit of ``Normalize`` needs the place of its call."""
    (tmp_path / "train.py").write_text(PROGRAM)
    done = shapefault(tmp_path, "run", "--format", "json", "--output", "report.json", "train.py")
    assert done.returncode == 1, done.stderr
    [diagnosis] = json.loads((tmp_path / "report.json").read_text())["diagnoses"]
    titles = [fix["title"] for fix in diagnosis["fixes"]]
    assert any("Normalize" in title for title in titles), titles
