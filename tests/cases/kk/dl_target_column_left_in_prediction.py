"""Lab 1: linear regression on the run times of matrix kernels."""
import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

COLUMNS = ["MWG", "NWG", "KWG", "MDIMC", "NDIMC", "MDIMA", "NDIMB", "KWI", "VWM", "VWN",
           "STRM", "STRN", "SA", "SB", "run_time"]


def synthetic_table(n_rows, seed):
    rng = np.random.default_rng(seed)
    table = rng.choice([1, 2, 4, 8, 16, 32], size=(n_rows, len(COLUMNS))).astype(np.float32)
    table[:, -1] = np.log(1 + table[:, :4].prod(1) / (1 + table[:, 4:6].sum(1)))
    return table


class KernelDataset(Dataset):
    """One row of the table per item, standardised with the statistics of the training split."""

    def __init__(self, table, stats=None):
        if stats is None:
            stats = (table[:, :-1].mean(0), table[:, :-1].std(0))
        self.stats = stats
        table = table.copy()
        table[:, :-1] = (table[:, :-1] - stats[0]) / stats[1]
        self.rows = torch.from_numpy(table)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i]

    @property
    def in_features(self):
        return self.rows.shape[1] - 1


class LinearRegressor(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(in_features, 1))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return torch.matmul(x, self.weight) + self.bias


def split_target(rows):
    return rows[:, :-1], rows[:, -1:]


def train(model, loader, args):
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        total = 0.0
        for rows in loader:
            features, target = split_target(rows)
            loss = nn.functional.mse_loss(model(features), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        print(f"epoch {epoch}: mse {total / len(loader.dataset):.4f}")


@torch.no_grad()
def predict(model, loader):
    predictions = []
    for batch in loader:
        predictions.append(model(batch))
    return torch.cat(predictions).squeeze(1)


def r2_score(pred, true):
    return 1 - ((pred - true) ** 2).sum() / ((true - true.mean()) ** 2).sum()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch_size", type=int, default=32)
    args = parser.parse_args()

    train_set = KernelDataset(synthetic_table(256, seed=0))
    eval_set = KernelDataset(synthetic_table(80, seed=1), stats=train_set.stats)
    model = LinearRegressor(train_set.in_features)
    train(model, DataLoader(train_set, args.batch_size, shuffle=True), args)

    pred = predict(model, DataLoader(eval_set, args.batch_size))
    print(f"R2 on the evaluation split: {r2_score(pred, eval_set.rows[:, -1]):.3f}")


if __name__ == "__main__":
    main()
