"""A crash in a worker is diagnosed as the same crash in the program's own process."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

COLLATE = """
import torch
from torch.utils.data import DataLoader, Dataset

MOST = 4

class Boxes(Dataset):
    def __len__(self):
        return 4  # one batch: of several, how many are joined before the program ends is a race
    def __getitem__(self, i):
        return torch.rand(2 + i % 5, 4)

def collate(batch):
    print("joined")
    table = torch.zeros(len(batch), MOST, 4)
    for i, boxes in enumerate(batch):
        table[i, :len(boxes)] = boxes
    return table

if __name__ == "__main__":
    for table in DataLoader(Boxes(), batch_size=4, collate_fn=collate, num_workers=WORKERS):
        print(table.shape)
"""
SAMPLE = """
import torch
from torch.utils.data import DataLoader, Dataset

class Pairs(Dataset):
    def __init__(self):
        self.left, self.right = torch.rand(8, 5), torch.rand(8, 7)
    def __len__(self):
        return 8
    def __getitem__(self, i):
        return self.left[i] * self.right[i]

if __name__ == "__main__":
    for pair in DataLoader(Pairs(), batch_size=4, num_workers=WORKERS):
        print(pair.shape)
"""


@pytest.mark.parametrize("body", [COLLATE, SAMPLE])
def test_worker_and_main_process_tell_the_same(body, tmp_path):
    """Code, message, place and culprit; nothing that the second making of the batch prints is seen."""
    told = []
    for workers in (0, 2):
        script = tmp_path / "program.py"
        script.write_text(body.replace("WORKERS", str(workers)))
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "shapefault",
                "run",
                "--no-rerun",
                "--format",
                "json",
                "--output",
                "out.json",
                script,
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        plain = subprocess.run([sys.executable, script], capture_output=True, text=True, cwd=tmp_path)
        assert done.stdout == plain.stdout
        found = json.loads((tmp_path / "out.json").read_text())["diagnoses"][0]
        told.append([found[key] for key in ("code", "message", "cause", "where", "culprit", "operands")])
    assert told[0] == told[1]
