import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split

CATEGORICAL = {"contract": 3, "payment": 4, "region": 12, "device": 7}
NUMERIC = ["tenure", "monthly_charges", "total_charges", "tickets", "age"]


def fake_customers(n, seed=0):
    rng = np.random.default_rng(seed)
    cats = np.stack([rng.integers(0, k, n) for k in CATEGORICAL.values()], axis=1)
    nums = rng.normal(size=(n, len(NUMERIC)))
    logit = 0.8 * (cats[:, 0] == 0) - 0.6 * nums[:, 0] + 0.3 * nums[:, 3]
    churn = (logit + rng.normal(scale=0.5, size=n) > 0.4).astype(np.int64)
    return cats.astype(np.int64), nums.astype(np.float32), churn


class ChurnData(Dataset):
    def __init__(self, n):
        self.cats, self.nums, self.y = fake_customers(n)
        self.nums = (self.nums - self.nums.mean(0)) / self.nums.std(0)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.cats[i]), torch.from_numpy(self.nums[i]), int(self.y[i])


class TabularModel(nn.Module):
    def __init__(self, embedding_sizes, n_cont, hidden=(64, 32), n_classes=2, p=0.1):
        super().__init__()
        self.embeds = nn.ModuleList([nn.Embedding(c, d) for c, d in embedding_sizes])
        self.emb_drop = nn.Dropout(p)
        self.bn_cont = nn.BatchNorm1d(n_cont)
        n_in = len(embedding_sizes) + n_cont
        layers = []
        for width in hidden:
            layers += [nn.Linear(n_in, width), nn.ReLU(), nn.BatchNorm1d(width), nn.Dropout(p)]
            n_in = width
        layers.append(nn.Linear(n_in, n_classes))
        self.layers = nn.Sequential(*layers)

    def forward(self, x_cat, x_cont):
        x = torch.cat([e(x_cat[:, i]) for i, e in enumerate(self.embeds)], dim=1)
        x = self.emb_drop(x)
        x = torch.cat([x, self.bn_cont(x_cont)], dim=1)
        return self.layers(x)


def run_epoch(model, loader, criterion, optimizer=None):
    model.train(optimizer is not None)
    total, correct, seen = 0.0, 0, 0
    with torch.set_grad_enabled(optimizer is not None):
        for x_cat, x_cont, y in loader:
            out = model(x_cat, x_cont)
            loss = criterion(out, y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(y)
            correct += (out.argmax(1) == y).sum().item()
            seen += len(y)
    return total / seen, correct / seen


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--lr", type=float, default=1e-3)
    args = parser.parse_args()

    torch.manual_seed(0)
    data = ChurnData(600)
    train_set, val_set = random_split(data, [480, 120])
    train_loader = DataLoader(train_set, batch_size=args.batch_size, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=args.batch_size)

    embedding_sizes = [(c, min(50, (c + 1) // 2)) for c in CATEGORICAL.values()]
    model = TabularModel(embedding_sizes, len(NUMERIC))
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        tr = run_epoch(model, train_loader, criterion, optimizer)
        va = run_epoch(model, val_loader, criterion)
        print(f"epoch {epoch}: train {tr[0]:.3f}/{tr[1]:.2f}  val {va[0]:.3f}/{va[1]:.2f}")


if __name__ == "__main__":
    main()
