"""What a report calls axes and calls: in the order that the layers have them, by the module that the line calls."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

import torch
from torch import nn

from shapefault.diagnose.crash import diagnose
from shapefault.observe.crash import Crash
from shapefault.observe.hooks import arm


class Words(nn.Module):
    """An embedding, a recurrent layer and a decoder that does not fit it."""

    def __init__(self, batch_first: bool) -> None:
        super().__init__()
        self.encoder = nn.Embedding(30, 20)
        self.rnn = nn.GRU(20, 32, batch_first=batch_first)
        self.decoder = nn.Linear(20, 30)

    def forward(self, x):
        out, _ = self.rnn(self.encoder(x))
        return self.decoder(out)


class Maps(nn.Module):
    """A backbone of several layers, called as one."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.fc = nn.Linear(7, 2)

    def forward(self, x):
        return self.fc(self.backbone(x).flatten(1))


def told(model: nn.Module, x: torch.Tensor):
    with pytest.raises(RuntimeError) as failed:
        model(x)
    found = diagnose(Crash.of(failed.value))
    assert found is not None
    return found.diagnosis


@pytest.mark.parametrize(("batch_first", "names"), [(False, ("L", "N")), (True, ("N", "L"))])
def test_steps_stand_where_the_recurrent_layer_has_them(batch_first, names):
    """So they do before it and behind it, though a linear layer says nothing of its first axes."""
    arm()
    diagnosis = told(Words(batch_first), torch.randint(0, 30, (5, 4)))
    assert diagnosis.primary is not None
    assert diagnosis.primary.axes[:2] == names
    assert [hop.axes[:2] for hop in diagnosis.provenance if len(hop.axes) > 2] == [names, names]


def test_as_many_steps_as_samples_tell_nothing():
    """Of equal sizes either may be the steps: then the names are those of the layer's own documentation."""
    diagnosis = told(Words(False), torch.randint(0, 30, (4, 4)))
    assert diagnosis.primary is not None
    assert diagnosis.primary.axes[:2] == ("N", "L")


def test_a_line_is_told_by_the_module_that_it_calls():
    """Not by the part of it that made the result, nor by the first of its parts."""
    arm()
    notes = [hop.note for hop in told(Maps(), torch.rand(2, 3, 9, 9)).provenance]
    assert "Sequential" in notes
    assert "Conv2d" not in notes
