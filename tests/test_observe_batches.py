"""Which batch of which loader a crash came with, held against a program that knows."""

from __future__ import annotations

import pytest

from shapefault.observe.batches import batch_of
from shapefault.source.frames import frames_of

pytest.importorskip("torch")

HEAD = """
import torch
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.rand(10, 3), torch.arange(10))
train = DataLoader(data, batch_size=4)
whole = DataLoader(data, batch_size=5)


def step(x):
    assert x.shape[0] == 4, "too few"


class Trainer:
    def __init__(self, loader):
        self.loader = loader

    def fit(self):
        for x, y in self.loader:
            step(x)

"""


@pytest.mark.parametrize(
    "loop, said",
    [
        ("for x, y in train:\n    step(x)", "batch 2 (the last of 3) of `train`"),
        ("for i, (x, y) in enumerate(train):\n    x / y[i + 40]", "first batch of `train`"),
        ("for i, (x, y) in enumerate(train):\n    step(x if i else x[:4])", "batch 2 (the last of 3) of `train`"),
        ("for i, (x, y) in enumerate(train):\n    step(x[i:])", "batch 1 of `train`"),
        (
            "for i, ((x, y), _) in enumerate(zip(train, train)):\n    step(x if i else x[:4])",
            "batch 2 (the last of 3) of `train`",
        ),
        ("for i, (x, y) in enumerate(list(train)):\n    step(x)", "a batch of `train`"),
        ("for i, (x, y) in enumerate(train, 1):\n    step(x)", "a batch of `train`"),
        ("for x, y in whole:\n    step(x)", "a batch of `whole`"),
        ("Trainer(train).fit()", "batch 2 (the last of 3) of `self.loader`"),
        ("for epoch in range(2):\n    for x, y in train:\n        step(x)", "batch 2 (the last of 3) of `train`"),
        ("for i, (x, y) in enumerate(DataLoader(data, batch_size=4)):\n    step(x)", "batch 2 of `DataLoader`"),
        ("for x, y in train:\n    pass\nstep(x)", "None"),
        ("for x in data.tensors[0].split(4):\n    step(x)", "None"),
    ],
)
def test_the_batch_is_named(tmp_path, loop, said):
    path = tmp_path / "program.py"
    path.write_text(HEAD + loop)
    with pytest.raises((AssertionError, IndexError)) as caught:
        exec(compile(path.read_text(), str(path), "exec"), {"__name__": "program"})
    assert str(batch_of(frames_of(caught.value.__traceback__))) == said
