"""The part that both loops share: train, and print the seconds of each step once it runs steadily."""

import json
import time

WARM_UP = 5


def train(model, criterion, optimizer, batches):
    """One pass; each step's wall and CPU seconds go to stdout as JSON."""
    wall, cpu = [], []
    for inputs, targets in batches:
        wall_began, cpu_began = time.perf_counter(), time.process_time()
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        wall.append(time.perf_counter() - wall_began)
        cpu.append(time.process_time() - cpu_began)
    print(json.dumps({"wall": wall[WARM_UP:], "cpu": cpu[WARM_UP:], "loss": loss.item()}))
