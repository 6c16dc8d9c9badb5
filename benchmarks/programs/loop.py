"""The part that both loops share: train, and print the seconds of each step once it runs steadily."""

import json
import sys
import time

WARM_UP = 5


def train(model, criterion, optimizer, batches):
    """One pass; each step's wall and CPU seconds, and the calls in a last one, go to stdout as JSON."""

    def step(inputs, targets):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()

    wall, cpu = [], []
    for inputs, targets in batches:
        wall_began, cpu_began = time.perf_counter(), time.process_time()
        step(inputs, targets)
        wall.append(time.perf_counter() - wall_began)
        cpu.append(time.process_time() - cpu_began)
    calls = 0

    def count(frame, event, arg):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    step(inputs, targets)
    sys.setprofile(None)
    print(json.dumps({"wall": wall[WARM_UP:], "cpu": cpu[WARM_UP:], "calls": calls}))
