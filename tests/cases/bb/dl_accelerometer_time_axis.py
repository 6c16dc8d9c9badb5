import csv
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ACTIVITIES = ["walk", "stairs", "sit"]
WINDOW = 128


def record_session(path, activity, n_rows=400):
    rng = np.random.default_rng(ACTIVITIES.index(activity))
    t = np.arange(n_rows) / 50
    with open(path, "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["ax", "ay", "az", "gx", "gy", "gz"])
        for k in range(n_rows):
            phase = 2 * np.pi * (1 + ACTIVITIES.index(activity)) * t[k]
            out.writerow(np.round(np.sin(phase + np.arange(6)) + rng.normal(0, 0.1, 6), 4))


class SensorWindows(Dataset):
    def __init__(self, folder, step=64):
        self.items = []
        for name in sorted(os.listdir(folder)):
            rows = np.loadtxt(os.path.join(folder, name), delimiter=",", skiprows=1, dtype=np.float32)
            rows = (rows - rows.mean(axis=0)) / rows.std(axis=0)
            label = ACTIVITIES.index(name.split("_")[0])
            for start in range(0, len(rows) - WINDOW + 1, step):
                self.items.append((rows[start:start + WINDOW], label))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        window, label = self.items[i]
        return torch.from_numpy(window), label


class ActivityNet(nn.Module):
    def __init__(self, n_channels=6, n_classes=len(ACTIVITIES)):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(n_channels, 32, kernel_size=7, padding=3),
            nn.ReLU(),
            nn.MaxPool1d(4),
            nn.Conv1d(32, 64, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.AdaptiveAvgPool1d(1),
        )
        self.classifier = nn.Linear(64, n_classes)

    def forward(self, x):
        return self.classifier(self.features(x).squeeze(-1))


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        for activity in ACTIVITIES:
            record_session(os.path.join(folder, f"{activity}_01.csv"), activity)
        data = SensorWindows(folder)
    loader = DataLoader(data, batch_size=8, shuffle=True)
    model = ActivityNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(2):
        total = 0.0
        for windows, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(windows), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: {total / len(loader):.4f}")


if __name__ == "__main__":
    main()
