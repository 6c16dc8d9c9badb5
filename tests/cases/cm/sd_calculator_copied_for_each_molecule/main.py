import os
import tempfile
from copy import copy

import torch

from calculator import Calculator
from potential import Potential

MOLECULES = {
    "water": [8, 1, 1],
    "ammonia": [7, 1, 1, 1],
    "methanol": [6, 8, 1, 1, 1, 1],
}


def publish(folder):
    """The two sizes of the model that are on offer."""
    small = Potential.from_checkpoint(hidden=32)
    large = Potential.from_checkpoint(hidden=64, n_blocks=3)
    small.save(os.path.join(folder, "pairnet-1m.pt"))
    large.save(os.path.join(folder, "pairnet-5m.pt"))


def relax(calc, numbers, positions, steps=10, rate=0.02):
    for _ in range(steps):
        positions = positions + rate * calc.calculate(numbers, positions)["forces"]
    return calc.results["energy"], calc.results["forces"].norm(dim=1).max().item()


def run_benchmark(path):
    calc = Calculator(path)
    rows = {}
    for name, atoms in MOLECULES.items():
        own_calc = copy(calc)
        numbers = torch.tensor(atoms)
        rows[name] = relax(own_calc, numbers, torch.randn(len(atoms), 3))
    return rows


if __name__ == "__main__":
    torch.manual_seed(5)
    with tempfile.TemporaryDirectory() as tmp:
        publish(tmp)
        for name, (energy, force) in run_benchmark(os.path.join(tmp, "pairnet-5m.pt")).items():
            print(f"{name:10s} energy {energy:8.3f}  largest force {force:.3f}")
