"""Churn model for a telecom customer table: fit on Q1-Q3, score Q4."""
import csv
import os
import random
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

NUMERIC = ["tenure", "monthly_charge", "tickets"]
CATEGORICAL = ["contract", "payment", "channel"]
LABEL = "churn"


def write_table(path, n=480):
    rng = random.Random(11)
    with open(path, "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["quarter"] + NUMERIC + CATEGORICAL + [LABEL])
        for i in range(n):
            quarter = 1 + 4 * i // n
            channels = ["web", "shop", "phone"] + (["fax"] if quarter < 3 else [])
            w.writerow([
                quarter, rng.randint(1, 72), round(rng.uniform(8, 90), 2), rng.randint(0, 6),
                rng.choice(["monthly", "one_year", "two_year"]),
                rng.choice(["card", "transfer", "invoice"]),
                rng.choice(channels), int(rng.random() < 0.3),
            ])


def read_table(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def category_levels(rows):
    return {c: sorted({r[c] for r in rows}) for c in CATEGORICAL}


def prepare(rows, levels=None):
    if levels is None:
        levels = category_levels(rows)
    features = []
    for r in rows:
        v = [float(r[c]) for c in NUMERIC]
        for c in CATEGORICAL:
            v += [1.0 if r[c] == level else 0.0 for level in levels[c]]
        features.append(v)
    y = torch.tensor([int(r[LABEL]) for r in rows])
    return torch.tensor(features), y, levels


class GLUBlock(nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.fc = nn.Linear(d_in, 2 * d_out, bias=False)
        self.bn = nn.BatchNorm1d(2 * d_out)

    def forward(self, x):
        return F.glu(self.bn(self.fc(x)))


class TabEncoder(nn.Module):
    def __init__(self, input_dim, n_d=16, n_classes=2):
        super().__init__()
        self.initial_bn = nn.BatchNorm1d(input_dim)
        self.shared = nn.Sequential(GLUBlock(input_dim, n_d), GLUBlock(n_d, n_d))
        self.final = nn.Linear(n_d, n_classes)

    def forward(self, x):
        return self.final(self.shared(self.initial_bn(x)))


class ChurnClassifier:
    def __init__(self, lr=2e-2, epochs=3):
        self.lr, self.epochs = lr, epochs

    def fit(self, x, y):
        self.network = TabEncoder(x.shape[1])
        optimizer = torch.optim.Adam(self.network.parameters(), lr=self.lr)
        loader = DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True, drop_last=True)
        for _ in range(self.epochs):
            for xb, yb in loader:
                loss = F.cross_entropy(self.network(xb), yb)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        return self

    @torch.no_grad()
    def predict_proba(self, x):
        self.network.eval()
        return self.network(x).softmax(1)[:, 1]


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as d:
        table = os.path.join(d, "customers.csv")
        write_table(table)
        rows = read_table(table)
    past = [r for r in rows if int(r["quarter"]) < 4]
    latest = [r for r in rows if int(r["quarter"]) == 4]
    x_train, y_train, levels = prepare(past)
    x_test, y_test, _ = prepare(latest)
    clf = ChurnClassifier().fit(x_train, y_train)
    risk = clf.predict_proba(x_test)
    print("mean risk", risk.mean().item(), "observed", y_test.float().mean().item())
