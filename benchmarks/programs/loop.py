"""The part that both loops share: train for a while whenever it is this process's turn."""

import itertools
import sys
import time

from torch import nn
from torch.utils.data import DataLoader, Dataset

ARMED = {cls: cls.__dict__["__new__"] for cls in (nn.Module, Dataset, DataLoader) if "__new__" in cls.__dict__}


def arm(on):
    """Put what shapefault has armed in torch back in place, or take it off."""
    for cls, new in ARMED.items():
        if on and "__new__" not in cls.__dict__:
            cls.__new__ = new
        elif not on and "__new__" in cls.__dict__:
            del cls.__new__


def train(model, criterion, optimizer, batches, steps):
    """Per line on stdin, *steps* training steps; their CPU seconds go to stdout.

    A line that says ``off`` is for steps without what shapefault has armed, any other for steps as they are. A last
    line on stdout says how many functions, of Python and of C, one more step calls.
    """

    def step(inputs, targets):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()

    endless = itertools.chain.from_iterable(itertools.repeat(batches))
    for inputs, targets in itertools.islice(endless, steps):  # to run steadily
        step(inputs, targets)
    print("ready", steps, flush=True)
    for turn in sys.stdin:
        arm(turn.strip() != "off")
        began = time.process_time()
        for inputs, targets in itertools.islice(endless, steps):
            step(inputs, targets)
        print(time.process_time() - began, flush=True)
    calls = 0

    def count(frame, event, arg):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    step(inputs, targets)
    sys.setprofile(None)
    print(calls)
