import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset, random_split

ACTIVITIES = ["walking", "stairs", "sitting", "lying"]
WINDOW = 128


def simulate_recording(seconds=400, rate=50, seed=3):
    rng = np.random.default_rng(seed)
    t = np.arange(seconds * rate) / rate
    axes = [np.sin(2 * np.pi * (0.5 + 0.2 * k) * t) + 0.3 * rng.standard_normal(len(t)) for k in range(6)]
    labels = (t // 10).astype(int) % len(ACTIVITIES)
    return np.stack(axes, axis=1).astype(np.float32), labels


class WindowDataset(Dataset):
    def __init__(self, signal, labels, window=WINDOW, stride=64):
        self.signal = (signal - signal.mean(0)) / signal.std(0)
        self.labels = labels
        self.window = window
        self.starts = range(0, len(signal) - window, stride)

    def __len__(self):
        return len(self.starts)

    def __getitem__(self, i):
        s = self.starts[i]
        x = torch.from_numpy(self.signal[s:s + self.window])
        y = int(np.bincount(self.labels[s:s + self.window]).argmax())
        return x, y


class ActivityNet(nn.Module):
    def __init__(self, in_channels=6, n_classes=len(ACTIVITIES)):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(in_channels, 32, kernel_size=7, padding=3), nn.BatchNorm1d(32), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(32, 64, kernel_size=5, padding=2), nn.BatchNorm1d(64), nn.ReLU(), nn.MaxPool1d(2),
        )
        self.head = nn.Sequential(nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Dropout(0.3), nn.Linear(64, n_classes))

    def forward(self, x):
        return self.head(self.features(x))


def run_epoch(model, loader, criterion, optimizer=None):
    model.train(optimizer is not None)
    total, correct, seen = 0.0, 0, 0
    for x, y in loader:
        out = model(x)
        loss = criterion(out, y)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * len(y)
        correct += (out.argmax(1) == y).sum().item()
        seen += len(y)
    return total / seen, correct / seen


torch.manual_seed(1)
signal, labels = simulate_recording()
dataset = WindowDataset(signal, labels)
n_val = len(dataset) // 5
train_set, val_set = random_split(dataset, [len(dataset) - n_val, n_val])
train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
val_loader = DataLoader(val_set, batch_size=64)
model = ActivityNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    tr = run_epoch(model, train_loader, criterion, optimizer)
    with torch.no_grad():
        va = run_epoch(model, val_loader, criterion)
    print(f"{epoch}  train loss {tr[0]:.3f} acc {tr[1]:.2f}   val loss {va[0]:.3f} acc {va[1]:.2f}")
