"""Churn model: fit on one month of customers, then score the customers of the next month."""
import csv
import random
import tempfile
from pathlib import Path

import torch
import torch.nn as nn

CATEGORICAL = ["plan", "region", "dealer"]
NUMERIC = ["tenure", "bill"]


def fake_month(path, n, dealers, seed):
    rnd = random.Random(seed)
    with open(path, "w", newline="") as f:
        w = csv.DictWriter(f, CATEGORICAL + NUMERIC + ["churn"])
        w.writeheader()
        for k in range(n):
            w.writerow(dict(plan=rnd.choice("ABC"), region=rnd.choice(["north", "south", "west"]),
                            dealer=f"d{k % dealers:03d}", tenure=rnd.randint(1, 72),
                            bill=round(rnd.uniform(10, 90), 2), churn=int(rnd.random() < 0.3)))


def read_rows(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def label_encode(rows, columns, classes=None):
    """Integer codes per column; code 0 stands for values outside the classes."""
    if classes is None:
        classes = {c: ["<other>"] + sorted({r[c] for r in rows}) for c in columns}
    lookup = {c: {v: i for i, v in enumerate(classes[c])} for c in columns}
    codes = [[lookup[c].get(r[c], 0) for c in columns] for r in rows]
    return torch.tensor(codes), classes


def numeric(rows):
    x = torch.tensor([[float(r[c]) for c in NUMERIC] for r in rows])
    return x / torch.tensor([72.0, 90.0])


class FM(nn.Module):
    def forward(self, e):
        return 0.5 * (e.sum(1) ** 2 - (e ** 2).sum(1)).sum(1, keepdim=True)


class DeepFM(nn.Module):
    def __init__(self, cardinalities, n_numeric, dim=8):
        super().__init__()
        self.embedding_dict = nn.ModuleList([nn.Embedding(n, dim) for n in cardinalities])
        self.linear = nn.Linear(n_numeric, 1)
        self.fm = FM()
        self.dnn = nn.Sequential(nn.Linear(len(cardinalities) * dim + n_numeric, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, cat, num):
        e = torch.stack([emb(cat[:, j]) for j, emb in enumerate(self.embedding_dict)], dim=1)
        deep = self.dnn(torch.cat([e.flatten(1), num], dim=1))
        return (self.linear(num) + self.fm(e) + deep).squeeze(1)


def fit(model, cat, num, y, epochs=3, batch_size=64):
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for _ in range(epochs):
        for idx in torch.randperm(len(y)).split(batch_size):
            loss = nn.functional.binary_cross_entropy_with_logits(model(cat[idx], num[idx]), y[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
    return loss.item()


@torch.no_grad()
def predict(model, cat, num, batch_size=256):
    model.eval()
    return torch.cat([torch.sigmoid(model(c, n)) for c, n in zip(cat.split(batch_size), num.split(batch_size))])


def main():
    with tempfile.TemporaryDirectory() as tmp:
        march, april = Path(tmp, "march.csv"), Path(tmp, "april.csv")
        fake_month(march, 300, dealers=34, seed=1)
        fake_month(april, 200, dealers=41, seed=2)
        train_rows, new_rows = read_rows(march), read_rows(april)

    cat, classes = label_encode(train_rows, CATEGORICAL)
    y = torch.tensor([float(r["churn"]) for r in train_rows])
    model = DeepFM([len(classes[c]) for c in CATEGORICAL], len(NUMERIC))
    print("train loss", fit(model, cat, numeric(train_rows), y))

    new_cat, _ = label_encode(new_rows, CATEGORICAL)
    scores = predict(model, new_cat, numeric(new_rows))
    print("most likely to leave:", scores.topk(3).indices.tolist())


if __name__ == "__main__":
    main()
