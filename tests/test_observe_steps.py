"""The statements that run again before a failing expression: what they give is held against what the program had."""

import sys

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from shapefault.observe.crash import Crash
from shapefault.observe.steps import steps_before
from shapefault.observe.trace import Trace

encoder = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten())
head = nn.Linear(4 * 6 * 6, 5)


def trace_of(function, *args):
    try:
        function(*args)
    except Exception:
        return Trace(Crash.of(sys.exc_info()[1]))
    raise AssertionError("nothing was raised")


def names(trace):
    return [record.name for record in trace.records if record.done]


def straight(pictures):
    maps = encoder(pictures)
    logits = head(maps)
    scaled = logits * 2
    return scaled + torch.zeros(3)


def again(x):
    x = encoder(x)
    x = head(x)
    return x + torch.zeros(3)


def rebound(pictures):
    return again(pictures)


def in_turn(x):
    kept = x[:1]
    for _ in range(3):
        moved = kept.repeat(2, 1, 1, 1)
        if len(moved) == 8:
            moved + torch.zeros(5)
        kept = moved
    return kept


def either(x, flag=True):
    if flag:
        made = encoder(x)
    else:
        made = x.flatten(1)
    return made + torch.zeros(3)


def spoken(pictures):
    one, two = head(encoder(pictures)).split((2, 3), dim=1)
    with torch.no_grad():
        both = torch.cat([one, two.relu()], dim=1)
    return both + torch.zeros(3)


def inner(scores, target):
    return F.l1_loss(scores, target)


def outer(pictures):
    return inner(head(encoder(pictures)), torch.zeros(3, 5))


@pytest.mark.parametrize("function", (straight, rebound, spoken, outer))
def test_the_whole_journey_is_there(function):
    trace = trace_of(function, torch.rand(2, 1, 8, 8))
    assert {"conv2d", "flatten", "linear"} <= set(names(trace))
    assert trace.replay.failed is not None


def test_what_an_earlier_round_gave_is_taken_as_it_is():
    trace = trace_of(in_turn, torch.rand(2, 1, 8, 8))
    assert names(trace).count("repeat") <= 1
    assert [tuple(r.out.shape) for r in trace.records if r.name == "repeat"] in ([], [(8, 1, 8, 8)])
    assert trace.mismatch.operands["input"].shape == (8, 1, 8, 8)


def test_one_of_two_branches_is_not_guessed():
    trace = trace_of(either, torch.rand(2, 1, 8, 8))
    assert names(trace) == ["zeros"]
    assert trace.mismatch.operands["input"].shape == (2, 144)


def test_a_value_that_comes_out_otherwise_is_left_to_what_the_program_had():
    sizes = [3, 2]

    def popped(x):
        part = x[: sizes.pop()]
        return part + torch.zeros(7)

    trace = trace_of(popped, torch.rand(4, 5))
    assert sizes == [3], "nothing of the program's changes"
    assert trace.mismatch.operands["input"].shape == (2, 5)


def test_steps_come_in_the_order_in_which_they_ran():
    trace = trace_of(straight, torch.rand(2, 1, 8, 8))
    frame = trace.crash.user
    plan = steps_before(trace.crash.expression, [frame])
    assert [step.live.shape[-1] for step in plan.steps] == [144, 5, 5]


def test_rows_that_a_mask_picks_are_counted_on_the_live_tensors():
    def picked(distances, labels):
        same = labels[:, None] == labels[None]
        return distances[same].view(4, -1)

    trace = trace_of(picked, torch.rand(4, 4), torch.tensor([0, 0, 0, 1]))
    assert trace.mismatch.operands["input"].shape == (10,)


def test_a_step_of_the_optimizer_is_not_taken_again():
    weights = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(weights.parameters(), lr=0.1)
    taken = []

    def closure():
        taken.append(1)
        weights.weight.grad = torch.ones_like(weights.weight)  # no backward: tests that fork come after it
        return weights(torch.ones(2, 3)).sum()

    def train():
        loss = optimizer.step(closure)
        return loss + torch.zeros(2) + torch.zeros(3)

    trace = trace_of(train)
    before = weights.weight.detach().clone()
    assert trace.mismatch.broken is not None
    assert taken == [1]
    assert torch.equal(weights.weight, before)


def test_what_a_module_remembers_is_as_it_was():
    class Remembers(nn.Module):
        def __init__(self):
            super().__init__()
            self.calls, self.linear = 0, nn.Linear(3, 2)

        def forward(self, x):
            self.calls += 1
            self.last = self.linear(x)
            return self.last

    def used(net):
        out = net(torch.rand(4, 3))
        return out + torch.zeros(5)

    net = Remembers()
    trace = trace_of(used, net)
    last = net.last
    assert "linear" in names(trace)
    assert net.calls == 1
    assert net.last is last and not last.is_meta
