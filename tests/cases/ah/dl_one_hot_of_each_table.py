import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(11)
torch.manual_seed(11)

CATEGORICAL = ["contract", "payment"]
NUMERICAL = ["tenure", "monthly"]


def customers(n, payments):
    return {
        "contract": rng.choice(["monthly", "one year", "two years"], n),
        "payment": rng.choice(payments, n),
        "tenure": rng.integers(1, 72, n).astype(np.float32) / 72,
        "monthly": rng.uniform(18, 120, n).astype(np.float32) / 120,
        "churn": rng.integers(0, 2, n),
    }


def one_hot(table, name):
    levels, codes = np.unique(table[name], return_inverse=True)
    return np.eye(len(levels), dtype=np.float32)[codes]


def to_dataset(table):
    numbers = np.stack([table[c] for c in NUMERICAL], axis=1)
    x = np.concatenate([numbers] + [one_hot(table, c) for c in CATEGORICAL], axis=1)
    return TensorDataset(torch.from_numpy(x), torch.from_numpy(table["churn"]))


class TabularNet(nn.Module):
    def __init__(self, n_features, hidden=32):
        super().__init__()
        self.block = nn.Sequential(
            nn.Linear(n_features, hidden), nn.BatchNorm1d(hidden), nn.ReLU(), nn.Dropout(0.2),
        )
        self.head = nn.Linear(hidden, 2)

    def forward(self, x):
        return self.head(self.block(x))


train_table = customers(400, ["bank transfer", "credit card", "electronic check", "mailed check"])
test_table = customers(60, ["bank transfer", "credit card", "electronic check"])  # the newest contracts

train_set = to_dataset(train_table)
test_set = to_dataset(test_table)

model = TabularNet(n_features=train_set.tensors[0].shape[1])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(3):
    model.train()
    for x, y in DataLoader(train_set, batch_size=50, shuffle=True):
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: {loss.item():.3f}")

model.eval()
with torch.no_grad():
    hits = sum((model(x).argmax(1) == y).sum().item() for x, y in DataLoader(test_set, batch_size=60))
print("test accuracy", hits / len(test_set))
