"""A table of measurements, and a network whose sizes stand in settings.json.

Two columns were added to the table, and the settings still have the number of before. The edit that is proposed, and
was run, is one of settings.json: where the number is decided.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SETTINGS = json.loads((Path(__file__).parent / "settings.json").read_text())
COLUMNS = ["age", "mass", "height", "pulse", "systolic", "diastolic", "glucose", "smoker"]


class Patients(Dataset):
    def __init__(self, rows, seed):
        draw = torch.Generator().manual_seed(seed)
        self.table = {name: torch.randn(rows, generator=draw) for name in COLUMNS}
        self.outcome = torch.randint(3, (rows,), generator=draw)

    def __len__(self):
        return len(self.outcome)

    def __getitem__(self, i):
        return torch.stack([self.table[name][i] for name in COLUMNS]), self.outcome[i]


class Net(nn.Module):
    def __init__(self, features, hidden, classes):
        super().__init__()
        self.inner = nn.Linear(features, hidden)
        self.outer = nn.Linear(hidden, classes)

    def forward(self, x):
        return self.outer(torch.relu(self.inner(x)))


def main():
    torch.manual_seed(0)
    model = Net(**SETTINGS["model"])
    optimizer = torch.optim.SGD(model.parameters(), lr=SETTINGS["train"]["lr"])
    loader = DataLoader(Patients(**SETTINGS["data"]), batch_size=SETTINGS["train"]["batch_size"], shuffle=True)
    for _ in range(SETTINGS["train"]["epochs"]):
        for rows, outcome in loader:
            loss = nn.functional.cross_entropy(model(rows), outcome)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    print(f"trained, last loss {loss.item():.3f}")


if __name__ == "__main__":
    main()
