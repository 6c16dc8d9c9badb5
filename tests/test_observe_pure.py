"""Which functions of a program may run once more, held against what running them does."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from shapefault.observe.pure import modules_in, pure

SEEN: list[int] = []
TABLE = torch.zeros(3)
layer = nn.Linear(3, 2)


class Agent:
    """An object that owns modules and a count."""

    def __init__(self):
        self.net, self.steps, self.memory = nn.Linear(3, 2), 0, torch.zeros(2)

    def value(self, x):
        with torch.no_grad():
            return self.net(x).max(dim=1).values

    def twice(self, x):
        return self.value(x) * 2

    def step(self, x):
        self.steps += 1
        return x

    def kept(self, x):
        return x + self.memory


class Shy:
    """An object that answers no question."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    @property
    def width(self):
        raise RuntimeError("asked")

    def doubled(self, x):
        return x * self.width


def plain(x):
    return F.relu(layer(x)).sum(dim=-1) / math.sqrt(2)


def through_another(x):
    parts = []
    for row in x:
        parts.append(plain(row))
    return torch.stack(parts)


@torch.no_grad()
def without_gradients(x):
    return plain(x)


def learning(x):
    loss = layer(x).sum()
    loss.backward()
    return loss


def counting(x):
    SEEN.append(len(x))
    return x


def asking(x):
    return x + len(input())


def shifting(x):
    return x + TABLE


def setting(x):
    global SEEN
    SEEN = []
    return x


def in_numpy(rows):
    return torch.from_numpy(np.stack([np.asarray(row) for row in rows]))


def in_a_file(rows):
    return np.save("rows.npy", rows)


def filling(rows):
    np.add(rows, 1, out=rows)
    return rows


def drawn(rows):
    return rows[np.random.permutation(len(rows))]


@pytest.mark.parametrize(
    "value", (plain, in_numpy, through_another, without_gradients, Agent().value, Agent().twice, lambda x: x.mean(0))
)
def test_what_makes_only_its_result_may_run_again(value):
    assert pure(value)


@pytest.mark.parametrize(
    "value",
    (
        in_a_file,
        drawn,
        learning,
        counting,
        asking,
        shifting,
        setting,
        Agent().step,
        Agent().kept,
        print,
        torch.relu,
        None,
    ),
)
def test_what_changes_or_asks_may_not(value):
    assert not pure(value)


def test_the_modules_that_it_calls_are_known():
    agent = Agent()
    assert modules_in(plain) == [layer]
    assert modules_in(through_another) == [layer]
    assert modules_in(agent.twice) == [agent.net]


def test_objects_are_not_asked():
    assert not pure(Shy())
    assert modules_in(Shy()) == []
    assert pure(Shy().doubled), "the property is not run to find out"
