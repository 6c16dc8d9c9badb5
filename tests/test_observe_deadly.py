"""Calls that end the process inside torch are refused, and told as what they are."""

import subprocess
import sys

import pytest
import torch
from torch import nn

import shapefault
from shapefault.observe.deadly import surviving

SEEN = ("2.6", "2.13", "2.14")
"""torch versions whose lstm_cell ends the process."""
_TIMES = 2


class Cell(nn.Module):
    """One sample, with a batch of states."""

    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(4, 2)

    def forward(self, sample):
        return self.cell(sample, (sample.new_zeros(2, 2), sample.new_zeros(2, 2)))[0]


def test_torch_dies_of_it_and_here_it_is_an_error():
    if ".".join(torch.__version__.split(".")[:2]) in SEEN:
        program = (
            "import torch; h = torch.zeros(2, 2, device='meta');"
            "torch.nn.LSTMCell(4, 2, device='meta')(torch.zeros(4, device='meta'), (h, h))"
        )
        # it reads memory that is not there: mostly the process dies, at times it ends with a senseless error
        ends = [subprocess.run([sys.executable, "-c", program], capture_output=True) for _ in range(_TIMES)]
        assert all(end.returncode != 0 for end in ends)
        assert any(end.returncode < 0 for end in ends) or all(b"RuntimeError" in end.stderr for end in ends)
    with surviving(), pytest.raises(RuntimeError, match="got 3D"):
        Cell()(torch.zeros(4))
    with surviving():
        assert nn.LSTMCell(4, 2)(torch.zeros(4), (torch.zeros(2), torch.zeros(2)))[0].shape == (2,)


@pytest.mark.parametrize("given", ["4", "F"])
def test_a_check_tells_the_states(given):
    result = shapefault.check(Cell(), given)
    if given == "4":
        assert [fault.code for fault in result.diagnoses] == ["SF722"]
    else:
        assert result.domain.accepts((4,)) is False


def test_explain_call_lives_and_names_a_change_that_works():
    cell, states = nn.LSTMCell(4, 2), (torch.zeros(1, 2, 2), torch.zeros(1, 2, 2))
    weights = (cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)
    diagnosis = shapefault.explain_call(torch.lstm_cell, torch.zeros(1, 4), states, *weights)
    assert diagnosis is not None and "3 axes" in diagnosis.message
    args, kwargs = diagnosis.changes[0].apply((torch.zeros(1, 4), states, *weights))
    assert torch.lstm_cell(*args, **kwargs)[0].shape == (1, 2)


def test_packed_steps_without_memory_are_refused():
    program = (
        "import torch; m = torch.nn.LSTM(4, 2, device='meta', bidirectional=True);"
        "h, c = torch.zeros(4, 2, 2, device='meta'), torch.zeros(2, 4, 2, device='meta');"
        "steps = torch.zeros(8, dtype=torch.int64, device='meta');"
        "torch.set_grad_enabled(False);"
        "torch.lstm(torch.zeros(15, 4, device='meta'), steps, (h, c), m._flat_weights, True, 1, 0., True, True)"
    )
    if ".".join(torch.__version__.split(".")[:2]) in ("2.13", "2.14"):
        assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode < 0
    layer, steps = nn.LSTM(4, 2), torch.tensor([2, 2, 1])

    def run(steps, samples=2):
        states = torch.zeros(1, samples, 2), torch.zeros(1, samples, 2)
        return torch.lstm(torch.zeros(5, 4), steps, states, layer._flat_weights, True, 1, 0.0, False, False)

    with surviving():
        assert run(steps)[0].shape == (5, 2)
        for given, match in (((steps.to("meta"),), "meta"), ((steps + 1,), r"length \(3\)"), ((steps, 5), "hidden")):
            with pytest.raises(RuntimeError, match=match):
                run(*given)
