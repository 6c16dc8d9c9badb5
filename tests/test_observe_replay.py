"""A model that reads values is run again on its real weights, and stays as it was."""

from __future__ import annotations

import logging

import pytest

pytest.importorskip("torch")

import torch
from torch import nn

from shapefault.observe import hooks, replay
from shapefault.observe.crash import Crash
from shapefault.observe.recorder import quiet
from shapefault.observe.trace import Trace

hooks.arm()


class Reads(nn.Module):
    """Lists values on its way to a layer that does not fit: nothing without memory comes that far."""

    def __init__(self, wide: int = 4) -> None:
        super().__init__()
        self.norm, self.first, self.last = nn.BatchNorm1d(4), nn.Linear(4, wide), nn.Linear(3, 2)

    def forward(self, x):
        x = self.first(self.norm(x))
        rows = [i for i, value in enumerate(x[:, 0].tolist()) if value > -1e9]
        x.mul_(2)
        return self.last(x[rows])


def crash_of(net: nn.Module, x: torch.Tensor) -> Crash:
    try:
        net(x)
    except RuntimeError as error:
        return Crash.of(error)
    raise AssertionError


def test_a_model_that_reads_values_is_replayed_on_its_weights_and_stays_as_it_was():
    net, x = Reads(), torch.rand(6, 4)
    crash = crash_of(net, x)
    before, given, drawn = {k: v.clone() for k, v in net.state_dict().items()}, x.clone(), torch.get_rng_state()
    trace = Trace(crash)
    layers = [type(r.module).__name__ for r in trace.journey(trace.mismatch.tensor("input")) if r.module is not net]
    assert layers == ["Linear", "BatchNorm1d"]
    assert all(torch.equal(before[k], v) for k, v in net.state_dict().items())
    assert torch.equal(x, given)
    assert torch.equal(torch.get_rng_state(), drawn)


def test_a_large_model_is_not_replayed_on_its_weights(monkeypatch):
    monkeypatch.setattr(replay, "_SMALL", 10)
    assert replay.replay_real(Reads(), (torch.rand(6, 4),), {}) is None
    monkeypatch.setattr(replay, "_SMALL", 10_000)
    monkeypatch.setattr(replay, "_SECONDS", -1.0)
    assert isinstance(replay.replay_real(Reads(), (torch.rand(6, 4),), {}).error, TimeoutError)


def test_a_call_that_stand_ins_let_pass_is_the_one_that_failed():
    """torch 2.14.1 does not hold a transposed convolution's input to its weight on tensors without memory."""
    net = nn.Sequential(nn.ConvTranspose2d(4, 8, 2), nn.Conv2d(4, 3, 1))
    trace = Trace(crash_of(net, torch.rand(2, 8, 5, 5)))
    assert trace.mismatch.layer is net[0] and trace.mismatch.broken.got_value == 8


def tallied(labels):
    n = int(labels.max()) + 8  # stand-ins have no values
    row = torch.zeros(n)
    for _ in range(20):
        row = row + 1
    return row


def by_a_function(x, labels):
    return x - tallied(labels)


def on_one_line(x, labels):
    return x - torch.zeros(int(labels.max()) + 8)


@pytest.mark.parametrize("difference", [by_a_function, on_one_line])
@pytest.mark.parametrize(("seconds", "told"), [(1.0, {"input": (4,), "other": (10,)}), (0.0, {})])
def test_an_expression_that_reads_values_is_run_on_them_and_what_its_time_cut_is_not_told(
    difference, seconds, told, monkeypatch
):
    monkeypatch.setattr(replay, "_SECONDS", seconds)
    with pytest.raises(RuntimeError) as failed:
        difference(torch.rand(4), torch.arange(3))
    mismatch = Trace(Crash.of(failed.value)).mismatch
    assert {role: operand.shape for role, operand in mismatch.operands.items()} == told


class Unasked(logging.Logger):
    """As some libraries have it: what is disabled is handled all the same."""

    def handle(self, record):
        self.callHandlers(record)


@pytest.mark.parametrize("kind", [logging.Logger, Unasked])
def test_what_repeated_code_logs_is_not_heard(kind):
    heard = []
    logger = kind("repeated")
    logger.addHandler(type("Ear", (logging.Handler,), {"emit": lambda _, record: heard.append(record.msg)})())
    with quiet():
        logger.error("again")
    logger.error("once")
    assert heard == ["once"]
