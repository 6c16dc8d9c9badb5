import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_FEATURES = 25


def read_recording(seed, n_rows=600):
    """One row per time stamp, one column per sensor."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(n_rows, N_FEATURES)).cumsum(axis=0)
    label = (table[:, 3] > table[:, 7]).astype(np.float32)
    return table.astype(np.float32), label


class SlidingWindows(Dataset):
    def __init__(self, table, label, window, stride):
        mean, std = table.mean(axis=0), table.std(axis=0)
        table = (table - mean) / std
        starts = range(0, len(table) - window + 1, stride)
        self.x = torch.from_numpy(np.stack([table[s:s + window] for s in starts]))
        self.y = torch.from_numpy(np.stack([label[s + window - 1] for s in starts]))

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class LSTMClassifier(nn.Module):
    def __init__(self, n_features, window, hidden=32):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1]).squeeze(1)


class CNN(nn.Module):
    def __init__(self, n_features, window):
        super().__init__()
        self.extract = nn.Sequential(
            nn.Conv1d(n_features, 32, kernel_size=3, padding=1), nn.ReLU(), nn.MaxPool1d(2), nn.Dropout(0.25),
            nn.Conv1d(32, 12, kernel_size=3, padding=1), nn.BatchNorm1d(12), nn.ReLU(), nn.MaxPool1d(2))
        self.fc1 = nn.Linear(12 * (window // 4), 32)
        self.fc2 = nn.Linear(32, 1)

    def forward(self, x):
        out = self.extract(x)
        out = torch.relu(self.fc1(out.flatten(1)))
        return self.fc2(out).squeeze(1)


MODELS = {"lstm": LSTMClassifier, "cnn": CNN}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=MODELS, default="cnn")
    parser.add_argument("--window", type=int, default=40)
    parser.add_argument("--stride", type=int, default=10)
    parser.add_argument("--batch-size", type=int, default=10)
    args = parser.parse_args([])

    torch.manual_seed(0)
    table, label = read_recording(seed=0)
    windows = SlidingWindows(table, label, args.window, args.stride)
    net = MODELS[args.model](N_FEATURES, args.window)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for x, y in DataLoader(windows, batch_size=args.batch_size, shuffle=True):
        loss = criterion(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"{args.model}: {loss.item():.4f}")


if __name__ == "__main__":
    main()
